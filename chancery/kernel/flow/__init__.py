"""Flow: states and moves, approval routes, delegation, hand-over. `move()` is the only writer of a state."""
