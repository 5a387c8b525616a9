"""What is checked: an installed plugin, a path, a module or an object, taken into use for a while."""

from __future__ import annotations

import importlib
import importlib.metadata
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, TypeAlias

from attrs import evolve, frozen

from annealkit import plugins
from annealkit.errors import InputError, PluginError, UnknownNameError
from annealkit.hookspecs import GROUP
from annealkit.plugins import PluginRecord
from annealkit.plugins.calling import said
from annealkit.plugins.data import from_file
from annealkit.plugins.location import data_file, is_data
from annealkit.plugins.vetting import Candidate, vetted
from annealkit.testing.locating import Located, findable, located

__all__ = ["Target", "opened"]

Kind: TypeAlias = Literal["installed", "module", "data", "object"]


@frozen(eq=False)
class Target:
    """A plugin under check.

    Attributes:
        record: The plugin as the host knows it, or as it would.
        kind: ``"installed"`` (under its entry point), ``"module"`` (given as a path or module), ``"data"`` (a
            data-only material) or ``"object"``.
        plugin: The module or object; None when it could not be loaded.
        module: Name another process can import it by; empty for data and objects.
        candidate: What vetting it alone gave.
        load_failure: Why it could not be loaded, empty when it was.
        use_failure: Why the host does not use it, empty when it does.
    """

    record: PluginRecord
    kind: Kind
    plugin: Any
    module: str
    candidate: Candidate
    load_failure: str = ""
    use_failure: str = ""

    @property
    def id(self) -> str:
        """The id the host knows it by."""
        return self.record.id


@contextmanager
def opened(given: object) -> Iterator[Target]:
    """Take a plugin into use for the length of a ``with`` block.

    Args:
        given: A plugin id; a path (text or Path) to a ``.toml`` file, a ``.py`` file, a package's folder or that
            of a distribution; a module; an object with hooks.

    Raises:
        UnknownNameError: No plugin has the id; names the nearest.
        InputError: The path holds no plugin, or the plugin is left out by ANNEALKIT_PLUGINS.
    """
    with ExitStack() as stack:
        if isinstance(given, str) and not _is_path(given):
            yield _installed(given)
        elif isinstance(given, str | Path):
            yield _at_path(Path(given), stack)
        else:
            yield _in_memory(given, stack)


def _is_path(text: str) -> bool:
    """Whether text means a path: ids hold neither separators nor suffixes of files."""
    return "/" in text or "\\" in text or text.endswith((".py", ".toml")) or text in (".", "..")


# -- installed ---------------------------------------------------------------------------------


def _installed(plugin_id: str) -> Target:
    host = plugins.host()
    found = [one for one in host.candidates if one.record.id == plugin_id]
    if not found:
        known = [one.id for one in host.records]
        hint = f" For the file or folder of that name write './{plugin_id}'." if Path(plugin_id).exists() else ""
        raise UnknownNameError(f"{UnknownNameError.of('plugin', plugin_id, known)}{hint}")
    one = min(found, key=lambda candidate: candidate.record.state != "ok")
    if one.record.state == "blocked":
        raise InputError(f"plugin: {one.record} is not in use. {one.record.reason} Take it into use to check it.")
    reason = one.record.reason
    if is_data(one.record.module):
        plugin = _owner(one)
        failure = "" if plugin is not None else reason
        return Target(one.record, "data", plugin, "", one, load_failure=failure, use_failure=reason)
    module = one.record.module.partition(":")[0]
    plugin, failure = _loaded(one.record)
    alone = vetted(one.record, lambda: plugin) if not failure else one
    return Target(one.record, "installed", plugin, module, alone, failure, reason)


def _owner(one: Candidate) -> object | None:
    """The object whose methods are a plugin's hooks; None for a module's functions."""
    found = (implementation.function for own in one.implementations.values() for implementation in own)
    return next((owner for f in found if (owner := getattr(f, "__self__", None)) is not None), None)


def _loaded(record: PluginRecord) -> tuple[Any, str]:
    """A plugin's module, or why it cannot be imported."""
    entry = importlib.metadata.EntryPoint(record.id, record.module, GROUP)
    try:
        return entry.load(), ""
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return None, f"It cannot be imported: {said(error).rstrip('.')}."


# -- from a path -------------------------------------------------------------------------------


def _at_path(path: Path, stack: ExitStack) -> Target:
    if path.suffix == ".toml" and path.is_file():
        return _data(path, stack)
    place = located(path)
    known = _installed_from(place)
    if known is not None:
        return _installed(known)
    stack.enter_context(findable(place))
    record = PluginRecord(_free(place.id), "(file)", "", place.module)
    plugin, failure = _loaded(record)
    if failure:
        candidate = Candidate(record).refused(failure)
        return Target(candidate.record, "module", None, place.module, candidate, failure, failure)
    return _taken(plugin, record, "module", place.module, stack)


def _installed_from(place: Located) -> str | None:
    """The id of the installed plugin that is this very module."""
    for record in plugins.host().records:
        loaded = sys.modules.get(record.module.partition(":")[0])
        file = getattr(loaded, "__file__", None)
        if record.state == "ok" and file is not None and Path(file).resolve() == place.file:
            return record.id
    return None


def _data(path: Path, stack: ExitStack) -> Target:
    from annealkit.declared import DeclaredPlugin, read_material  # needed by those who have such a file only

    place = path.resolve()
    for one in plugins.host().records:
        if one.state == "ok" and is_data(one.module) and data_file(one.module).resolve() == place:
            return _installed(one.id)
    candidate = from_file(path)
    record = evolve(candidate.record, id=_free(candidate.record.id))
    if record.state != "ok":
        return Target(record, "data", None, "", candidate, record.reason, record.reason)
    beside = place.with_name("references.bib")
    references = beside.read_text(encoding="utf-8") if beside.is_file() else ""
    # As an installed plugin it is one of the host's, and not a file that a single anneal names.
    material = read_material(place.read_text(encoding="utf-8"), file=str(place), references=references, origin=None)
    return _taken(DeclaredPlugin(material), record, "data", "", stack)


# -- from memory -------------------------------------------------------------------------------


def _in_memory(given: object, stack: ExitStack) -> Target:
    if isinstance(given, ModuleType):
        record = PluginRecord(_free(given.__name__.rpartition(".")[2]), "(in memory)", "", given.__name__)
        return _taken(given, record, "module", given.__name__, stack)
    own = given if isinstance(given, type) else type(given)
    record = PluginRecord(_free(own.__name__), "(in memory)", "", own.__module__)
    return _taken(given, record, "object", "", stack)


def _taken(plugin: Any, record: PluginRecord, kind: Kind, module: str, stack: ExitStack) -> Target:
    """A loaded plugin, taken into use; why not is kept."""
    candidate = vetted(record, lambda: plugin)
    failure = candidate.record.reason
    if not failure:
        try:
            stack.enter_context(plugins.temporary(plugin, id=record.id))
        except PluginError as error:
            failure = str(error)
    return Target(candidate.record, kind, plugin, module, candidate, use_failure=failure)


def _free(wanted: str) -> str:
    """An id like the one wanted that no plugin has."""
    taken = {record.id for record in plugins.host().records}
    return next(one for one in (wanted, *(f"{wanted}-{n}" for n in range(2, 1000))) if one not in taken)
