"""The numbers of many results over the axes of a study, as a dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from annealkit import units
from annealkit.domain import Atmosphere
from annealkit.errors import UnitError
from annealkit.study.axes import Axis
from annealkit.study.variables import variables
from annealkit.study.work import Outcome
from annealkit.units.scales import converted

if TYPE_CHECKING:
    import xarray

__all__ = ["dataset", "label"]


def dataset(axes: Sequence[Axis], outcomes: Sequence[Outcome]) -> xarray.Dataset:
    """Status, reason and every measure over the axes; netCDF holds it as it is.

    Args:
        axes: The axes, the last one running fastest over the outcomes.
        outcomes: One a point.
    """
    import xarray

    shape, dims = tuple(map(len, axes)), tuple(axis.name for axis in axes)
    table = xarray.Dataset(coords={name: one for axis in axes for name, one in _coordinates(axis).items()})
    for name, about in {"status": "ok, failed or not computed", "reason": "why a point is not ok"}.items():
        texts = np.array([getattr(one, name) for one in outcomes], dtype=str).reshape(shape)
        table[name] = (dims, texts, {"long_name": about})
    for one in variables([outcome.measured for outcome in outcomes]):
        if one.dimension:
            table = table.assign_coords({one.dimension: list(one.columns)})
        inner = (one.dimension,) if one.dimension else ()
        values = np.array(one.rows, dtype=float).reshape((*shape, *((len(one.columns),) if one.dimension else ())))
        table[one.name] = ((*dims, *inner), values, {"units": one.unit, "long_name": one.about})
    return table


def _coordinates(axis: Axis) -> dict[str, Any]:
    """Numbers with their unit where every value is a quantity of one, else text; of several paths one each."""
    if len(axis.paths) == 1:
        return {axis.name: (axis.name, *_values([row[0] for row in axis.rows]))}
    found: dict[str, Any] = {
        path: (axis.name, *_values([row[place] for row in axis.rows])) for place, path in enumerate(axis.paths)
    }
    return {axis.name: (axis.name, np.arange(len(axis)), {"long_name": " and ".join(axis.paths)}), **found}


def _values(given: Sequence[Any]) -> tuple[Any, dict[str, str]]:
    try:
        parts = [units.split(units.given_text(one), name="axis") for one in given]
    except (UnitError, TypeError, ValueError):
        return [label(one) for one in given], {}
    unit = parts[0][1] or "1"
    numbers = [converted(number, own or "1", unit) for number, own in parts]
    if None in numbers:
        return [label(one) for one in given], {}
    # Twelve digits: 1 um is 1000 nm and not 999.9999999999999 nm.
    return np.array([float(f"{one:.12g}") for one in numbers]), {"units": unit}


def label(value: Any) -> str:
    """A value of an axis in a word or two."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return " + ".join(map(label, value))
    if isinstance(value, Mapping):
        return ", ".join(one if key == "gas" else f"{key} {label(one)}" for key, one in value.items())
    if isinstance(value, Atmosphere):
        return label({"gas": value.name, **value.given})
    for name in ("text", "title", "name"):
        if isinstance(getattr(value, name, None), str):
            return str(getattr(value, name))
    describe = getattr(value, "describe", None)
    return str(describe()) if callable(describe) else str(value)
