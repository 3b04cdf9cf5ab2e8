"""Pages and panels of letters and visits."""
