"""The process window: temperature and time of a hold, and where every criterion is met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen

from annealkit.anneal import Anneal
from annealkit.errors import InputError
from annealkit.study.axes import Axis
from annealkit.study.criteria import Criterion, as_criteria, default_criteria, margin, refuse_unmeasurable
from annealkit.study.holds import gases, hold_path, span
from annealkit.study.measurable import measurable
from annealkit.study.running import Progress
from annealkit.study.study import Point, Study
from annealkit.study.sweeping import Engine, options_of, swept
from annealkit.study.telling import criteria_json

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

__all__ = ["Window", "window"]


@frozen(eq=False)
class Window(Study):
    """A study over temperature, time and perhaps atmosphere, with criteria.

    Attributes:
        criteria: What an anneal must reach.
        feasible: 1 where every criterion is met, 0 where one is not, NaN where a point has no result.
        margins: The smallest margin over the criteria, as a share of their limits; negative where one is not met.
    """

    criteria: tuple[Criterion, ...] = ()
    feasible: xarray.DataArray = field(init=False, repr=False)
    margins: xarray.DataArray = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        margins = self._shaped([margin(self.criteria, one.outcome.measured) for one in self.points])
        known = self.dataset["status"] == "ok"
        told = "1 where every criterion is met: " + "; ".join(map(str, self.criteria))
        self.dataset["feasible"] = (margins >= 0.0).astype(float).where(known)
        self.dataset["feasible"].attrs.update(units="1", long_name=told)
        self.dataset["margin"] = margins.where(known)
        self.dataset["margin"].attrs.update(units="1", long_name="smallest margin over the criteria")
        self.dataset["failing"] = self._shaped([self._failing(one) for one in self.points])
        self.dataset["failing"].attrs["long_name"] = "criteria that are not met"
        object.__setattr__(self, "feasible", self.dataset["feasible"])
        object.__setattr__(self, "margins", self.dataset["margin"])

    @property
    def within(self) -> tuple[Point, ...]:
        """The points that meet every criterion."""
        return tuple(one for one in self.points if margin(self.criteria, one.outcome.measured) >= 0.0)

    def text(self) -> str:
        """Counts, the criteria with how often each fails, and the window of each atmosphere."""
        return "\n".join([*self.head(), *self._criteria(), *self._windows()])

    def to_json(self) -> dict[str, Any]:
        """The criteria, how many points meet them all, and every point; SI."""
        found = super().to_json()
        for one, point in zip(found["points"], self.points, strict=True):
            one["met"] = margin(self.criteria, point.outcome.measured) >= 0.0
        return {"criteria": criteria_json(self.criteria), "feasible": len(self.within), **found}

    def plot(self, atmosphere: int | None = None) -> Figure:
        """Contours of what was measured, the feasible region shaded, a row for each atmosphere.

        Args:
            atmosphere: Only this one, from 0.

        Raises:
            InputError: There is no such atmosphere, or no point has a result.
        """
        from annealkit.figures.windows import windows

        count = self.dataset.sizes.get("atmosphere", 1)
        if atmosphere is not None and not 0 <= atmosphere < count:
            raise InputError(f"plot: atmosphere = {atmosphere!r} was given; the window has {count}, numbered from 0.")
        if all(one.outcome.measured is None for one in self.points):
            raise InputError("window: no point has a result that could be drawn. Read the reasons in .text().")
        return windows(self, range(count) if atmosphere is None else [atmosphere])

    def _shaped(self, values: list[Any]) -> xarray.DataArray:
        import xarray

        return xarray.DataArray(np.array(values).reshape([len(axis) for axis in self.axes]), dims=self._dims)

    def _failing(self, point: Point) -> str:
        found = point.outcome.measured
        return "" if found is None else ", ".join(one.measure for one in self.criteria if one.margin(found) < 0.0)

    def _criteria(self) -> list[str]:
        done = [one.outcome.measured for one in self.points if one.outcome.measured is not None]
        return [
            f"{one}: not met at {sum(one.margin(found) < 0.0 for found in done)} of {len(done)} points"
            for one in self.criteria
        ]

    def _windows(self) -> list[str]:
        names = [""] if "atmosphere" not in self._dims else [f"{one} - " for one in self.dataset["atmosphere"].values]
        found = []
        for number, name in enumerate(names):
            table = self.dataset.isel(atmosphere=number) if name else self.dataset
            places = np.argwhere(table["feasible"].to_numpy() == 1.0)
            if not len(places):
                found.append(f"{name}feasible: no point")
                continue
            ends = [
                f"{float(values[own.min()]):.4g} to {float(values[own.max()]):.4g} {values.attrs['units']}"
                for own, values in zip(places.T, (table["temperature"], table["time"]), strict=True)
            ]
            found.append(f"{name}feasible: {len(places)} points within {ends[0]} and {ends[1]}")
        return found


def window(
    anneal: Anneal,
    temperature: Any = ("500 degC", "800 degC", 31),
    time: Any = ("5 min", "4 h", 25),
    *,
    atmospheres: Any = None,
    limits: Mapping[str, Any] | Iterable[Criterion] | None = None,
    hold: int | None = None,
    engine: Engine = "auto",
    rtol: float = 1e-5,
    cells: int | None = None,
    out_of_range: str = "warn",
    executor: Executor | None = None,
    store: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Window:
    """Anneal over temperature and time of a hold, and tell where every criterion is met.

    Args:
        anneal: What the points have in common; ramp rates stay.
        temperature: Of the hold: first, last and how many, or a list.
        time: Of the hold, likewise; a span has a constant ratio.
        atmospheres: A list of atmospheres; None keeps the anneal's own.
        limits: Criteria by measure, ``{"crystallised_fraction": ">= 0.95", "most_lost": "<= 0.05",
            "detectable_XRD": False}``; None takes those of these three that the anneal measures.
        hold: Which hold, from 0, where the schedule has several.
        engine: As for :func:`annealkit.sweep`, like all that follows.
        rtol: As for ``Anneal.run``.
        cells: As for ``Anneal.run``.
        out_of_range: As for ``Anneal.run``.
        executor: Any ``concurrent.futures.Executor``.
        store: Folder of finished points.
        workers: Processes to start on this machine.
        progress: Called with the share done and what was done.

    Raises:
        InputError: No such hold, or an axis or a criterion that cannot be.
    """
    path = hold_path(anneal, hold, "window")
    known = measurable(anneal.built)
    criteria = default_criteria(known) if limits is None else as_criteria(limits)
    refuse_unmeasurable(criteria, known)
    options = options_of(engine, rtol, cells, out_of_range)
    given = {
        f"{path}.temperature": ("temperature", span("window, temperature", temperature)),
        f"{path}.duration": ("time", span("window, time", time, geometric=True)),
        "atmosphere": ("atmosphere", gases(anneal, atmospheres, "window")),
    }
    axes = tuple(
        Axis(name, (path,), tuple((one,) for one in values)) for path, (name, values) in given.items() if values
    )
    study = swept(anneal, axes, options, executor=executor, store=store, workers=workers, progress=progress)
    return Window(study.axes, study.points, study.options, study.store, criteria)
