"""Letters and visits (信访): who wrote, to whom it was handed, what was answered, and what may still be asked."""
