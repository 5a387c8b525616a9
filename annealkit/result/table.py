"""The labelled data of a result: an xarray Dataset that writes to netCDF as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from annealkit.build import Built
from annealkit.domain.body import MeshBody
from annealkit.pde.topology import Array, Index
from annealkit.result.ledger import channel_histories, lost_history
from annealkit.result.states import Histories, depths, widths

if TYPE_CHECKING:
    import xarray

__all__ = ["dataset"]


def dataset(
    built: Built, histories: Histories, outputs: Mapping[str, Array], shares: Mapping[str, Array]
) -> xarray.Dataset:
    """Histories and profiles with plain units attributes.

    Profiles are over ``time`` and ``depth`` (from the outer face), on a mesh over ``time`` and ``cell`` (in the order
    of the mesh) with the coordinates, corners and volume of each cell.

    Args:
        built: The anneal.
        histories: State at every output time.
        outputs: What transformations let people read, shape ``[time, cell]``; ``[time]`` of the outer face.
        shares: Share of the metal in each phase, shape ``[time]``.
    """
    import xarray

    symbol, solution = built.symbol, histories.solution
    order, places = _places(built, histories)
    own = solution[symbol]
    channels = channel_histories(solution, symbol)
    across = ("time", "depth" if "depth" in places else "cell")
    variables: dict[str, tuple[Any, Any, dict[str, str]]] = {
        "temperature": ("time", histories.temperatures, _unit("K", "furnace temperature")),
        symbol: (across, own.concentration[:, order], _unit("mol/m^3", f"{symbol} concentration")),
        f"{symbol}_change": (
            across,
            own.change[:, order],
            _unit("mol/m^3", f"{symbol} concentration minus its start"),
        ),
        f"{symbol}_ratio": (
            across,
            own.concentration[:, order] / _references(built, histories)[order],
            _unit("1", _ratio_name(built)),
        ),
        f"lost_{symbol}": (
            "time",
            lost_history(solution, symbol),
            _unit("1", f"share of the {symbol} that left"),
        ),
        f"lost_{symbol}_by_channel": (
            ("channel", "time"),
            np.stack(list(channels.values())) if channels else np.zeros((0, len(solution.times))),
            _unit("1", f"share of the {symbol} that left through each channel"),
        ),
    }
    for name, values in outputs.items():
        told = _unit("1", name.replace("_", " "))
        variables[name] = (across, values[:, order], told) if values.ndim > 1 else ("time", values, told)
    for one in solution.operator.species:
        if one != symbol:  # a further species that a change of the material lets move
            further = solution[one].concentration[:, order]
            variables[one] = (across, further, _unit("mol/m^3", f"{one} concentration"))
    for product, share in shares.items():
        variables[f"share_{product}"] = ("time", share, _unit("1", f"share of the metal in {product}"))
    seen = list(histories.each())
    for name in built.gas:
        values = np.array([known[name] for known in seen])
        variables[name] = (
            "time",
            values,
            _unit("Pa" if name.startswith("p_") else built.gas[name].unit, name),
        )
    return xarray.Dataset(
        {name: (dims, values, attrs) for name, (dims, values, attrs) in variables.items()},
        coords={
            "time": ("time", solution.times, _unit("s", "time")),
            "channel": ("channel", np.array(list(channels), dtype=str)),
            **places,
        },
    )


def _references(built: Built, histories: Histories) -> Array:
    """Concentration at a ratio of one to the metal of each cell's layer, mol/m³."""
    found = np.full(histories.mesh.cells, built.reference)
    if built.coating is not None:
        found[histories.mesh.layer > 0] = built.coating.reference
    return found


def _ratio_name(built: Built) -> str:
    symbol, coating = built.symbol, built.coating
    told = f"{symbol} per {built.material.species[symbol].metal}"
    return told if coating is None else f"{told}, in the coating per {coating.material.species[symbol].metal}"


def _places(built: Built, histories: Histories) -> tuple[Index, dict[str, tuple[Any, ...]]]:
    """The order in which cells are told, and where they are."""
    line = histories.line
    if line is not None:
        order = np.argsort(depths(line))  # cells run outwards, depth runs inwards
        found: dict[str, tuple[Any, ...]] = {
            "depth": ("depth", depths(line)[order], _unit("m", "distance from the outer face")),
            "thickness": ("depth", widths(line)[order], _unit("m", "thickness of the cell")),
        }
        if line.shape != "planar":
            curved = {
                "cylinder": ("m^2", "volume of the cell per metre of length"),
                "sphere": ("m^3", "volume of the cell"),
            }
            found["volume"] = ("depth", line.volumes[order], _unit(*curved[line.shape]))
        if built.coating is not None:
            names = np.array([built.material.name, built.coating.name])
            found["layer"] = ("depth", names[line.layer[order]], {"long_name": "layer of the cell"})
        return order, found
    mesh = histories.mesh
    measure = ("m^2", "volume of the cell per metre of depth") if mesh.dimension == 2 else ("m^3", "volume of the cell")
    places: dict[str, tuple[Any, ...]] = {"volume": ("cell", mesh.volumes, _unit(*measure))}
    for name, centers in mesh.coordinates(mesh.points).items():
        places[name] = ("cell", centers, _unit("m", f"{name} of the cell's centre"))
    if isinstance(built.body, MeshBody):
        for name, corners in zip("xyz", built.body.corners, strict=False):
            places[f"corner_{name}"] = (("cell", "corner"), corners, _unit("m", f"{name} of the cell's corners"))
    return np.arange(mesh.cells), places


def _unit(unit: str, long_name: str) -> dict[str, str]:
    return {"units": unit, "long_name": long_name}
