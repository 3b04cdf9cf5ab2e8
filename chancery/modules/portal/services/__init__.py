"""What the portal writes: tallies, and what citizens say."""
