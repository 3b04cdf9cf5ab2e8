"""Transfer: tables in and out. What comes in is staged, wholly checked, then applied and hidden until it has landed."""
