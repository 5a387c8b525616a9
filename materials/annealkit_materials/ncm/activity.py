"""Activity of Li2O over NCM: an upper bound."""

from __future__ import annotations

from annealkit.api import Activity, Constant, Material

__all__ = ["activity"]


def activity(material: Material) -> Activity:
    """The activity named "upper-bound"."""
    law = Constant(material["Li.activity.bound"], "1", name="activity of Li2O")
    return Activity(
        "upper-bound",
        "Li",
        "Li2O",
        law,
        "That of pure Li2O, for want of thermochemistry of lithiated NCM: losses to the gas are upper bounds.",
    )
