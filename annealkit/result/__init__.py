"""What came out of an anneal."""

from annealkit.result.profile import Profile
from annealkit.result.result import MassBalance, Result
from annealkit.result.stored import load
from annealkit.result.verdict import Verdict

__all__ = ["MassBalance", "Profile", "Result", "Verdict", "load"]
