"""From a path to the module that lies there, and to the folder that Python finds it from."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import frozen

from annealkit.errors import InputError, nearest
from annealkit.hookspecs import GROUP

__all__ = ["Located", "findable", "located"]


@frozen
class Located:
    """A module on disk.

    Attributes:
        folder: What must be on ``sys.path``.
        module: Its dotted name from there.
        announced: The plugin id that its distribution gives it; empty where none was read.
    """

    folder: Path
    module: str
    announced: str = ""

    @property
    def id(self) -> str:
        """The id that its distribution gives it, else the module's own name."""
        return self.announced or self.module.rpartition(".")[2]

    @property
    def file(self) -> Path:
        """Its source file."""
        base = self.folder.joinpath(*self.module.split("."))
        package = base / "__init__.py"
        return package if package.is_file() else base.with_suffix(".py")


def located(path: Path) -> Located:
    """The module at a path: a ``.py`` file, a package's folder, or the folder of a distribution.

    Raises:
        InputError: Nothing is there, or no module, or a distribution that announces no plugin or several.
    """
    place = path.resolve()
    if not place.exists():
        raise _missing(path)
    if place.is_dir() and not (place / "__init__.py").is_file():
        return _of_distribution(path, place)
    if place.is_file() and place.suffix != ".py":
        raise InputError(
            f"plugin: {path} is neither a module nor a material file; expected a .py file, a package's folder, the "
            "folder of a distribution with a pyproject.toml, or a .toml file."
        )
    start = place.parent if place.name == "__init__.py" else place
    names, folder = [start.stem if start.is_file() else start.name], start.parent
    while (folder / "__init__.py").is_file():
        names.insert(0, folder.name)
        folder = folder.parent
    odd = next((name for name in names if not name.isidentifier()), None)
    if odd is not None:
        raise InputError(f"plugin: {path} cannot be imported, for {odd!r} is no name of a module. Rename it.")
    return Located(folder, ".".join(names))


@contextmanager
def findable(one: Located) -> Iterator[None]:
    """Let Python find a module for a while; afterwards ``sys.path`` and ``sys.modules`` are as before.

    Raises:
        InputError: Another module of its name is loaded.
    """
    top = one.module.partition(".")[0]
    loaded: Any = sys.modules.get(one.module) or sys.modules.get(top)
    if loaded is not None and not _within(getattr(loaded, "__file__", None), one.folder):
        raise InputError(
            f"plugin: the name {top!r} of {one.file} is taken by {getattr(loaded, '__file__', None) or 'a module'}, "
            "which is loaded already. Rename one of them."
        )
    path, before = list(sys.path), set(sys.modules)
    sys.path.insert(0, str(one.folder))
    try:
        yield
    finally:
        sys.path[:] = path
        for name in [name for name in sys.modules if name.partition(".")[0] == top and name not in before]:
            del sys.modules[name]


def _within(file: str | None, folder: Path) -> bool:
    return file is not None and Path(file).resolve().is_relative_to(folder)


def _of_distribution(path: Path, place: Path) -> Located:
    """The one plugin that a distribution's pyproject.toml announces."""
    about = place / "pyproject.toml"
    if not about.is_file():
        raise InputError(
            f"plugin: the folder {path} holds neither __init__.py nor pyproject.toml; give the folder of a package or "
            "of a distribution, a .py file or a .toml file."
        )
    try:
        announced = tomllib.loads(about.read_text(encoding="utf-8"))["project"]["entry-points"][GROUP]
        modules = {str(value).partition(":")[0]: str(name) for name, value in announced.items()}
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f'plugin: {about} announces no plugin; expected a table [project.entry-points."{GROUP}"] with '
            f"'id = \"package\"' ({type(error).__name__}: {error})."
        ) from None
    if len(modules) != 1:
        raise InputError(
            f"plugin: {about} announces {len(modules)} plugins ({', '.join(sorted(modules))}); give the folder or file "
            "of one."
        )
    ((module, name),) = modules.items()
    for folder in (place, place / "src"):
        found = Located(folder, module, name)
        if found.file.is_file():
            return found
    raise InputError(f"plugin: {about} announces {module!r}, which lies neither beside it nor in src/.")


def _missing(path: Path) -> InputError:
    beside = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
    close = nearest(path.name, beside)
    hint = f" Did you mean {str(path.parent / close)!r}?" if close else ""
    return InputError(f"plugin: there is no file or folder {str(path)!r}.{hint}")
