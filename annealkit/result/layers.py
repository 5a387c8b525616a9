"""What the laws of each layer see: those of the body, and those of its coating."""

from __future__ import annotations

import numpy as np
from attrs import evolve, frozen

from annealkit.build import Built
from annealkit.build.coating import BODY, COATING
from annealkit.pde.topology import Array
from annealkit.provenance import Record
from annealkit.result.states import Histories

__all__ = ["Layers", "layers", "records_of_body", "spread"]


@frozen(eq=False)
class Layers:
    """The histories of a run, layer by layer.

    Attributes:
        whole: Of all cells.
        body: Of the cells of the body; the same as ``whole`` without a coating.
        coating: Of the cells of the coating; None without one.
    """

    whole: Histories
    body: Histories
    coating: Histories | None = None


def layers(built: Built, whole: Histories) -> Layers:
    """The layers of a solved anneal.

    Args:
        built: The anneal.
        whole: What laws of all cells see.
    """
    if built.coating is None:
        return Layers(whole, whole)
    return Layers(whole, evolve(whole, layer=BODY), evolve(whole, layer=COATING, readings={}))


def spread(values: Array, own: Histories) -> Array:
    """Values of the cells of a layer as values of all cells, NaN in the others.

    Args:
        values: Shape ``[time, cell of the layer]``; those of a face, ``[time]``, stay as they are.
        own: The layer.
    """
    if own.layer is None or values.ndim < 2:
        return values
    out = np.full((len(values), own.mesh.cells), np.nan)
    out[:, own.own] = values
    return out


def records_of_body(built: Built) -> tuple[Record, ...]:
    """Every record in use but those of the coating alone."""
    own = {} if built.coating is None else built.of_coating
    return tuple(record for key, record in built.records.items() if key not in own)
