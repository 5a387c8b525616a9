"""What is read off a solved anneal: inner states, resistance, virtual measurements, of the body and of its coating."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from annealkit.build import Built
from annealkit.build.outer import changes
from annealkit.errors import RunError
from annealkit.pde.mesh import Array
from annealkit.result.layers import Layers, spread
from annealkit.result.states import Histories
from annealkit.selection import Chosen

__all__ = ["Outputs", "means", "observables", "outputs", "resistance", "spread_out"]

_RESISTANCE, _OBSERVABLES = "interface.resistance", "host.observables"

#: What transformations let people read, by name: shape ``[time, cell]``, of the outer face ``[time]``, and whose it is.
Outputs = dict[str, tuple[Array, Histories]]


def outputs(built: Built, seen: Layers) -> Outputs:
    """What transformations let people read; names of a coating's stand behind its own."""
    found: Outputs = {}
    for prefix, chosen, own in _layers(built, seen):
        rows = list(own.each())
        for item in changes(chosen):
            for name, law in item.outputs.items():
                if item.where == "face":
                    values = np.array([float(np.squeeze(known[name])) for known in rows])
                else:
                    values = np.stack([np.broadcast_to(law.at(known), (own.cells,)) for known in rows])
                found[prefix + name] = values, own
    return found


def means(found: Outputs, row: int) -> dict[str, float]:
    """Averages over the layer at an output time; a number of the outer face is what it is."""
    return {
        name: float(values[row] @ own.weights) if values.ndim > 1 else float(values[row])
        for name, (values, own) in found.items()
    }


def spread_out(found: Outputs) -> dict[str, Array]:
    """The same over all cells, NaN where a layer has no such state."""
    return {name: spread(values, own) for name, (values, own) in found.items()}


def resistance(built: Built, seen: Layers, row: int = -1) -> dict[str, float]:
    """Series parts in Ω m², and their total; no total where a part had to be left out."""
    parts = {
        name: value
        for _, chosen, own in _layers(built, seen)
        for name, (value, _) in _measured(chosen, own, _RESISTANCE, row).items()
    }
    return {**parts, "total": sum(parts.values())} if parts and _RESISTANCE not in built.left_out else parts


def observables(built: Built, seen: Layers, row: int = -1) -> dict[str, dict[str, Any]]:
    """Virtual measurements: value and SI unit by name."""
    return {
        prefix + name: {"value": value, "unit": unit}
        for prefix, chosen, own in _layers(built, seen)
        for name, (value, unit) in _measured(chosen, own, _OBSERVABLES, row).items()
    }


def _layers(built: Built, seen: Layers) -> Iterator[tuple[str, Chosen, Histories]]:
    """What stands before names, the models, and what their laws see, of the body and of its coating."""
    yield "", built.chosen, seen.body
    if built.coating is not None and seen.coating is not None:
        yield f"{built.coating.name}.", built.coating.chosen, seen.coating


def _measured(chosen: Chosen, own: Histories, slot: str, row: int) -> dict[str, tuple[float, str]]:
    """What the laws of a slot read off one output time, with their units."""
    known = own.at(row % len(own.times))
    out = {}
    for one in chosen.items(slot):
        value = np.asarray(one.law.at(known), dtype=float)
        if value.size != 1:
            raise RunError(
                f"{slot}: {one.name!r} gave {value.size} numbers; expected one for the body. Average over the cells "
                "with dx as weights in its law."
            )
        if not np.isfinite(value).all():
            raise RunError(f"{slot}: {one.name!r} is not finite ({value.item()!r}). Check the records of its law.")
        out[one.name] = (value.item(), one.law.unit)
    return out
