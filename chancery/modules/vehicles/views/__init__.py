"""The pages of vehicles that a Screen cannot make: the driver's day, positions, attendance, and panels."""
