"""Which records an anneal uses, and that no override goes unused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annealkit.coated import Coated
from annealkit.domain import Atmosphere, Material
from annealkit.errors import UnusedParameterError, nearest
from annealkit.laws import Law
from annealkit.provenance import Record
from annealkit.selection import Chosen

__all__ = ["laws_of", "of_coating", "records", "refuse_unused"]


def records(
    chosen: Chosen, gases: Sequence[tuple[float, Atmosphere]], material: Material, symbol: str
) -> dict[str, Record]:
    """Every record that the chosen models, the gases and the solved species rest on, by full id."""
    used: dict[str, Record] = {}
    site = material.species[symbol].site_concentration
    used[site.key] = site
    for _, atmosphere in gases:
        used.update({record.key: record for record in atmosphere.records.values()})
    offers = [o for own in (*chosen.by_slot.values(), *chosen.fluxes.values()) for o in own]
    for one in offers:
        for law in laws_of(one.item):
            used.update(law.records)
        used.update({r.key: r for r in getattr(one.item, "thresholds", {}).values()})
        used.update({r.key: r for r in getattr(one.item, "records", ())})
    return used


def of_coating(coating: Coated) -> dict[str, Record]:
    """Every record that a coating rests on, by full id."""
    used = dict(coating.records)
    for one in coating.offers():
        for law in laws_of(one.item):
            used.update(law.records)
        used.update({r.key: r for r in getattr(one.item, "records", ())})
    return used


def laws_of(item: Any) -> list[Law]:
    """Every law inside a contribution."""
    found: list[Law] = []
    for name in ("law", "margin", "amount", "volume_ratio", "partition", "isotherm", "resistance"):
        law = getattr(item, name, None)
        if isinstance(law, Law):
            found.append(law)
    states = list(getattr(item, "states", ()))
    if getattr(item, "state", None) is not None:
        states.append(item.state)
    if getattr(item, "mobile", None) is not None:
        found.append(item.mobile.diffusivity)
    found += [state.rate for state in states]
    found += list(getattr(item, "outputs", {}).values())
    bracket = getattr(item, "bracket", None)
    if bracket is not None:
        found += [law for law in (bracket.low, bracket.high) if law is not None]
    return found


def refuse_unused(material: Material, records: Mapping[str, Record]) -> None:
    """Refuse an override that would change nothing.

    Raises:
        UnusedParameterError: No record in use bears its id.
    """
    for key in material.overrides:
        if key not in records:
            close = nearest(key, records)
            hint = f" The nearest used id is {close!r}." if close else ""
            refused = UnusedParameterError(
                f"parameters[{key!r}]: no assembled term of this anneal uses that record, so the override would "
                f"change nothing.{hint} `annealkit show sources FILE` lists the records in use."
            )
            refused.parameter = key
            raise refused
