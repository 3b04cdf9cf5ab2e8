"""Pure reading of what a petitioner wrote: which legal way it names, and what it is like."""
