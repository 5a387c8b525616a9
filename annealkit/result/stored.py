"""Results on disk: one netCDF file with the manifest as one JSON attribute.

The steps before it in a sequence are groups of the file, ``step_1`` and on.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from annealkit.errors import InputError
from annealkit.files import written_whole
from annealkit.result.result import Result

if TYPE_CHECKING:
    import xarray

__all__ = ["FORMAT", "load", "save", "save_into"]

#: Format of the stored result; raised when its meaning changes.
FORMAT = 3

#: The one attribute that holds the manifest.
_ATTRIBUTE = "annealkit"


def save(result: Result, path: Path) -> Path:
    """Write a result; the file appears whole or not at all.

    Raises:
        InputError: The folder does not exist or cannot be written.
    """
    if not path.parent.is_dir():
        raise InputError(f"save: the folder {str(path.parent)!r} does not exist; make it first.")
    with written_whole(path, what="save") as fresh:
        save_into(result, fresh)
    return path


def save_into(result: Result, path: Path) -> None:
    """Write a result to a path that is moved to its place when it is whole."""
    _table(result).to_netcdf(path, engine="h5netcdf")
    for number, one in enumerate(result.earlier, start=1):
        _table(one).to_netcdf(path, engine="h5netcdf", mode="a", group=_group(number))


def _table(result: Result) -> xarray.Dataset:
    return result.dataset.assign_attrs({_ATTRIBUTE: json.dumps(result.manifest)})


def _group(number: int) -> str:
    return f"step_{number}"


def load(path: str | Path) -> Result:
    """Read a result that :meth:`Result.save` wrote, with the steps before it.

    Args:
        path: The netCDF file.

    Raises:
        InputError: No such file, or not one of annealkit's.
    """
    if not Path(path).is_file():
        raise InputError(f"load: {str(path)!r} is not a file.")
    last = _read(path, None)
    before: tuple[Result, ...] = ()
    for number in range(1, last.manifest.get("step", {}).get("number", 1)):
        one = _read(path, _group(number))
        before = (*before, Result(one.dataset, one.manifest, before))
    return Result(last.dataset, last.manifest, before)


def _read(path: str | Path, group: str | None) -> Result:
    """One result of a file."""
    import xarray

    try:
        with xarray.open_dataset(path, engine="h5netcdf", group=group) as stored:
            table = stored.load()
    except (OSError, ValueError) as error:
        raise InputError(f"load: {str(path)!r} is not a netCDF file: {error}.") from error
    if _ATTRIBUTE not in table.attrs:
        raise InputError(f"load: {str(path)!r} was not written by annealkit (it has no {_ATTRIBUTE!r} attribute).")
    manifest = json.loads(table.attrs.pop(_ATTRIBUTE))
    if manifest.get("format") != FORMAT:
        raise InputError(
            f"load: {str(path)!r} has format {manifest.get('format')!r}; this annealkit reads format {FORMAT}. "
            "Read it with the version that wrote it."
        )
    return Result(table, manifest)
