"""The journeys of documents: an incoming one from the door to the file, and a classified paper in custody."""

from .incoming import INSTRUCTION, incoming_flow
from .paper import paper_flow

__all__ = ["INSTRUCTION", "incoming_flow", "paper_flow"]
