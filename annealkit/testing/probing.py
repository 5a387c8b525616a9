"""States at which laws are tried: the whole of what an anneal may bring, in a few hundred points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from annealkit.contributions import State
from annealkit.domain import Material
from annealkit.laws import Law

__all__ = ["CELLS", "ROOM", "Array", "Grid", "Known", "at", "evaluated", "profiles", "scattered"]

Array: TypeAlias = NDArray[np.float64]
Known: TypeAlias = dict[str, Any]

#: Where every schedule begins, K.
ROOM = 298.15
#: Highest temperature where the records give none, K.
_HOTTEST = 1273.15
#: Cells of a profile.
CELLS = 6

_POINTS = 240
_RATIOS = (0.0, 1e-6, 0.01, 0.2, 0.5, 0.9, 0.999, 1.0, 1.001, 1.06, 1.2)
#: A gas may be absent, a trace, or all there is, Pa.
_PRESSURES = (0.0, 1e-10, 1.0, 1e3, 2.1e4, 1e5)


@frozen
class Grid:
    """Values of every argument that a law of one material may read.

    Attributes:
        material: The material.
        states: Local states by name.
        of_face: States and readings of the outer face, by name.
        mobiles: Further species that move.
    """

    material: Material
    states: Mapping[str, State]
    of_face: frozenset[str] = frozenset()
    mobiles: frozenset[str] = frozenset()

    def temperatures(self, laws: Iterable[Law]) -> Array:
        """From room temperature, where every schedule begins, through the range of the laws' records, K."""
        ranges = [record.valid["T"] for law in laws for record in law.records.values() if "T" in record.valid]
        low = min([ROOM, *(one.low for one in ranges if one.unit == "K")])
        high = max((one.high for one in ranges if one.unit == "K"), default=_HOTTEST)
        return np.linspace(low, max(high, ROOM + 1.0), 9)

    def concentrations(self, species: str) -> Array:
        """From an empty body to 1.2 mol of the species per mole of its metal, the start among them, mol/m³."""
        own = self.material.species.get(species)
        if own is None:
            return np.array([0.0, 1.0, 1e3, 1e5])
        metal = sum(self.material.start.get(one, 0.0) for one in own.metals) or 1.0
        start = self.material.start.get(species, 1.0) / metal
        return np.unique([*_RATIOS, start, 1.2 * start]) * own.reference

    def values(self, argument: str, law: Law, species: str) -> Array:
        """What one argument is tried at, SI."""
        if argument == "T":
            return self.temperatures([law])
        if argument in ("c", "u"):
            return self.concentrations(species)
        if argument.startswith("c_"):
            return self.concentrations(argument.removeprefix("c_"))
        if argument in self.states:
            state = self.states[argument]
            return state.initial + state.scale * np.array([0.0, 1e-6, 1e-2, 1.0, 10.0])
        if argument in self.of_face:
            return np.array([0.0, 1e-6, 1e-2, 0.5, 1.0])
        return np.array(_FIXED.get(argument, _PRESSURES if argument.startswith("p_") else (0.0, 1.0)))


#: Arguments that mean the same for every material.
_FIXED: Mapping[str, tuple[float, ...]] = {
    "t": (0.0, 1.0, 3.6e3, 1e5),
    "x": (0.0, 1e-9, 1e-7, 1e-6),
    "y": (0.0, 1e-7),
    "z": (0.0, 1e-7),
    "a_source": (0.0, 1e-6, 0.1, 1.0),
    "boundary_layer": (0.0, 1e-3, 2e-2),
    "T_source": (ROOM, 700.0, 1273.15),
    "flow": (0.0, 1e-6, 1e-3),
    "tube": (1e-2, 1e-1),
    "boat": (0.0, 5e-3),
}


def scattered(grid: Grid, law: Law, species: str) -> Known:
    """Every argument of a law at the same few hundred points, each of its values among them; shape ``[point]``."""
    mixed = np.random.default_rng(0)
    found = {}
    for argument in law.arguments:
        values = grid.values(argument, law, species)
        found[argument] = mixed.permutation(np.resize(values, _POINTS))
    return found


def profiles(grid: Grid, law: Law, species: str) -> Known:
    """The arguments of a law of whole profiles: shape ``[profile, cell]``, cells of unequal thickness.

    Temperature, time and gas are the same in all cells of a body.
    """
    lead = _POINTS // CELLS
    edges = 1e-7 * np.linspace(0.0, 1.0, CELLS + 1) ** 1.5
    places = {"dx": np.diff(edges), "depth": (edges[1:] + edges[:-1]) / 2}
    found: Known = {}
    mixed = np.random.default_rng(0)
    for argument in law.arguments:
        if argument in places:
            found[argument] = places[argument]
            continue
        values = grid.values(argument, law, species)
        inside = argument in grid.states or argument == "c" or argument.startswith("c_") or argument in "xyz"
        inside = inside and argument not in grid.of_face
        shape = (lead, CELLS) if inside else (lead, 1)
        found[argument] = mixed.permutation(np.resize(values, int(np.prod(shape)))).reshape(shape)
    return found


def evaluated(law: Law, known: Mapping[str, Any]) -> Array:
    """What a law gives, without the warnings that numpy prints for what a check tells anyway."""
    with np.errstate(all="ignore"):
        return np.asarray(law.at(known), dtype=float)


def at(known: Mapping[str, Any], shape: tuple[int, ...], index: tuple[int, ...]) -> str:
    """A state in words, ``"at T = 298.15, c = 0"``."""
    parts = []
    for name, value in known.items():
        own = np.asarray(value, dtype=float)
        tail = shape[len(shape) - own.ndim :]
        if own.ndim <= len(shape) and np.broadcast_shapes(own.shape, tail) == tail:
            parts.append(f"{name} = {np.broadcast_to(own, tail)[index[len(index) - own.ndim :]]:.6g}")
    return f"at {', '.join(parts)}" if parts else ("for some profile" if known else "everywhere")
