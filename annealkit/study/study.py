"""What a study found: one status a point, the numbers over the axes, and each result on request."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen

from annealkit.errors import InputError, RunError, UnknownNameError
from annealkit.stated import anneal_of
from annealkit.study.axes import Axis
from annealkit.study.layout import Rows
from annealkit.study.reading import cells_of, heads_of, measures_in, unit_of
from annealkit.study.store import Store
from annealkit.study.table import dataset, label
from annealkit.study.telling import outcome_json, told_inputs, warning_lines, warnings_of
from annealkit.study.work import Outcome

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

    from annealkit.result import Result

__all__ = ["Point", "Study"]


#: Points of which a table still reads well.
_FEW = 30


@frozen
class Point:
    """One point of a study.

    Attributes:
        inputs: What was varied, by path.
        anneal: The whole anneal, as plain data.
        outcome: What became of it.
    """

    inputs: Mapping[str, Any]
    anneal: Mapping[str, Any]
    outcome: Outcome

    @property
    def name(self) -> str:
        """What was varied, in words."""
        return ", ".join(f"{path} = {label(value)}" for path, value in self.inputs.items())


@frozen(eq=False)
class Study:
    """Many anneals over axes.

    Attributes:
        axes: The axes; the last runs fastest over the points.
        points: One a combination.
        options: Of every run.
        store: Where results are kept, or None.
        dataset: Status, reason and every measure over the axes. Counts of points and their durations are attributes.
    """

    axes: tuple[Axis, ...]
    points: tuple[Point, ...]
    options: Mapping[str, Any]
    store: Store | None = None
    dataset: xarray.Dataset = field(init=False, repr=False)

    @dataset.default
    def _filled(self) -> xarray.Dataset:
        outcomes = [one.outcome for one in self.points]
        table = dataset(self.axes, outcomes)
        table.attrs = {**self.counts, "seconds": json.dumps([round(one.seconds, 3) for one in outcomes])}
        return table

    @property
    def counts(self) -> dict[str, int]:
        """Points that were computed, reused from the store, failed, and not computed."""
        by = Counter("reused" if one.outcome.reused else one.outcome.status for one in self.points)
        names = {"ok": "computed", "reused": "reused", "failed": "failed", "not computed": "not_computed"}
        return {name: by[status] for status, name in names.items()}

    @property
    def failed(self) -> tuple[Point, ...]:
        """The points that have no result."""
        return tuple(one for one in self.points if one.outcome.status != "ok")

    def measure(self, name: str) -> xarray.DataArray:
        """A measure over the axes, NaN where a point has no result.

        Args:
            name: ``"lost"``, ``"most_lost"``, ``"resistance"`` (Ω m²), ``"secondary_phases"``,
                ``"detectable_XRD"``, or the name of an inner state or an observable.

        Raises:
            UnknownNameError: No point has it; names the nearest.
        """
        import xarray

        found = [one.outcome.measured for one in self.points]
        known = [{} if one is None else measures_in(one) for one in found]
        if not any(name in one for one in known):
            raise UnknownNameError.of("measure", name, [each for one in known for each in one])
        unit = next(unit_of(one, name) for one in found if one is not None and name in measures_in(one))
        values = np.array([one.get(name, np.nan) for one in known], dtype=float).reshape([len(a) for a in self.axes])
        coordinates = {
            key: self.dataset[key] for key in self.dataset.coords if set(self.dataset[key].dims) <= set(self._dims)
        }
        return xarray.DataArray(values, coordinates, self._dims, name, {"units": unit})

    @property
    def _dims(self) -> list[str]:
        return [axis.name for axis in self.axes]

    def plot(self) -> Figure:
        """What was lost, what is inside and the resistance over the axes.

        Raises:
            InputError: No point has a result.
        """
        from annealkit.figures.sweeps import sweeps

        return sweeps(self)

    def result(self, **index: int) -> Result:
        """The whole result of a point: from the store, or computed again where the study has none.

        Args:
            **index: Place on each axis, from 0, by the axis's name with ``_`` for points (``body_thickness=2``).

        Raises:
            InputError: An axis is missing or unknown, or a place is beyond its end.
            RunError: The point has no result.
        """
        point = self.points[self._number(index)]
        if point.outcome.status != "ok":
            raise RunError(f"study: the point ({point.name}) has no result: {point.outcome.reason}")
        if self.store is not None:
            from annealkit.result import load

            return load(self.store.result_path(point.outcome.key))
        return anneal_of(point.anneal).run(**self.options)

    def _number(self, index: Mapping[str, int]) -> int:
        names = {axis.name.replace(".", "_"): axis for axis in self.axes}
        if set(index) != set(names):
            raise InputError(
                f"study.result: got places on {', '.join(index) or 'no axis'}; expected one on each of "
                f"{', '.join(names)}."
            )
        number = 0
        for name, axis in names.items():
            if not 0 <= index[name] < len(axis):
                raise InputError(f"study.result: {name} = {index[name]} was given; expected 0 to {len(axis) - 1}.")
            number = number * len(axis) + index[name]
        return number

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings of the points, those alike gathered, the commonest first."""
        return warnings_of(one.outcome for one in self.points)

    def to_json(self) -> dict[str, Any]:
        """Counts, warnings, and inputs, status, reason and measures of every point as plain values; SI."""
        points = [{"inputs": told_inputs(one.inputs), **outcome_json(one.outcome)} for one in self.points]
        return {"counts": self.counts, "warnings": list(self.warnings), "points": points}

    @property
    def table(self) -> Rows:
        """What people read of each point; ``.text()``, ``.html()``, ``.latex()``, ``.csv()``, ``.markdown()``."""
        found = [one.outcome.measured for one in self.points]
        heads = heads_of([one for one in found if one is not None]) or ("status",)
        paths = [path for axis in self.axes for path in axis.paths]
        inputs = [told_inputs(one.inputs) for one in self.points]
        rows = [(*own.values(), *cells_of(one.outcome, heads)) for own, one in zip(inputs, self.points, strict=True)]
        return Rows((*paths, *heads), rows, len(paths))

    def text(self) -> str:
        """Warnings, counts, what failed and why; of a few points the table."""
        table = [self.table.text()] if len(self.points) <= _FEW else []
        return "\n".join([*self.head(), *table])

    def head(self, *answer: str) -> list[str]:
        """Warnings, an answer where there is one, counts, then what failed and why, a line each.

        Args:
            *answer: Lines that stand behind the warnings.
        """
        counted = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in self.counts.items() if count)
        lines = [*warning_lines(one.outcome for one in self.points), *answer]
        lines += [f"{len(self.points)} points over {' x '.join(axis.name for axis in self.axes)}: {counted}"]
        reasons: dict[str, list[str]] = {}
        for one in self.failed:
            reasons.setdefault(f"{one.outcome.status}: {one.outcome.reason}", []).append(one.name)
        for reason, names in reasons.items():
            more = f" and {len(names) - 3} more" if len(names) > 3 else ""
            lines.append(f"{'; '.join(names[:3])}{more}: {reason}")
        return lines

    def __str__(self) -> str:
        return self.text()

    def save(self, path: str | Path) -> Path:
        """Write the dataset as netCDF; the file appears whole or not at all.

        Raises:
            InputError: The place cannot be written.
        """
        from annealkit.files import written_whole

        with written_whole(Path(path), what="save") as fresh:
            self.dataset.to_netcdf(fresh, engine="h5netcdf")
        return Path(path)
