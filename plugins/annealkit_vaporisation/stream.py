"""Mass transfer into a gas that flows along a body: Sherwood correlations of a plate, a sphere and a bed.

    Sh = k L/D = Sh0 + f Re^m Sc^(1/3),   Re = u ρ L/μ,   Sc = μ/(ρ D)

================  ======================================================  =====================================
form              Sh                                                      published for
================  ======================================================  =====================================
plate             8/π + 0.664 Re^(1/2) Sc^(1/3) (Pohlhausen)              laminar, Re 1e3 to 5e5, Sc > 0.6
sphere            2 + 0.6 Re^(1/2) Sc^(1/3) (Ranz and Marshall)           Re 0 to 200, Sc 0.6 to 380
bed               2 + 1.1 Re^(3/5) Sc^(1/3) (Wakao and Funazkri)          Re 3 to 1e4
================  ======================================================  =====================================

L is the length of the plate along the flow, or the diameter of the sphere or of the bed's particles; u is the velocity
of the whole flow in the empty tube. Pohlhausen's Sh goes to zero with the flow, where diffusion alone still carries
vapour away: the exact limit of a disc of diameter L in an inert plane, 8/π, is added, as the sphere's own limit is in
the form of Ranz and Marshall. At Re = 1e4 that is 4 % of Sh.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray

from annealkit.api import R
from annealkit_vaporisation.equilibrium import along
from annealkit_vaporisation.viscosity import Viscosity

__all__ = ["POWER", "Form", "Stream", "sherwood"]

Array = NDArray[np.float64]
Form = Literal["plate", "sphere", "bed"]

#: Power of the Reynolds number in each correlation.
POWER: Mapping[str, float] = {"plate": 0.5, "sphere": 0.5, "bed": 0.6}
#: Smallest section, density and viscosity (SI) that are divided by; without a flow or a gas they are zero.
_NOTHING = 1e-30


def sherwood(still: ArrayLike, factor: ArrayLike, power: float, reynolds: ArrayLike, schmidt: ArrayLike) -> Array:
    """Sh = still + factor · Re^power · Sc^(1/3)."""
    moved = np.asarray(reynolds, dtype=float) ** power * np.cbrt(np.asarray(schmidt, dtype=float))
    return np.asarray(np.asarray(still) + np.asarray(factor) * moved)


@frozen(eq=False)
class Stream:
    """The flow along one face.

    Attributes:
        form: What it flows along.
        length: Characteristic length, m.
        still: Sherwood number without a flow.
        factor: Factor on Re^m Sc^(1/3).
        viscosity: Of the furnace gas.
    """

    form: Form
    length: Array
    still: Array
    factor: Array
    viscosity: Viscosity

    #: State at a face that it reads, besides the partial pressures.
    arguments = ("flow", "tube")

    def numbers(self, s: Mapping[str, Array], resistance: Array, ndim: int) -> tuple[Array, Array, Array]:
        """Re, Sc and Sh; the last two with a leading axis over the vapours.

        Args:
            s: State at the face: T, the partial pressures ``p_*``, flow (mol/s) and tube (m).
            resistance: 1/D of each vapour, s/m².
            ndim: Number of axes of the state.
        """
        pressures = {name: s[f"p_{name}"] for name in self.viscosity.gases}
        viscosity, mass = self.viscosity.mixed(s["T"], pressures, ndim)
        section = np.maximum(np.pi / 4 * s["tube"] ** 2, _NOTHING)
        # The mass flow does not change with temperature or pressure, and the density drops out of Re with it.
        reynolds = s["flow"] * mass / section * self.length / np.maximum(viscosity, _NOTHING)
        density = np.maximum(np.asarray(sum(pressures.values())) * mass / (R * s["T"]), _NOTHING)
        schmidt = viscosity / density * resistance
        return reynolds, schmidt, sherwood(self.still, self.factor, POWER[self.form], reynolds, schmidt)

    def thickness(self, s: Mapping[str, Array], resistance: Array, ndim: int) -> Array:
        """L/Sh (m) of every vapour, the still layer that would resist as much; zero where nothing flows."""
        _, _, number = self.numbers(s, resistance, ndim)
        return np.asarray(np.where(s["flow"] > 0, along(self.length[np.newaxis], ndim) / number, 0.0))
