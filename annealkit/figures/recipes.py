"""One figure of a protocol: a row for each stage, a panel for each criterion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from annealkit.errors import InputError
from annealkit.study.reading import measure_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from annealkit.study.criteria import Criterion
    from annealkit.study.recipes import Protocol
    from annealkit.study.stages import Stage

__all__ = ["recipes"]


def recipes(study: Protocol) -> Figure:
    """Draw a protocol.

    Args:
        study: What to draw.

    Returns:
        A figure that belongs to no window on the screen.

    Raises:
        InputError: No recipe has a result.
    """
    from matplotlib.figure import Figure

    if study.best is None:
        raise InputError(f"protocol: no recipe has a result that could be drawn. {study.stages[-1].reason}")
    rows, columns = len(study.stages), len(study.criteria)
    figure = Figure(figsize=(4.0 * columns, 2.8 * rows + 0.6), layout="constrained")
    places = figure.subplots(rows, columns, squeeze=False)
    for row, stage in zip(places, study.stages, strict=True):
        for axes, criterion in zip(row, study.criteria, strict=True):
            _panel(axes, stage, criterion)
        row[0].set_ylabel(stage.name)
    title = "Recommended" if study.found else "No recipe meets the criteria. Nearest"
    figure.suptitle(
        f"{title}: {study.best}   (green: chosen, orange: runner-up, hatched: not met)".replace("degC", "°C"),
        fontsize="medium",
    )
    return figure


def _panel(axes: Any, stage: Stage, criterion: Criterion) -> None:
    found = [one.outcome.measured for one in stage.recipes]
    values = np.array([np.nan if one is None else measure_of(one, criterion.measure) for one in found])
    colours = ["C2" if one is stage.chosen else "C1" if one is stage.runner_up else "0.6" for one in stage.recipes]
    bars = axes.bar(range(len(values)), values, color=colours)
    for bar, one in zip(bars, found, strict=True):
        if one is not None and criterion.margin(one) < 0.0:
            bar.set_hatch("//")
    known = values[np.isfinite(values)]
    if criterion.relation == "is":
        axes.set_ylim(0.0, 1.05)
        axes.set_yticks([0.0, 1.0], ["no", "yes"])
    else:
        if criterion.relation == "<=" and len(known) and known.min() > 0.0 and criterion.limit > 30.0 * known.min():
            axes.set_yscale("log")
        axes.axhline(criterion.limit, color="black", linestyle="--", linewidth=1.0)
    axes.set_xticks(
        range(len(values)),
        [one.name.replace("degC", "°C") for one in stage.recipes],
        rotation=20,
        ha="right",
        fontsize="small",
    )
    axes.set_title(str(criterion), fontsize="medium")
