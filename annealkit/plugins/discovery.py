"""Which plugins are installed. Nothing of them is imported here."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import metadata
from typing import TypeVar

from attrs import evolve

from annealkit.hookspecs import DATA_GROUP, GROUP
from annealkit.plugins.location import data_files
from annealkit.plugins.records import PluginRecord, canonical

__all__ = ["contested", "installed", "losers"]

ItemT = TypeVar("ItemT")


@functools.cache
def installed() -> tuple[PluginRecord, ...]:
    """Every announced plugin, sorted by id and distribution, not loaded yet.

    Distributions are read one by one: one with an unreadable entry_points.txt is a
    quarantined record instead of an error for all.
    """
    found = {record for distribution in _announcing() for record in _announced(distribution)}
    return tuple(sorted(found, key=lambda record: (record.id, record.distribution, record.module)))


def contested(records: Sequence[PluginRecord]) -> tuple[PluginRecord, ...]:
    """The same records, those quarantined whose id or module another plugin claims too.

    annealkit's own plugin stays; every third party involved goes, so that the order of
    installation decides nothing.
    """
    wanted = [record for record in records if record.state == "ok"]
    reasons = {
        **_reasons(wanted, lambda record: record.module, "Its module {claim!r}"),
        **_reasons(wanted, lambda record: record.id, "Its id {claim!r}"),
    }
    return tuple(
        evolve(record, state="quarantined", reason=reasons[record]) if record in reasons else record
        for record in records
    )


def losers(claimants: Iterable[ItemT], first_party: Callable[[ItemT], bool]) -> list[ItemT]:
    """Those of several claimants who must go: all but annealkit's own."""
    all_ = list(claimants)
    own = [one for one in all_ if first_party(one)]
    return [one for one in all_ if one not in own] if len(own) == 1 else all_


def _announcing() -> list[metadata.Distribution]:
    """Distributions that mention one of the groups; of several versions on the path, the one Python imports."""
    nameless, names = [], {}
    for distribution in metadata.distributions():
        if not _mentions(distribution):
            continue
        if name := _name(distribution):
            names[canonical(name)] = name
        else:
            nameless.append(distribution)
    return [*nameless, *(metadata.distribution(names[key]) for key in sorted(names))]


def _mentions(distribution: metadata.Distribution) -> bool:
    try:
        text = distribution.read_text("entry_points.txt")
    except UnicodeDecodeError:  # no valid file of any plugin
        return False
    return any(f"[{group}]" in (text or "") for group in (GROUP, DATA_GROUP))


def _name(distribution: metadata.Distribution) -> str:
    about = distribution.metadata
    return str(about["Name"]) if about and "Name" in about else ""


def _version(distribution: metadata.Distribution) -> str:
    about = distribution.metadata
    return str(about["Version"]) if about and "Version" in about else ""


def _announced(distribution: metadata.Distribution) -> Iterator[PluginRecord]:
    name, version = _name(distribution) or "(unnamed)", _version(distribution)
    try:
        entries = [entry for entry in distribution.entry_points if entry.group in (GROUP, DATA_GROUP)]
    except (TypeError, ValueError) as error:  # what the standard library makes of a malformed line
        reason = f"Its entry_points.txt cannot be read ({type(error).__name__}: {error})."
        yield PluginRecord(name, name, version, "", state="quarantined", reason=reason)
        return
    for entry in entries:
        if entry.group == GROUP:
            yield PluginRecord(entry.name, name, version, entry.value)
        else:
            yield from _data(PluginRecord(entry.name, name, version, entry.value))


def _data(package: PluginRecord) -> Iterator[PluginRecord]:
    """One plugin for each file of a package of data."""
    try:
        names = data_files(package.module)
        reason = "" if names else f"Its package {package.module!r} holds no *.toml file."
    except Exception as error:  # an import hook of anybody may stand between a package's name and its folder
        names, reason = [], str(error) if type(error) is LookupError else f"Its package cannot be found: {error!r}."
    if reason:
        yield evolve(package, state="quarantined", reason=reason)
    for name in names:
        yield evolve(package, id=f"{package.id}.{name.removesuffix('.toml')}", module=f"{package.module}:{name}")


def _reasons(
    records: Sequence[PluginRecord], claim: Callable[[PluginRecord], str], what: str
) -> dict[PluginRecord, str]:
    claims = defaultdict(list)
    for record in records:
        claims[claim(record)].append(record)
    return {
        loser: _reason(loser, claimants, what.format(claim=claimed))
        for claimed, claimants in claims.items()
        if len(claimants) > 1
        for loser in losers(claimants, lambda record: record.first_party)
    }


def _reason(loser: PluginRecord, claimants: Sequence[PluginRecord], what: str) -> str:
    others = " and ".join(str(one) for one in claimants if one is not loser)
    return f"{what} is also announced by {others}, so neither third party is used. Uninstall one of them."
