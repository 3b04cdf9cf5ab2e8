"""The pages of the hotline that a Screen cannot make: looking a caller up, what is proposed, and panels."""
