"""An annealed body as the active material of an electrode."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from attrs import frozen

from annealkit.errors import InputError
from annealkit.interop.second import Second, second_phases

if TYPE_CHECKING:
    import xarray

    from annealkit.result import Result

__all__ = ["Electrode", "Moment"]

Moment = Literal["before", "after"]
#: Lithium beyond the sites by less than this share is rounding.
_ROUNDING = 1e-9


@frozen
class Electrode:
    """What a battery model may ask of the body.

    Attributes:
        body: In words.
        species: What moves.
        sites: Concentration of sites in what is still the host, mol/m³ of the whole body.
        held: Concentration of the species on them, mol/m³.
        beyond: What the body holds beyond its sites and second phases, mol/m³.
        second: Second phases that took metal from the host.
        radius: Of a sphere, m; None for other bodies.
        resistance: Area-specific resistance of the interface by part, Ω m².
        warnings: Those of the result.
        diffusivity: What the run told of the diffusivity at 25 °C, plain values.
        moment: ``"before"`` or ``"after"`` the anneal.
    """

    body: str
    species: str
    sites: float
    held: float
    beyond: float
    second: Mapping[str, Second]
    radius: float | None
    resistance: Mapping[str, float]
    warnings: tuple[str, ...]
    diffusivity: Mapping[str, Any]
    moment: Moment

    @classmethod
    def of(cls, result: Result, when: Moment) -> Electrode:
        """Read off a result.

        Args:
            result: Of an anneal or of a sequence.
            when: ``"after"`` it, or ``"before"`` it (and the whole sequence) began.

        Raises:
            InputError: ``when`` is neither, or the result was stored without what is needed.
        """
        if when not in ("before", "after"):
            raise InputError(f"when: {when!r} was given; expected 'before' or 'after'.")
        one = result if when == "after" else result.steps[0]
        own, table = one.manifest, one.dataset.isel(time=-1 if when == "after" else 0)
        if "room" not in own:
            raise InputError(
                "result: it was stored by an annealkit that did not keep what battery models ask for; run the anneal "
                "again."
            )
        host = _host(table, own["material"])
        symbol, weights = own["species"], _weights(table)[host]
        reference = own["room"]["reference"]
        second = second_phases(_shares(own, table), symbol, own["room"]["metals"])
        sites = reference * (1.0 - min(sum(one.share for one in second.values()), 1.0))
        mean = float(table[symbol].to_numpy()[host] @ weights / weights.sum())
        held = max(mean - reference * sum(one.share * one.held for one in second.values()), 0.0)
        beyond = max(held - sites, 0.0)
        return cls(
            own["body"],
            symbol,
            sites,
            min(held, sites),
            beyond if beyond > _ROUNDING * sites else 0.0,
            second,
            _radius(table, host),
            own["resistance" if when == "after" else "resistance_start"],
            result.warnings,
            own["room"]["diffusivity"],
            when,
        )


def _host(table: xarray.Dataset, material: str) -> np.ndarray:
    """Which cells are the body's own, a mask over the cells."""
    cells = table.sizes["depth"] if "depth" in table.sizes else table.sizes["cell"]
    return np.asarray(table["layer"] == material) if "layer" in table.coords else np.ones(cells, dtype=bool)


def _weights(table: xarray.Dataset) -> np.ndarray:
    """Volume of each cell, of a flat body per area."""
    return np.asarray(table["volume" if "volume" in table.coords else "thickness"].to_numpy())


def _radius(table: xarray.Dataset, host: np.ndarray) -> float | None:
    if "depth" not in table.coords or "volume" not in table.coords or table["volume"].attrs["units"] != "m^3":
        return None
    return float(table["thickness"].to_numpy()[host].sum())


def _shares(own: Mapping[str, Any], table: xarray.Dataset) -> dict[str, float]:
    products = dict.fromkeys(one["product"] for one in own["phases"])
    return {product: float(table[f"share_{product}"]) for product in products}
