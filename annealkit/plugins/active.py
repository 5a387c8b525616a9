"""The host of this process, and what restricts or extends it for a while."""

from __future__ import annotations

import functools
import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from attrs import define, evolve, field, frozen

from annealkit.domain import Material
from annealkit.errors import InputError, PluginError, PluginWarning, UnknownNameError, nearest
from annealkit.plugins import data
from annealkit.plugins.conflicts import without_clashes
from annealkit.plugins.discovery import contested, installed
from annealkit.plugins.location import is_data
from annealkit.plugins.records import IN_MEMORY, PluginRecord
from annealkit.plugins.registry import PluginHost
from annealkit.plugins.vetting import Candidate, inspected, vetted

__all__ = ["block", "host", "host_for", "reset", "survey", "temporary"]


@frozen
class _Selection:
    """Which plugins are wanted: the key under which a host is kept."""

    only: frozenset[str] | None
    blocked: frozenset[str]
    extra: tuple[Candidate, ...]


@define
class _Process:
    """What changes while the process runs. It is shared by threads, as studies run in them."""

    blocked: list[tuple[str, ...]] = field(factory=list)
    extra: list[Candidate] = field(factory=list)
    warned: set[str] = field(factory=set)
    building: bool = False
    lock: threading.RLock = field(factory=threading.RLock)


_PROCESS = _Process()


def host() -> PluginHost:
    """The plugins in use, discovered on first use.

    ``ANNEALKIT_PLUGINS`` (comma-separated ids; empty text for none) restricts the installed plugins,
    :func:`block` leaves some out, :func:`temporary` adds one. Each quarantined plugin is one
    PluginWarning per process, and so is each that works but relies on what is deprecated.

    Raises:
        PluginError: ``ANNEALKIT_STRICT=1`` is set and a plugin cannot be used; or a plugin calls this
            while it is loaded.
    """
    found = survey()
    troubles = [*found.notices, *(f"{one} is left out. {one.reason}" for one in found.quarantined)]
    if troubles and os.environ.get("ANNEALKIT_STRICT", "0") not in ("", "0"):
        raise PluginError(f"ANNEALKIT_STRICT is set, and not every plugin can be used: {' '.join(troubles)}")
    for trouble in (*troubles, *found.advice):
        if trouble not in _PROCESS.warned:
            _PROCESS.warned.add(trouble)
            warnings.warn(trouble, PluginWarning, stacklevel=2)
    return found


def survey() -> PluginHost:
    """The same as :func:`host` without a word on what is wrong, for a listing of just that.

    Raises:
        PluginError: A plugin calls this while it is loaded.
    """
    with _PROCESS.lock:
        if _PROCESS.building:
            raise PluginError("a plugin asked for the plugins in use while it was being loaded itself.")
        _PROCESS.building = True
        try:
            return _built(_selection())
        finally:
            _PROCESS.building = False


def host_for(material: Material) -> PluginHost:
    """The plugins in use, and with them the file that a material was read from, if any.

    Raises:
        InputError: That file was changed since, or an installed plugin offers a name of it too.
        PluginError: As for :func:`host`.
    """
    return host() if material.origin is None else host().with_file(data.of_origin(material.origin))


def reset() -> None:
    """Forget what was discovered, so that the next :func:`host` looks again. Modules stay imported."""
    with _PROCESS.lock:
        for cached in (installed, inspected, data.inspected, _built):
            cached.cache_clear()
        _PROCESS.warned.clear()


@contextmanager
def block(*ids: str) -> Iterator[PluginHost]:
    """Leave plugins out for the length of a ``with`` block, in all threads of this process.

    Args:
        *ids: Plugin ids.

    Yields:
        The host without them.

    Raises:
        UnknownNameError: No plugin has one of the ids.
    """
    known = {*(record.id for record in installed()), *(one.record.id for one in _PROCESS.extra)}
    for unknown in (one for one in ids if one not in known):
        raise UnknownNameError.of("plugin to block", unknown, known)
    _PROCESS.blocked.append(ids)
    try:
        yield host()
    finally:
        _PROCESS.blocked.remove(ids)


@contextmanager
def temporary(plugin: object, *, id: str) -> Iterator[PluginRecord]:
    """Use a plugin from memory for the length of a ``with`` block, in all threads of this process.

    It is held to the rules of an installed third-party plugin, ``ANNEALKIT_API`` included, but
    not to ``ANNEALKIT_PLUGINS``. Other processes do not know it.

    Args:
        plugin: A module, or an object whose methods are marked with ``hookimpl``.
        id: Its plugin id.

    Yields:
        The plugin's record.

    Raises:
        InputError: The id is taken.
        PluginError: The plugin cannot be used; says why.
    """
    taken = [*installed(), *(one.record for one in _PROCESS.extra)]
    for other in (record for record in taken if record.id == id):
        raise InputError(f"temporary plugin: the id {id!r} is taken by {other}. Choose another id.")
    candidate = vetted(PluginRecord(id, IN_MEMORY, "", _home(plugin)), lambda: plugin)
    _PROCESS.extra.append(candidate)
    try:
        record = survey().plugin(id)
        if record.state == "quarantined":
            raise PluginError(f"{record} cannot be used. {record.reason}")
        yield record
    finally:
        _PROCESS.extra.remove(candidate)


def _home(plugin: object) -> str:
    if isinstance(plugin, ModuleType):
        return plugin.__name__
    return plugin.__module__ if isinstance(plugin, type) else type(plugin).__module__


def _selection() -> _Selection:
    text = os.environ.get("ANNEALKIT_PLUGINS")
    only = None if text is None else frozenset(part.strip() for part in text.split(",") if part.strip())
    blocked = frozenset(one for ids in _PROCESS.blocked for one in ids)
    return _Selection(only, blocked, tuple(_PROCESS.extra))


@functools.lru_cache(maxsize=16)
def _built(selection: _Selection) -> PluginHost:
    records = contested([_selected(record, selection) for record in installed()])
    extra = (_restricted(one, selection) for one in selection.extra)
    found = [*(_seen(one) if one.state == "ok" else Candidate(one) for one in records), *extra]
    found.sort(key=lambda one: (one.record.id, one.record.key))
    return PluginHost(without_clashes(found), _notices(selection))


def _seen(record: PluginRecord) -> Candidate:
    return data.inspected(record) if is_data(record.module) else inspected(record)


def _selected(record: PluginRecord, selection: _Selection) -> PluginRecord:
    if selection.only is not None and record.id not in selection.only:
        return evolve(record, state="blocked", reason="ANNEALKIT_PLUGINS does not name it.")
    return _restricted(Candidate(record), selection).record


def _restricted(candidate: Candidate, selection: _Selection) -> Candidate:
    if candidate.record.id not in selection.blocked:
        return candidate
    record = evolve(candidate.record, state="blocked", reason="annealkit.plugins.block leaves it out.", contributes={})
    return Candidate(record)


def _notices(selection: _Selection) -> tuple[str, ...]:
    known = sorted({record.id for record in installed()})
    return tuple(_notice(name, known) for name in sorted((selection.only or frozenset()) - set(known)))


def _notice(name: str, known: list[str]) -> str:
    close = nearest(name, known)
    hint = f" Did you mean {close!r}?" if close else ""
    return f"ANNEALKIT_PLUGINS names {name!r}, which no installed plugin is called.{hint}"
