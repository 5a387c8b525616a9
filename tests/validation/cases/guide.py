"""Claims of the guides that belong to no one material: what is computed for them."""

from __future__ import annotations

from validation.predicting import Prediction

__all__ = ["PREDICTIONS"]

PREDICTIONS: dict[str, Prediction] = {}
