"""Files -> lines."""

from ..parsed import Refused
from .text import read

__all__ = ["Refused", "read"]
