"""What the public site reads: notices, and the ground of its map."""
