"""Recognition of official documents by their form (公文识别). Pure: lines in, what the form states out."""

from .form import Recognised, read_lines
from .marks import find_secrecy_mark
from .parties import split_addressees
from .title import KINDS, kind_of

__all__ = ["KINDS", "Recognised", "find_secrecy_mark", "kind_of", "read_lines", "split_addressees"]
