"""What a result was computed with: annealkit and the plugins in use, by version and content."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from annealkit.build import Built
from annealkit.errors import InputError
from annealkit.plugins import PluginRecord, host
from annealkit.plugins.data import of_origin
from annealkit.plugins.records import IN_MEMORY

__all__ = ["code", "differences", "installed", "plugins_of"]


def code(built: Built) -> list[dict[str, Any]]:
    """annealkit and every plugin in use: distribution, id, version and a hash over the files, in a fixed order.

    Raises:
        InputError: A plugin has no files, so that its versions cannot be told apart.
    """
    return [_told(one) for one in (_own(), *plugins_of(built))]


def installed() -> list[dict[str, Any]]:
    """The same of every plugin of this process; one without files is left out, as no other process has it."""
    working = [one for one in host().records if one.state == "ok" and one.distribution != IN_MEMORY]
    return [_told(one) for one in (_own(), *working)]


def _own() -> PluginRecord:
    return PluginRecord("annealkit", "annealkit", _version(), "annealkit")


def plugins_of(built: Built) -> tuple[PluginRecord, ...]:
    """Plugins that an anneal stands on: those of its models, and those that offer its material and its gases."""
    chosen = built.chosen
    used = [one.plugin for own in (*chosen.by_slot.values(), *chosen.fluxes.values()) for one in own]
    material = built.material
    used.append(of_origin(material.origin).record if material.origin else host().material(material.name).plugin)
    used += [host().atmosphere(gas.name).plugin for _, gas in built.gases]
    used += [host().substrate(one.name).plugin for stack in built.stacks.values() for one in stack.layers]
    found = {one.key: one for one in used}
    return tuple(found[key] for key in sorted(found))


def differences(here: Iterable[Mapping[str, Any]], there: Iterable[Mapping[str, Any]]) -> list[str]:
    """What is used here and otherwise in another process, one sentence each."""
    theirs = {(one["distribution"], one["id"]): one for one in there}
    said = []
    for one in here:
        other = theirs.get((one["distribution"], one["id"]))
        name = f"{one['id']!r} of {one['distribution']}"
        if other is None:
            said.append(f"{name} is not in use there.")
        elif other["version"] != one["version"]:
            said.append(f"{name} is version {other['version']} there, and {one['version']} here.")
        elif other["sha256"] != one["sha256"]:
            said.append(f"{name} has other files there, though both call themselves {one['version']}.")
    return said


def _told(record: PluginRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "distribution": record.distribution,
        "version": record.version,
        "sha256": _hash(record),
    }


@functools.cache
def _hash(record: PluginRecord) -> str:
    """Files are read once a process: what runs is what was imported."""
    try:
        return record.file_hash()
    except InputError as error:
        raise InputError(f"study: {error} Run it in this process and without a store, or install the plugin.") from None


def _version() -> str:
    import annealkit

    return str(annealkit.__version__)
