"""The fluxes through a body's faces as they are solved: which end of a bracket, over which share, which names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve, frozen

from annealkit import laws, pde
from annealkit.contributions import BoundaryFlux
from annealkit.laws import Law
from annealkit.laws.law import Values

__all__ = ["at_end", "boundaries", "over_share", "told_apart", "with_names"]


def at_end(flux: BoundaryFlux, end: str | None) -> BoundaryFlux:
    """A flux with the ``"low"`` or ``"high"`` end of its bracket in its place; unchanged for None or without one."""
    if end is None or flux.bracket is None:
        return flux
    law = flux.bracket.low if end == "low" else flux.bracket.high
    return evolve(flux, law=law, states=() if law is None else _read_by(flux, law))


def over_share(flux: BoundaryFlux, share: Values) -> BoundaryFlux:
    """A flux through a share of the surface, per area of the whole."""
    if flux.law is None:
        return flux
    law = laws.Callable(
        _Share(flux.law, share),
        flux.law.unit,
        arguments=flux.law.arguments,
        records=flux.law.records,
        text=f"{float(np.mean(share)):.6g} · ({flux.law.describe()})",
        name=flux.law.name,
        identity=None if flux.law.identity is None else f"{np.asarray(share).tolist()} of {flux.law.identity}",
    )
    return evolve(flux, law=law)


@frozen(eq=False)
class _Share:
    """A law times a share of the surface."""

    law: Law
    share: Values

    def __call__(self, **state: Values) -> Values:
        return np.asarray(self.share * self.law.at(state))


def _read_by(flux: BoundaryFlux, law: Law) -> tuple[Any, ...]:
    return tuple(state for state in flux.states if state.name in law.arguments)


def told_apart(fluxes: Mapping[str, Sequence[BoundaryFlux]]) -> dict[str, Sequence[BoundaryFlux]]:
    """The same fluxes; a face state that several faces have gets the face into its name."""
    names = Counter(name for own in fluxes.values() for name in {s.name for flux in own for s in flux.states})
    return {
        face: [_renamed(flux, {n: f"{n} at {face}" for n, count in names.items() if count > 1}) for flux in own]
        for face, own in fluxes.items()
    }


def _renamed(flux: BoundaryFlux, names: Mapping[str, str]) -> BoundaryFlux:
    """A flux whose states bear other names."""
    own = {state.name: names[state.name] for state in flux.states if state.name in names}
    if not own:
        return flux
    states = tuple(evolve(s, name=own.get(s.name, s.name), rate=with_names(s.rate, own)) for s in flux.states)
    series = None if flux.series is None else evolve(flux.series, law=with_names(flux.series.law, own))
    return evolve(flux, states=states, series=series, law=None if flux.law is None else with_names(flux.law, own))


def with_names(law: Law, names: Mapping[str, str]) -> Law:
    """A law that is called with other names for some of its arguments; itself where it has none of them."""
    if not set(names) & set(law.arguments):
        return law
    back = {new: old for old, new in names.items()}
    return laws.Callable(
        lambda **state: law.at({back.get(name, name): value for name, value in state.items()}),
        law.unit,
        arguments=tuple(names.get(name, name) for name in law.arguments),
        records=law.records,
        text=law.describe(),
        name=law.name,
        identity=None if law.identity is None else f"{law.identity} by {sorted(names.items())}",
    )


def boundaries(fluxes: Sequence[BoundaryFlux]) -> list[pde.Boundary]:
    """What is solved at a region of the surface; a region through which nothing passes is sealed."""
    found: list[pde.Boundary] = [pde.Flux(f.law, f.species, f.channels) for f in fluxes if f.law is not None]
    return found or [pde.NoFlux()]
