"""Where the files of packages lie, found without importing anything."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path

__all__ = ["data_file", "data_files", "is_data"]

_SUFFIX = ".toml"


def is_data(module: str) -> bool:
    """Whether a plugin's module is a file of data: ``package:name.toml``, or a path."""
    return module.endswith(_SUFFIX)


def data_files(package: str) -> list[str]:
    """Names of the data-only materials in a package, sorted.

    Raises:
        LookupError: No such package, or it is no folder; a full sentence.
    """
    return sorted({one.name for folder in _folders(package) for one in folder.iterdir() if is_data(one.name)})


def data_file(module: str) -> Path:
    """The file behind ``package:name.toml``, or behind a path.

    Raises:
        LookupError: There is none; a full sentence.
    """
    path = Path(module)
    if path.is_file():
        return path
    package, _, name = module.partition(":")
    for folder in _folders(package) if name else ():
        if (folder / name).is_file():
            return folder / name
    raise LookupError(f"The file {module!r} is gone.")


def _folders(package: str) -> list[Path]:
    """Importing the package would run its code and that of every package around it."""
    path: list[str] | None = None
    parts = package.split(".")
    for depth, part in enumerate(parts, 1):
        path = _inside(".".join(parts[:depth]), part, path)
        if path is None:
            raise LookupError(f"Its package {package!r} cannot be found.")
    found = [Path(one) for one in path or () if Path(one).is_dir()]
    if not found:
        raise LookupError(f"Its package {package!r} is no folder, and data is read from folders only.")
    return found


def _inside(name: str, part: str, path: Sequence[str] | None) -> list[str] | None:
    """Where to look for what a package holds; None when there is no such package."""
    try:
        spec = _spec(name, path)
    except KeyError:  # Python cannot describe a folder without __init__.py in a package that is not imported
        return [str(Path(one) / part) for one in path or ()]
    return None if spec is None or spec.submodule_search_locations is None else list(spec.submodule_search_locations)


def _spec(name: str, path: Sequence[str] | None) -> ModuleSpec | None:
    finders = (getattr(one, "find_spec", None) for one in sys.meta_path)
    specs = (find(name, path, None) for find in finders if find is not None)
    return next((one for one in specs if one is not None), None)
