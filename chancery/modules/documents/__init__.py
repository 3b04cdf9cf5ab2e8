"""Documents (公文): the incoming side, from the arrival of a paper to its filing."""
