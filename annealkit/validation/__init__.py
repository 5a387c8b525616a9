"""Cases that predictions are held against: what was observed, and what a comparison with it is worth."""

from annealkit.validation.case import Case, load_cases, read_cases
from annealkit.validation.standing import Standing, standing

__all__ = ["Case", "Standing", "load_cases", "read_cases", "standing"]
