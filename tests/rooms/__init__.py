"""A register with bookings that only the tests know, so that the kernel is never shaped by one module alone."""
