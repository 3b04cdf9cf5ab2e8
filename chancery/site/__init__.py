"""Site: settings, addresses, the command line and the list of installed modules; nothing else."""
