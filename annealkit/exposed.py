"""How much of a body is in the gas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from annealkit.domain.body import Body, MeshBody, Wafer

__all__ = ["AREA", "exposed"]

#: Short id of the record of the area of a body that tells none.
AREA = "area"
#: Faces in the gas that are alike, of which one is solved.
_ALIKE: Mapping[type, int] = {Wafer: 2}


def exposed(body: Body, areas: Mapping[str, float | None]) -> tuple[float | None, int]:
    """Area (m²) of a body's faces in the gas, None where it does not tell, and how many faces an assumed one is for.

    Args:
        body: What is annealed.
        areas: What is known of each of these faces, by name.
    """
    known = [_of_mesh(body, name, area) for name, area in areas.items()]
    return _sum(known), _ALIKE.get(type(body), 1)


def _sum(areas: Iterable[float | None]) -> float | None:
    total = 0.0
    for area in areas:
        if area is None:
            return None
        total += area
    return total


def _of_mesh(body: Body, name: str, area: float | None) -> float | None:
    """A region of a mesh in three dimensions has the area of its faces."""
    if isinstance(body, MeshBody) and body.dimension == 3:
        return float(body.cells.regions[name].areas.sum())
    return area
