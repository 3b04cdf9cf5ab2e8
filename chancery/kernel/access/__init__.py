"""Access: who may do what, on which rows, and why."""
