"""The files a run leaves: whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from annealkit.errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["check_folder", "write"]


class Written(Protocol):
    """A result or a study."""

    def save(self, path: Any) -> Any:
        """Write netCDF."""

    def plot(self) -> Figure:
        """Draw it."""


def check_folder(folder: Path) -> None:
    """Refuse a folder that cannot be written to, before anything is computed.

    Raises:
        InputError: The folder, or the nearest folder above it, is a file or read-only.
    """
    nearest = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    if not nearest.is_dir():
        raise InputError(f"--output: {nearest} is a file, expected a folder.")
    if not os.access(nearest, os.W_OK):
        raise InputError(f"--output: {nearest} is not writable. Give another folder with --output.")


def write(result: Written, folder: Path, stem: str) -> tuple[Path, ...]:
    """Write ``stem.nc`` and ``stem.png`` into a folder, replacing what is there.

    Both are made in a hidden folder beside their place and moved when both are whole, so
    that a run that fails or is stopped leaves the earlier files as they were.

    Returns:
        The files, netCDF first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".annealkit-", dir=folder) as scratch:
        fresh = (Path(scratch) / f"{stem}.nc", Path(scratch) / f"{stem}.png")
        result.save(fresh[0])
        result.plot().savefig(fresh[1])
        return tuple(_moved(one, folder / one.name) for one in fresh)


def _moved(source: Path, target: Path) -> Path:
    os.replace(source, target)
    return target
