"""Results in the words of other codes; none of them is imported here."""

from annealkit.interop.bpx import to_bpx
from annealkit.interop.electrode import Electrode, Moment
from annealkit.interop.handover import Handover
from annealkit.interop.interface import Reading
from annealkit.interop.pybamm import to_pybamm

__all__ = ["Electrode", "Handover", "Moment", "Reading", "to_bpx", "to_pybamm"]
