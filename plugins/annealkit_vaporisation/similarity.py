"""The Reynolds and Schmidt numbers of a run, over which the correlations of a stream have ranges."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray

from annealkit.api import Callable, Law
from annealkit_vaporisation.equilibrium import along
from annealkit_vaporisation.film import CARRIERS, Film

__all__ = ["similarity"]

Array = NDArray[np.float64]

_ARGUMENTS = ("T", *(f"p_{name}" for name in CARRIERS), "flow", "tube")


@frozen(eq=False)
class _Numbers:
    """Both numbers of one film; NaN where nothing flows."""

    film: Film

    def reynolds(self, **state: ArrayLike) -> Array:
        return self._both(state)[0]

    def schmidt(self, **state: ArrayLike) -> Array:
        """Of every vapour and of water, a leading axis of seven."""
        return self._both(state)[1]

    def _both(self, state: Mapping[str, ArrayLike]) -> tuple[Array, Array]:
        s = {name: np.asarray(value, dtype=float) for name, value in state.items()}
        ndim = max(self.film.axes, *(array.ndim for array in s.values()))
        pressures = {name: s[f"p_{name}"] for name in CARRIERS}
        assert self.film.stream is not None  # asked only where some gas flows
        reynolds, schmidt, _ = self.film.stream.numbers(s, self.film.gas.resistance(s["T"], pressures, ndim), ndim)
        flows = s["flow"] > 0
        return np.where(flows, reynolds, np.nan), np.where(along(flows[np.newaxis], ndim), schmidt, np.nan)


def similarity(film: Film) -> dict[str, Law]:
    """Laws of both numbers by the name that ranges of records use; none where nothing flows."""
    if film.stream is None:
        return {}
    numbers = _Numbers(film)
    return {
        name: Callable(function, "1", arguments=_ARGUMENTS, text=text, name=name)
        for name, function, text in (
            ("Re", numbers.reynolds, "G L/μ"),
            ("Sc", numbers.schmidt, "μ/(ρ D)"),
        )
    }
