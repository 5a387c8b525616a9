"""Parameter values for PyBaMM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annealkit.interop.diffusion import diffusivity
from annealkit.interop.electrode import Electrode, Moment
from annealkit.interop.handover import Handover
from annealkit.interop.interface import Reading, exchange_current, ohms, read
from annealkit.interop.wording import taken
from annealkit.units import QuantityLike

if TYPE_CHECKING:
    from annealkit.result import Result

__all__ = ["to_pybamm"]


def to_pybamm(
    result: Result,
    *,
    when: Moment = "after",
    resistance: Reading | None = None,
    area: QuantityLike | None = None,
) -> Handover:
    """See :meth:`annealkit.result.Result.to_pybamm`."""
    electrode = Electrode.of(result, when)
    interface = read(electrode, resistance, area)
    found: dict[str, Any] = {
        "Maximum concentration in positive electrode [mol.m-3]": electrode.sites,
        "Initial concentration in positive electrode [mol.m-3]": electrode.held,
    }
    if electrode.radius is not None:
        found["Positive particle radius [m]"] = electrode.radius
    moving = diffusivity(electrode)
    if moving is not None:
        found["Positive particle diffusivity [m2.s-1]"] = moving
    notes = taken(electrode, interface)
    if interface is not None and interface.reading == "contact":
        found["Contact resistance [Ohm]"] = ohms(interface)
        notes.append("PyBaMM reads 'Contact resistance [Ohm]' under the model option {'contact resistance': 'true'}.")
    elif interface is not None:
        found["Positive electrode exchange-current density [A.m-2]"] = exchange_current(interface)
    notes.append(
        "The initial concentration is that of the electrode as it is built in: such a cell begins with a charge."
    )
    notes.append("Everything else is the host's: geometry, open-circuit potential, electrolyte, negative electrode.")
    return Handover(found, tuple(notes))
