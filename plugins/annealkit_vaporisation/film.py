"""The gas film over a body: how easily each vapour gets through it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray

from annealkit.api import R, Record
from annealkit_vaporisation.equilibrium import SPECIES, along
from annealkit_vaporisation.stream import Form, Stream
from annealkit_vaporisation.transport import MOLAR_MASS, binary_diffusion, diffusion_prefactor, pair

__all__ = ["CARRIERS", "VAPOURS", "Film", "GasFilm", "hertz_knudsen"]

Array = NDArray[np.float64]

#: What moves through the film: the Li species, then water.
VAPOURS = (*SPECIES, "H2O")
#: Gases the film is made of. All of them count, by their actual partial pressures.
CARRIERS = ("N2", "O2", "Ar", "CO2", "H2O")

_MASSES = np.array([MOLAR_MASS[name] for name in VAPOURS])


def hertz_knudsen(T: ArrayLike, ndim: int) -> Array:
    """Velocity sqrt(RT/2πM) in m/s of every vapour, a leading axis of seven; ``T`` in K."""
    return np.sqrt(R * np.asarray(T, dtype=float) / (2 * np.pi * along(_MASSES, ndim)))


@frozen(eq=False)
class GasFilm:
    """Pair parameters of every vapour with every carrier gas.

    Attributes:
        prefactor: Chapman-Enskog factor of each pair, Pa m²/(s K^1.5); leading axis vapour and carrier.
        depth: Well depth of each pair, K; the same axes.
    """

    prefactor: Array
    depth: Array

    @classmethod
    def of(cls, records: Mapping[str, Record]) -> GasFilm:
        """From records with short ids ``gas.<species>.diameter`` and ``gas.<species>.depth``."""
        pairs = [(vapour, carrier) for vapour in VAPOURS for carrier in CARRIERS]
        diameters = [_mix(records, one, "diameter") for one in pairs]
        factors = [
            diffusion_prefactor(MOLAR_MASS[one[0]], MOLAR_MASS[one[1]], diameter)
            for one, diameter in zip(pairs, diameters, strict=True)
        ]
        return cls(_stack(factors), _stack([_mix(records, one, "depth") for one in pairs]))

    def resistance(self, T: ArrayLike, pressures: Mapping[str, ArrayLike], ndim: int) -> Array:
        """Resistance 1/D of the gas to every vapour, s/m², a leading axis of seven (Blanc's law).

        Args:
            T: Temperature, K.
            pressures: Partial pressure of each carrier, Pa. With none of them it is zero: vacuum.
            ndim: Number of axes of the state.
        """
        pD = binary_diffusion(T, along(self.prefactor, ndim), along(self.depth, ndim))
        per_vapour = pD.reshape((len(VAPOURS), len(CARRIERS)) + pD.shape[1:])
        # x_i/D_i summed over the carriers, where D_i = (p D)_i/p and x_i = p_i/p: the total cancels.
        parts = [np.asarray(pressures[name]) / per_vapour[:, i] for i, name in enumerate(CARRIERS)]
        return np.asarray(sum(parts))


@frozen(eq=False)
class Film:
    """What lies between a face and the gas far away: a stagnant layer or a stream, and the walls of a boat.

    Attributes:
        gas: Diffusion of every vapour in the furnace gas.
        form: What the gas lies over.
        length: Characteristic length, m: the diameter of a sphere or of a bed's particles.
        stream: The flow along the face; None where no gas of the run flows.
        boat: Whether a gas of the run stands over a boat.
    """

    gas: GasFilm
    form: Form = "plate"
    length: ArrayLike = 1.0
    stream: Stream | None = None
    boat: bool = False

    @property
    def arguments(self) -> tuple[str, ...]:
        """State at the face that it reads, besides T and the partial pressures."""
        flowing = () if self.stream is None else self.stream.arguments
        taken_up = () if self.carried_by is None else (self.carried_by,)
        return ("boundary_layer", *flowing, *(("boat",) if self.boat else ()), *taken_up)

    @property
    def carried_by(self) -> str | None:
        """Argument that tells the surface (m²) which each mole a second of the passing gas has to serve, in m² s/mol.

        ``"bed"`` between the particles of a bed, ``"swept"`` over a plate along which some gas of the run flows; None
        where the gas is without limit.
        """
        if self.form == "bed":
            return "bed"
        return "swept" if self.stream is not None and self.form == "plate" else None

    @property
    def axes(self) -> int:
        """Number of axes of its parameters."""
        own = [self.gas.prefactor[0], self.gas.depth[0], self.length]
        if self.stream is not None:
            one = self.stream
            own += [one.length, one.still, one.factor, one.viscosity.diameter[0], one.viscosity.depth[0]]
        return max(np.ndim(one) for one in own)

    def resistance(self, s: Mapping[str, Array], ndim: int) -> Array:
        """1/k of the gas for every vapour and water, s/m, a leading axis of seven; zero in a vacuum.

        Args:
            s: State at the face, see :attr:`arguments`.
            ndim: Number of axes of the state.
        """
        pressures = {name.removeprefix("p_"): value for name, value in s.items() if name.startswith("p_")}
        per_metre = self.gas.resistance(s["T"], pressures, ndim)
        thickness = self._still(s)
        if self.stream is not None:
            thickness = thickness + self.stream.thickness(s, per_metre, ndim)
        return np.asarray((thickness + s["boat"] if self.boat else thickness) * per_metre)

    def _still(self, s: Mapping[str, Array]) -> Array:
        """Thickness (m) of the plane layer that resists as much as the stagnant gas does.

        Around a sphere the vapour spreads, and a layer of any thickness resists no more than the radius. The particles
        of a bed have no layer of their own beyond that: Sh = 2.
        """
        layer = s["boundary_layer"]
        if self.form == "plate":
            return layer
        radius = np.asarray(self.length) / 2
        if self.form == "sphere":
            return np.asarray(layer / (1 + layer / radius))
        return np.asarray(radius if self.stream is None else np.where(s["flow"] > 0, 0.0, radius))


def _mix(records: Mapping[str, Record], names: tuple[str, str], what: str) -> Array:
    first, second = (records[f"gas.{name}.{what}"].per_cell for name in names)
    return pair(first, second, what)


def _stack(values: list[Array]) -> Array:
    return np.stack(np.broadcast_arrays(*values)).astype(float)
