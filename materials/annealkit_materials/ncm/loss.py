"""The classic reading of lithium loss, from weighing powders after steps of heating; used only where a run names it."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import BoundaryFlux, Callable, Material, R
from annealkit_materials.ncm.composition import Array, Parameter, identity

__all__ = ["Isochronal", "isochronal"]

_NAMES = ("share", "time", "temperature", "energy")
#: Volume over surface of a sphere is a sixth of its diameter.
_SPHERE = 6.0


@frozen(eq=False)
class Isochronal:
    """J = k(T) c d/6: the share that a powder lost in a step, as if every particle lost at its surface.

    Attributes:
        share: Lost in a step at the reference temperature.
        time: Of a step, s.
        temperature: The reference temperature, K.
        energy: J/mol.
        diameter: Of the particle, m.
    """

    share: Parameter
    time: Parameter
    temperature: Parameter
    energy: Parameter
    diameter: float

    def __call__(self, T: ArrayLike, c: ArrayLike) -> Array:
        """Flux out of the body, mol/(m² s), at ``T`` (K) and surface concentration ``c`` (mol/m³)."""
        rate = -np.log1p(-self.share) / self.time
        cooler = 1.0 / np.asarray(T, dtype=float) - 1.0 / self.temperature
        velocity = rate * np.exp(-self.energy / R * cooler) * self.diameter / _SPHERE
        return np.asarray(velocity * np.maximum(c, 0.0))


def isochronal(material: Material, diameter: float) -> BoundaryFlux:
    """The flux named "isochronal" of a particle.

    Args:
        material: The material.
        diameter: Of the particle, m.
    """
    share, time, temperature, energy = records = [material[f"isochronal.{name}"] for name in _NAMES]
    law = Callable(
        Isochronal(share.per_cell, time.per_cell, temperature.per_cell, energy.per_cell, diameter),
        "mol/m^2/s",
        arguments=("T", "c"),
        records=records,
        text=f"−ln(1 − {share.text})/({time.text}) · exp(−{energy.text}/R · (1/T − 1/({temperature.text}))) · c d/6",
        name="isochronal loss",
        identity=identity(f"isochronal loss of {diameter!r} m"),
    )
    return BoundaryFlux(
        name="isochronal",
        species="Li",
        channels=("loss of mass",),
        law=law,
        standing="from LiCoO2 powder in unknown gas and crucible; recent work on NCM finds far less vapour",
        note="What a powder loses in steps of heating, whatever took it. It knows neither moisture nor flow.",
    )
