"""Reading what comes from outside: position files of vehicles. Pure and bounded; nothing here knows the database."""

from .positions import MOST_BYTES, MOST_POSITIONS, Fix, read_positions
from .tracks import Figures, figures_of, metres, thinned

__all__ = ["MOST_BYTES", "MOST_POSITIONS", "Figures", "Fix", "figures_of", "metres", "read_positions", "thinned"]
