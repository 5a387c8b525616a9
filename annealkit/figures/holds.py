"""One figure of the search for the shortest hold: each criterion's measure over the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from annealkit.study.shortest import ShortestHold

__all__ = ["holds"]


def holds(study: ShortestHold) -> Figure:
    """Draw the search.

    Args:
        study: What to draw.

    Returns:
        A figure that belongs to no window on the screen.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.2 * len(study.criteria), 3.8), layout="constrained")
    places = figure.subplots(1, len(study.criteria), squeeze=False, sharex=True)[0]
    for axes, criterion in zip(places, study.criteria, strict=True):
        values = study.measure(criterion.measure)
        axes.plot(values["time"], values, marker="o", markersize=3)
        axes.axhline(criterion.limit, color="0.5", linestyle="--")
        if study.seconds is not None:
            axes.axvline(study.seconds, color="C2")
        own = values.to_numpy()
        if criterion.relation == "is":
            axes.set_ylim(-0.05, 1.05)
            axes.set_yticks([0.0, 1.0], ["no", "yes"])
        elif own.min() > 0.0 and own.max() > 30.0 * own.min():
            axes.set_yscale("log")
        unit = "" if criterion.unit == "1" else f" / {criterion.unit}"
        axes.set(
            xscale="log", title=str(criterion), xlabel="hold / s", ylabel=criterion.measure.replace("_", " ") + unit
        )
    figure.suptitle(study.reason if len(study.reason) < 140 else study.reason[:137] + "...", fontsize="small")
    return figure
