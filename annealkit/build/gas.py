"""What laws read of the gas, as functions of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from annealkit.build.source import source_activity
from annealkit.domain import GASES, Atmosphere
from annealkit.domain.gas_system import source_temperature
from annealkit.laws import Law
from annealkit.laws.steps import steps
from annealkit.provenance import Record
from annealkit.units import QuantityLike
from annealkit.vessel import Vessel

__all__ = ["gas_laws"]

#: What laws at a face read of the gas besides its pressures: argument, attribute of an atmosphere, SI unit.
_OF_GAS = (
    ("boundary_layer", "boundary_layer", "m"),
    ("flow", "flow", "mol/s"),
    ("tube", "tube", "m"),
    ("boat", "boat", "m"),
)


def gas_laws(
    gases: Sequence[tuple[float, Atmosphere]],
    oxide: str,
    overrides: Mapping[str, QuantityLike],
    vessel: Vessel | None = None,
) -> tuple[dict[str, Law], dict[str, Record]]:
    """Partial pressures (Pa) and the rest of the gas, and the records of what a source is made of.

    Args:
        gases: Atmosphere from each time (s) on; between switches all is constant but the activity over a material.
        oxide: The oxide that the body exchanges with the gas.
        overrides: Of records, by full id.
        vessel: What the gas is sealed in; its pressures follow the temperature and the amounts of gas.
    """
    times = np.array([time for time, _ in gases])
    laws: dict[str, Law] = {}
    for gas in GASES:
        values = np.array([one.pressures[gas] for _, one in gases])
        laws[f"p_{gas}"] = steps(times, values, "Pa")
    for name, attribute, unit in _OF_GAS:
        laws[name] = steps(times, np.array([getattr(one, attribute) or 0.0 for _, one in gases]), unit)
    laws["T_source"] = source_temperature(gases)
    laws.update({} if vessel is None else vessel.pressures)
    laws["a_source"], records = source_activity(gases, oxide, overrides, laws)
    return laws, records
