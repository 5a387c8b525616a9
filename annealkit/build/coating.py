"""A coating as a layer of the problem, and the fluxes of the body through it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve

from annealkit import pde
from annealkit.build.fluxes import with_names
from annealkit.coated import Coated
from annealkit.contributions import BoundaryFlux
from annealkit.errors import InputError
from annealkit.laws import Constant
from annealkit.pde.topology import Array

__all__ = ["BODY", "COATING", "by_level", "interface", "layer", "names_of_level", "refuse_terms", "sources", "states"]

#: The layers of a coated body, from inside.
BODY, COATING = 0, 1


def layer(coating: Coated, species: Iterable[str], cells: int | None, edges: Array | None) -> pde.Layer:
    """The coating as a layer.

    Args:
        coating: The coating.
        species: All that are solved; one that the coating does not know does not enter it.
        cells: Number of its cells, None lets the accuracy choose.
        edges: Edges of its cells from its inner side, m, instead.
    """
    symbol = coating.symbol
    shut = Constant((0.0, "m^2/s"), name="does not enter")
    partition, isotherm = coating.contact("partition"), coating.contact("isotherm")
    if partition is not None and isotherm is not None:
        raise InputError(
            f"coating: of {symbol} between the body and {coating.name} a partition and an isotherm were offered, which "
            "say the same in two ways. Leave one of the plugins out."
        )
    return pde.Layer(
        (coating.thickness, "m"),
        {one: sum(own.law for own in coating.diffusivities) if one == symbol else shut for one in species},
        partition=None if partition is None else {symbol: partition},
        isotherm=None if isotherm is None else {symbol: isotherm},
        initial={symbol: (coating.start * coating.reference, "mol/m^3")},
        cells=cells if edges is None else None,
        edges=edges,
    )


def interface(coating: Coated) -> pde.Interface | None:
    """Where it touches the body; None where the contact is perfect."""
    resistance = coating.contact("resistance")
    return None if resistance is None else pde.Interface(resistance)


def states(coating: Coated) -> list[pde.LocalState]:
    """Its inner states, in its own cells."""
    changes = [t for slot in coating.chosen.by_slot for t in coating.chosen.items(slot) if hasattr(t, "state")]
    for one in changes:
        if one.where == "face":
            raise InputError(
                f"coating: {one.name!r} of {coating.name} is a change of the outer face, which only the body's own "
                "material can bring. Offer it as one of the coating's cells."
            )
    own = [one.state for one in changes if one.state is not None]
    return [pde.LocalState(s.name, s.rate, s.initial, "cell", s.scale, layer=COATING) for s in own]


def sources(coating: Coated) -> list[pde.Source]:
    """What is made in it."""
    return [
        pde.Source(one.law, one.species, f"{one.name} in {coating.name}", COATING)
        for one in coating.chosen.items(f"{coating.symbol}.source")
    ]


def names_of_level(species: Iterable[str]) -> dict[str, str]:
    """By which names laws of the body read its surface under a coating: u, which is in equilibrium with the coating."""
    return {"c": "u", **{f"c_{one}": f"u_{one}" for one in species}}


def by_level(fluxes: Sequence[BoundaryFlux], coating: Coated, species: Iterable[str]) -> list[BoundaryFlux]:
    """Fluxes of the body through its coating: their laws read u, and what does not enter the coating does not pass."""
    names = names_of_level(species)
    return [_through(one, names) for one in fluxes if one.species == coating.symbol]


def _through(flux: BoundaryFlux, names: Mapping[str, str]) -> BoundaryFlux:
    more: dict[str, Any] = {"states": tuple(evolve(s, rate=with_names(s.rate, names)) for s in flux.states)}
    if flux.law is not None:
        more["law"] = with_names(flux.law, names)
    if flux.series is not None:
        more["series"] = evolve(flux.series, law=with_names(flux.series.law, names))
    return evolve(flux, **more)


def refuse_terms(found: Iterable[Any]) -> None:
    """A user's FiPy term is one of all cells, and cannot be kept to those of the body.

    Raises:
        InputError: There is one.
    """
    for one in found:
        if isinstance(one, pde.FiPyTerm):
            raise InputError(
                f"models: the source {one.name!r} is a FiPy term, which holds in all cells, those of the coating too. "
                "Give it as a law, or leave the coating out."
            )
