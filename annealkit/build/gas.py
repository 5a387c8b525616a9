"""What laws read of the gas, as functions of time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from annealkit.domain import GASES, Atmosphere
from annealkit.domain.gas_system import source_temperature
from annealkit.laws import Law
from annealkit.laws.steps import steps

__all__ = ["gas_laws"]

#: What laws at a face read of the gas besides its pressures: argument, attribute of an atmosphere, SI unit.
_OF_GAS = (
    ("boundary_layer", "boundary_layer", "m"),
    ("flow", "flow", "mol/s"),
    ("tube", "tube", "m"),
    ("boat", "boat", "m"),
)


def gas_laws(gases: Sequence[tuple[float, Atmosphere]]) -> dict[str, Law]:
    """Partial pressures (Pa) and the rest of the gas as laws of t, constant between switches."""
    times = np.array([time for time, _ in gases])
    laws: dict[str, Law] = {}
    for gas in GASES:
        values = np.array([one.pressures[gas] for _, one in gases])
        laws[f"p_{gas}"] = steps(times, values, "Pa")
    laws["a_source"] = steps(times, np.array([one.source for _, one in gases]), "1")
    for name, attribute, unit in _OF_GAS:
        laws[name] = steps(times, np.array([getattr(one, attribute) or 0.0 for _, one in gases]), unit)
    laws["T_source"] = source_temperature(gases)
    return laws
