"""How species move in one material: diffusivity, uptake, drift. Laws only, no geometry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import field, frozen

from annealkit.errors import InputError
from annealkit.laws import Law, as_law
from annealkit.pde.topology import Array

__all__ = ["SIGNED", "SINGLE", "Henry", "Isotherm", "Medium", "State", "Tensor", "Uptake", "by_species"]

#: The name of the species when a problem has only one.
SINGLE = "c"

#: Before a symbol: its concentration with its sign, for laws that are polynomials and need no continuation.
SIGNED = "signed_c_"

#: Between which u (mol/m³) an isotherm is inverted, and in how many halvings of the logarithm.
_LEAST, _MOST, _HALVINGS = 1e-30, 1e12, 60
#: Newton steps of a first guess.
_STEPS = 8

#: What laws are evaluated on: SI values by argument name.
State = Mapping[str, Array | float]


def by_species(value: Any) -> dict[str, Any]:
    """The long form of an argument that may be one value or a mapping by species."""
    return dict(value) if isinstance(value, Mapping) else {SINGLE: value}


def _entries(rows: Sequence[Sequence[Any]]) -> tuple[tuple[Law, ...], ...]:
    laws = tuple(tuple(as_law(v, "m^2/s", name="Tensor") for v in row) for row in rows)
    if len(laws) not in (2, 3) or any(len(row) != len(laws) for row in laws):
        raise InputError(
            "Tensor: expected 2 rows of 2 or 3 rows of 3 diffusivities, as many as the mesh has dimensions."
        )
    return laws


@frozen(eq=False)
class Tensor:
    """An anisotropic diffusivity, J = -D ∇c, for meshes in two and three dimensions.

    Attributes:
        entries: m²/s; rows of laws or quantities in the order x, y, z. Diffusion needs it positive
            definite; symmetry (Onsager) is the caller's.
    """

    entries: tuple[tuple[Law, ...], ...] = field(converter=_entries)

    @property
    def laws(self) -> tuple[Law, ...]:
        """Every entry."""
        return tuple(law for row in self.entries for law in row)

    @property
    def arguments(self) -> tuple[str, ...]:
        """What its entries depend on."""
        return tuple(dict.fromkeys(argument for law in self.laws for argument in law.arguments))

    def at(self, state: State) -> Array:
        """The tensor at a state, shape ``[row, column, ..., place]``."""
        rows = [[np.asarray(law.at(state), dtype=float) for law in row] for row in self.entries]
        lead = np.broadcast_shapes(*(value.shape for row in rows for value in row))
        return np.array([[np.broadcast_to(value, lead) for value in row] for row in rows])

    def scaled(self, factor: Law) -> Tensor:
        """Every entry multiplied by a law."""
        return Tensor([[law * factor for law in row] for row in self.entries])


@frozen(eq=False)
class Henry:
    """Uptake in proportion, c = K u.

    Attributes:
        law: K, dimensionless, of T and t.
    """

    law: Law

    def concentration(self, u: Array, state: State) -> Array:
        """c (mol/m³) at u."""
        return np.asarray(self.law.at(state) * u)

    def level(self, c: Array, state: State) -> Array:
        """u (mol/m³) at c."""
        return np.asarray(c / self.law.at(state))

    def guess(self, c: Array, state: State, scale: float) -> Array:
        """About u at c."""
        return self.level(c, state)


@frozen(eq=False)
class Isotherm:
    """Uptake by a law of u, such as one that saturates; it must rise with u and be 0 at 0.

    Attributes:
        law: c in mol/m³ of u (mol/m³) and T.
    """

    law: Law

    def concentration(self, u: Array, state: State) -> Array:
        """c (mol/m³) at u; continued oddly below zero, where the integrator may overshoot."""
        return np.asarray(np.sign(u) * self.law.at({**state, "u": np.abs(u)}))

    def level(self, c: Array, state: State) -> Array:
        """u (mol/m³) at c, by halving its logarithm; the upper end of what is searched where c exceeds every value."""
        low, high = np.full(np.shape(c), np.log(_LEAST)), np.full(np.shape(c), np.log(_MOST))
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            below = self.concentration(np.exp(middle), state) < np.abs(c)
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return np.asarray(np.sign(c) * np.exp(0.5 * (low + high)))

    def guess(self, c: Array, state: State, scale: float) -> Array:
        """About u at c: a few Newton steps from the slope at small u, below it where the uptake saturates."""
        little = 1e-6 * scale
        size = np.abs(c)
        first = self.concentration(np.asarray(little), state)
        u = np.asarray(np.where(first > 0, size * little / np.where(first > 0, first, 1.0), 0.0))  # 0: takes up nothing
        for _ in range(_STEPS):
            ahead = u + 1e-6 * (u + little)
            here, there = self.concentration(np.stack([u, ahead]), state)
            rise = there - here
            step = np.where(rise > 0, (size - here) / np.where(rise > 0, rise, 1.0) * (ahead - u), 0.0)
            u = np.clip(u + step, 0.0, _MOST)
            if np.all(np.abs(step) <= 1e-9 * u):
                break
        return np.asarray(np.sign(c) * u)


Uptake = Henry | Isotherm


@frozen(eq=False)
class Medium:
    """The laws of one material, by species.

    Attributes:
        diffusivity: m²/s, thermodynamic factor included.
        uptake: c as a function of u, the unknown that is continuous across interfaces.
        velocity: m/s, one law a dimension, of what carries the species; missing where it rests.
    """

    diffusivity: Mapping[str, Law | Tensor]
    uptake: Mapping[str, Uptake]
    velocity: Mapping[str, tuple[Law, ...]] = field(factory=dict)

    @classmethod
    def of(
        cls,
        species: Sequence[str],
        *,
        diffusivity: Mapping[str, Law | Tensor],
        partition: Mapping[str, Law],
        isotherm: Mapping[str, Law],
        factor: Mapping[str, Law],
        velocity: Mapping[str, tuple[Law, ...]],
    ) -> Medium:
        """Put the laws of a layer together; one given without a species holds for every species."""

        def own(laws: Mapping[str, Any], symbol: str) -> Any:
            return laws.get(symbol, laws.get(SINGLE))

        found = {s: diffusivity[s] for s in species}
        for symbol in species:
            law = own(factor, symbol)
            if law is not None:
                bare = found[symbol]
                found[symbol] = bare.scaled(law) if isinstance(bare, Tensor) else bare * law
        bent = {s: Isotherm(law) for s in species if (law := own(isotherm, s)) is not None}
        straight = {s: Henry(law) for s in species if (law := own(partition, s)) is not None}
        uptake = {s: bent.get(s) or straight.get(s) or Henry(as_law(1.0, "1", name="partition")) for s in species}
        return cls(found, uptake, {s: v for s in species if (v := own(velocity, s)) is not None})
