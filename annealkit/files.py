"""Files: written whole or not at all, and missed with a hint."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annealkit.errors import AnnealkitError, InputError, nearest

__all__ = ["absent", "written_whole"]


@contextmanager
def written_whole(path: Path, *, what: str, error: type[AnnealkitError] = InputError) -> Iterator[Path]:
    """A place to write a file that is moved to its path when the block ends well.

    Until then an earlier file stays; when the block fails nothing is left behind.

    Args:
        path: Where the file shall be; its folder must exist.
        what: The field, for messages.
        error: What is raised; another class where the place was checked before, so that it is no wrong input.

    Yields:
        The path to write to, on the same disk.

    Raises:
        AnnealkitError: The folder does not exist or cannot be written, or the disk is full; of the class ``error``.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".annealkit-", dir=path.parent) as scratch:
            fresh = Path(scratch) / path.name
            yield fresh
            os.replace(fresh, path)
    except OSError as reason:
        raise error(f"{what}: {str(path)!r} cannot be written: {reason.strerror or reason}.") from reason


def absent(what: str, where: Path, suffix: str) -> str:
    """The message for a file that does not exist, with the nearest one beside it.

    Args:
        what: The field, for example ``"run file"``.
        where: The path given.
        suffix: Only files with this suffix are offered.
    """
    folder = where.parent
    if where.is_dir():
        return f"{what}: {where} is a folder. Give the path of a file in it."
    if not folder.is_dir():
        return f"{what}: {where} does not exist, and neither does the folder {folder}."
    beside = sorted(one.name for one in folder.iterdir() if one.suffix.lower() == suffix)
    close = nearest(where.name, beside)
    if close:
        return f"{what}: {where} does not exist. Did you mean {folder / close}?"
    listed = f"Files there: {', '.join(beside)}." if beside else f"That folder has no *{suffix} file."
    return f"{what}: {where} does not exist. {listed}"
