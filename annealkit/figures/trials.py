"""One figure of an optimisation: the objective over the trials, or two objectives against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from annealkit.errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from annealkit.study.optimum import Optimum

__all__ = ["trials"]


def trials(study: Optimum) -> Figure:
    """Draw an optimisation; of more than two objectives the first two.

    Args:
        study: What to draw.

    Returns:
        A figure that belongs to no window on the screen.

    Raises:
        InputError: No trial has a result.
    """
    from matplotlib.figure import Figure

    if all(one.outcome.measured is None for one in study.points):
        raise InputError("optimize: no trial has a result that could be drawn. Read the reasons in .text().")
    figure = Figure(figsize=(6.4, 4.4), layout="constrained")
    axes = figure.subplots()
    values = [study.measure(one.measure).to_numpy() for one in study.objectives[:2]]
    names = [one.measure.replace("_", " ") for one in study.objectives[:2]]
    meets, front = (study.dataset[name].to_numpy() == 1.0 for name in ("feasible", "front"))
    if len(values) == 1:
        values, names = [np.arange(len(study.points)), values[0]], ["trial", names[0]]
    for chosen, marker, colour, label in (
        (~meets, "x", "0.6", "a criterion is not met"),
        (meets & ~front, "o", "C0", "all met"),
        (front, "*", "C3", "the front" if len(study.objectives) > 1 else "the best"),
    ):
        if np.any(chosen & np.isfinite(values[1])):
            size = {"*": 130}.get(marker, 25)
            axes.scatter(values[0][chosen], values[1][chosen], marker=marker, color=colour, label=label, s=size)
    axes.set(xlabel=names[0], ylabel=names[1], title=" and ".join(map(str, study.objectives)))
    _scaled(axes, values[1])
    axes.legend(fontsize="small")
    return figure


def _scaled(axes: Any, values: np.typing.NDArray[np.float64]) -> None:
    known = values[np.isfinite(values)]
    if known.min() > 0.0 and known.max() > 30.0 * known.min():
        axes.set_yscale("log")
