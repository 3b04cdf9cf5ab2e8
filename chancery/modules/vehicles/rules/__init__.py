"""What the regulations say about vehicles and trips. Each answer carries its article."""
