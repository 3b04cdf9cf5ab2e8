"""`python -m chancery` is the command line."""

from chancery.site.commandline import main

main()
