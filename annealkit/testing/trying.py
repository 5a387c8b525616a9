"""One law of one contribution, ready to be tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from annealkit.contributions import State, Transformation
from annealkit.laws import Law
from annealkit.plugins import host
from annealkit.plugins.calling import said
from annealkit.testing.contents import laws_of, states_of
from annealkit.testing.probing import Array, Grid, Known, at, evaluated, profiles, scattered
from annealkit.testing.scene import Answer, Scene

__all__ = ["Tried", "states_in", "tried"]

#: Hooks whose laws take whole profiles and give one number for the body.
_OF_PROFILES = ("annealkit_resistances", "annealkit_observables")


@frozen(eq=False)
class Tried:
    """A law and where it stands.

    Attributes:
        answer: The contribution.
        place: Where in it the law is, for example ``"bracket.high"``.
        law: The law.
        grid: What its arguments may be.
    """

    answer: Answer
    place: str
    law: Law
    grid: Grid

    @property
    def where(self) -> str:
        """The law in words, for the beginning of a sentence."""
        return f"{self.answer.where}, {self.place}"

    @property
    def species(self) -> str:
        """The species whose concentration the law sees as ``c``."""
        return str(getattr(self.answer.item, "species", next(iter(self.grid.material.species))))

    @property
    def of_profiles(self) -> bool:
        """Whether the law takes whole profiles."""
        return self.answer.hook.name in _OF_PROFILES

    @property
    def known(self) -> Known:
        """The states it is tried at."""
        return (profiles if self.of_profiles else scattered)(self.grid, self.law, self.species)

    @property
    def lead(self) -> tuple[int, ...]:
        """Leading axes of its result: one of the channels where there are several, before it one of resistances."""
        channels = len(getattr(self.answer.item, "channels", ("",)))
        if self.place == "series.law":
            return (len(self.answer.item.series.names), channels)
        return (channels,) if channels > 1 else ()

    def shape(self, known: Mapping[str, Any]) -> tuple[int, ...]:
        """The shape that its result is spread to at these states, channels aside."""
        full = np.broadcast_shapes(*(np.shape(one) for one in known.values()))
        return full[:-1] if self.of_profiles and known else full

    def numbers(self, known: Mapping[str, Any]) -> tuple[Array | None, str]:
        """What the law gives, and why it gives nothing."""
        try:
            return evaluated(self.law, known), ""
        except Exception as error:  # whatever a plugin's function raises
            return None, f"{self.where}: it raises {said(error).rstrip('.')}."

    def first(self, bad: NDArray[np.bool_], values: Array, known: Mapping[str, Any]) -> str:
        """The first value that a mask points at, with its state, in words; empty where there is none."""
        found = np.argwhere(bad)
        return "" if not len(found) else f"{values[tuple(found[0])]:g} {at(known, values.shape, tuple(found[0]))}"


def tried(answers: Iterable[Answer]) -> Iterator[Tried]:
    """Every law of every contribution."""
    inside: dict[int, tuple[Transformation, ...]] = {}
    for answer in answers:
        scene = answer.scene
        if id(scene) not in inside:
            inside[id(scene)] = _changes(scene)
        every = inside[id(scene)]
        states = {one.state.name: one.state for one in every if one.state is not None}
        grid = Grid(
            scene.material,
            states | {one.name: one for one in states_of(answer.item)},
            frozenset(name for one in every if one.where == "face" for name in _told(one)),
            frozenset(one.mobile.symbol for one in every if one.mobile is not None),
        )
        for place, law in laws_of(answer.item).items():
            yield Tried(answer, place, law, grid)


def states_in(scene: Scene) -> dict[str, State]:
    """The local states that the transformations offered for a material bring, by name."""
    return {one.state.name: one.state for one in _changes(scene) if one.state is not None}


def _changes(scene: Scene) -> tuple[Transformation, ...]:
    """The transformations offered for a material."""
    offered = host().gather("annealkit_transformations", material=scene.material, atmosphere=scene.atmosphere)
    return tuple(one.item for one in offered)


def _told(one: Transformation) -> tuple[str, ...]:
    """What a change of the outer face lets resistances read."""
    return (*one.outputs, *(() if one.state is None else (one.state.name,)))
