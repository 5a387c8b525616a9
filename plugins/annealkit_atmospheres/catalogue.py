"""The presets: one row each, all numbers taken from the records."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from attrs import frozen

from annealkit.api import Atmosphere, Book, Record, hookimpl

__all__ = ["OWNER", "annealkit_atmospheres", "book"]

#: Owner of the records: ``atmospheres.air.O2``.
OWNER = "atmospheres"


@frozen
class _Preset:
    """One atmosphere. ``key`` begins the ids of its records; ``balance`` fills up to the total.

    ``carrier`` is the gas around a source; a source whose activity is no record is what the user must give.
    """

    name: str
    key: str
    title: str
    partial: tuple[str, ...]
    balance: str | None
    aliases: tuple[str, ...] = ()
    carrier: str | None = None
    requires: tuple[str, ...] = ()


_PRESETS = (
    _Preset("air", "air", "Air with its carbon dioxide", ("H2O", "O2", "CO2"), "N2"),
    _Preset("oxygen", "oxygen", "Oxygen from a cylinder", ("H2O", "CO2"), "O2", ("O2",)),
    _Preset("nitrogen", "nitrogen", "Nitrogen from a cylinder", ("H2O", "O2", "CO2"), "N2", ("N2",)),
    _Preset("argon", "argon", "Argon from a cylinder", ("H2O", "O2", "CO2"), "Ar", ("Ar",)),
    _Preset("vacuum", "vacuum", "High vacuum with its residual gas", ("H2O", "O2"), None),
    _Preset(
        "Li2O-rich",
        "lithia",
        "Air without carbon dioxide over a source of Li2O at the body's temperature",
        ("H2O", "O2", "CO2"),
        "N2",
        ("lithia",),
        carrier="air",
    ),
    _Preset(
        "source",
        "source",
        "A source of lithium of given activity, in air without carbon dioxide",
        ("H2O", "O2", "CO2"),
        "N2",
        carrier="air",
        requires=("activity",),
    ),
)


@functools.cache
def book() -> Book:
    """The records of this plugin."""
    return Book.load("annealkit_atmospheres", OWNER)


@hookimpl
def annealkit_atmospheres() -> Iterator[Atmosphere]:
    """The presets (physics of gas faces: pressures in Pa, boundary layer in m)."""
    return (_atmosphere(preset) for preset in _PRESETS)


def _atmosphere(preset: _Preset) -> Atmosphere:
    records = {field: book()[f"{preset.key}.{field}"] for field in _fields(preset)}
    partial = {gas: _value(records[gas]) for gas in preset.partial}
    return Atmosphere(
        name=preset.name,
        title=preset.title,
        partial=partial,
        total=_value(records["pressure"]) if preset.balance else sum(partial.values()),
        balance=preset.balance,
        boundary_layer=_value(records["boundary_layer"]) if preset.balance else None,
        source=_value(records["source"]) if "source" in records else 0.0,
        carrier=preset.carrier,
        requires=preset.requires,
        records=records,
        reserve={"tube": book()["tube"]} if preset.balance else {},
        aliases=preset.aliases,
    )


def _fields(preset: _Preset) -> tuple[str, ...]:
    """Fields in the order to print: moisture first, for it decides most."""
    furnace = ("pressure", "boundary_layer") if preset.balance else ()
    source = ("source",) if preset.carrier and not preset.requires else ()
    return (*preset.partial, *source, *furnace)


def _value(record: Record) -> float:
    return float(record.value)
