"""What is known of one plugin, and of where an item comes from."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from attrs import field, frozen

from annealkit.errors import InputError
from annealkit.plugins.location import data_file, is_data

__all__ = ["FROM_FILE", "IN_MEMORY", "Offered", "PluginRecord", "canonical"]

#: The distribution whose plugins keep their ids and names when a third party claims them too.
_FIRST_PARTY = "annealkit"
#: Stands for the distribution of a plugin registered with :func:`annealkit.plugins.temporary`.
IN_MEMORY = "(in memory)"
#: Stands for the distribution of a data-only material that was given by its path.
FROM_FILE = "(file)"

ItemT_co = TypeVar("ItemT_co", covariant=True)


def canonical(distribution: str) -> str:
    """A distribution's name as packaging tools compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


@frozen
class PluginRecord:
    """One plugin, usable or not.

    Attributes:
        id: The entry point's name.
        distribution: Name of the distribution that ships it.
        version: Version of that distribution.
        module: The entry point's value; for a plugin in memory the module its code is in; for a data-only
            material ``package:name.toml``, or its path.
        api: The version of the plugin contract it declares, None when it was not loaded.
        state: ``"ok"``, ``"quarantined"`` (cannot be used) or ``"blocked"`` (left out on request).
        reason: Why it is not ``"ok"``, a full sentence; empty when it is.
        contributes: Names by catalogue kind, and the other hooks it implements under ``"hooks"``.
    """

    id: str
    distribution: str
    version: str
    module: str
    api: int | None = None
    state: Literal["ok", "quarantined", "blocked"] = "ok"
    reason: str = ""
    contributes: Mapping[str, tuple[str, ...]] = field(factory=dict, eq=False)

    @property
    def key(self) -> tuple[str, str]:
        """Distribution and id, which together are unique."""
        return (self.distribution, self.id)

    @property
    def first_party(self) -> bool:
        """Whether annealkit itself ships it."""
        return canonical(self.distribution) == _FIRST_PARTY

    def __str__(self) -> str:
        return f"plugin {self.id!r} of {self.distribution} {self.version}".rstrip()

    def to_json(self) -> dict[str, str | int | None]:
        """What a stored result keeps of the plugin."""
        return {
            "id": self.id,
            "distribution": self.distribution,
            "version": self.version,
            "api": self.api,
        }

    def listing(self) -> dict[str, Any]:
        """What ``annealkit plugin list --json`` prints of the plugin."""
        contributes = {kind: list(names) for kind, names in self.contributes.items()}
        return {**self.to_json(), "state": self.state, "reason": self.reason, "contributes": contributes}

    def file_hash(self) -> str:
        """SHA-256 over the files of the plugin's package, as hexadecimal text.

        The package is the topmost regular one around the plugin's module, so that a helper module
        beside it counts too. Names are hashed with the contents; caches are left out. Of a data-only material
        the file itself counts, and nothing beside it.

        Raises:
            InputError: The plugin is not loaded, or not from files.
        """
        if is_data(self.module):
            return self._hash_of_data()
        root = _root(self.module.partition(":")[0])
        if root is None:
            raise InputError(
                f"{self} has no files, so a store cannot tell its versions apart. Put it into a module "
                "or a distribution of its own."
            )
        digest = hashlib.sha256()
        for name, path in _files(root):
            content = path.read_bytes()
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()

    def _hash_of_data(self) -> str:
        try:
            return hashlib.sha256(data_file(self.module).read_bytes()).hexdigest()
        except LookupError as error:
            raise InputError(f"{self} cannot be hashed. {error}") from None


@frozen
class Offered(Generic[ItemT_co]):
    """Something a plugin offers.

    Attributes:
        item: The frozen value.
        plugin: Where it comes from.
    """

    item: ItemT_co
    plugin: PluginRecord


def _root(module: str) -> Path | None:
    """The folder of the topmost regular package around a loaded module, or the module's file."""
    parts = module.split(".")
    for depth in range(1, len(parts) + 1):
        loaded = sys.modules.get(".".join(parts[:depth]))
        source = getattr(loaded, "__file__", None)  # a namespace package has none
        if source is not None and Path(source).exists():
            path = Path(source)
            return path.parent if hasattr(loaded, "__path__") else path
    return None


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    if root.is_file():
        yield root.name, root
        return
    found = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    for name in sorted(found):
        parts = name.split("/")
        if "__pycache__" not in parts and not any(part.startswith(".") for part in parts):
            yield name, found[name]
