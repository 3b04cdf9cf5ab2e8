"""What the opinions on the hotline and the office's own rules say about orders. Each answer carries its article."""
