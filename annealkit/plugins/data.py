"""Data-only materials as plugins: files that a package ships, and files that somebody names by their path."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from annealkit.domain.material import Origin
from annealkit.errors import InputError
from annealkit.files import absent
from annealkit.plugins.calling import Refused
from annealkit.plugins.location import data_file
from annealkit.plugins.records import FROM_FILE, PluginRecord
from annealkit.plugins.vetting import Candidate, vetted

if TYPE_CHECKING:
    from annealkit.declared import DeclaredPlugin

__all__ = ["from_file", "inspected", "of_origin"]

#: Files read so far, so that a file that did not change is read once.
_READ: dict[Origin, Candidate] = {}


@frozen
class _Content:
    """A file and the bibliography beside it."""

    path: Path
    text: str
    references: str
    sha256: str


@functools.cache
def inspected(record: PluginRecord) -> Candidate:
    """A data-only material that a package ships, read once per process and checked."""
    return vetted(record, lambda: _installed(record))


def from_file(path: str | Path) -> Candidate:
    """A data-only material by its path, checked as a plugin is.

    Args:
        path: The TOML file.

    Returns:
        The plugin: its id is the file's name without suffix, its distribution ``"(file)"``, its version the
        beginning of the content's SHA-256. A file that does not hold together is quarantined with the reason.

    Raises:
        InputError: There is no such file, or it is no text; names the nearest file.
    """
    content = _content(Path(path).absolute())
    origin = Origin(str(content.path), content.sha256)
    if origin not in _READ:
        record = PluginRecord(content.path.stem, FROM_FILE, f"sha256:{content.sha256[:12]}", origin.path)
        _READ[origin] = vetted(record, lambda: _plugin(content, origin))
    return _READ[origin]


def of_origin(origin: Origin) -> Candidate:
    """The plugin that a material came from.

    Raises:
        InputError: The file is gone, or was changed since the material was read.
    """
    if origin not in _READ:
        found = from_file(origin.path)  # another process has read the material
        if _READ.get(origin) is not found:
            raise InputError(
                f"material: {origin.path} was changed after the material was read from it. Read the material again."
            )
    return _READ[origin]


def _content(path: Path) -> _Content:
    if not path.is_file():
        raise InputError(absent("material", path, ".toml"))
    beside = path.with_name("references.bib")
    raw = [one.read_bytes() for one in (path, beside) if one.is_file()]
    try:
        text, references = [one.decode("utf-8") for one in (*raw, b"")][:2]
    except UnicodeDecodeError as error:
        raise InputError(
            f"material: {path} or the references.bib beside it is not UTF-8 text ({error.reason}). Save it as UTF-8."
        ) from None
    return _Content(path, text, references, hashlib.sha256(b"\0".join(raw)).hexdigest())


def _installed(record: PluginRecord) -> DeclaredPlugin:
    try:
        content = _content(data_file(record.module))
    except (LookupError, InputError) as error:
        raise Refused(str(error)) from None
    return _plugin(content, None)


def _plugin(content: _Content, origin: Origin | None) -> DeclaredPlugin:
    from annealkit.declared import DeclaredPlugin, read_material  # needed by those who have such a file only

    file = str(content.path)
    try:
        return DeclaredPlugin(read_material(content.text, file=file, references=content.references, origin=origin))
    except InputError as error:
        raise Refused(" ".join(str(error).splitlines())) from None
