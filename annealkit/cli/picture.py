"""A picture on disk: whole, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from annealkit.cli.output import check_folder
from annealkit.errors import InputError, RunError
from annealkit.files import written_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["check_picture", "write_picture"]

_DOTS_PER_INCH = 150


def check_picture(path: Path) -> None:
    """Refuse a place where no picture can be written, before one is drawn.

    Raises:
        InputError: It is a folder, has another suffix than .png, or its folder is read-only.
    """
    if path.suffix.lower() != ".png":
        raise InputError(f"--output: {path} does not end in .png. Give the name of a picture such as figure.png.")
    if path.is_dir():
        raise InputError(f"--output: {path} is a folder. Give the name of a picture in it.")
    check_folder(path.parent)


def write_picture(figure: Figure, path: Path) -> Path:
    """Write a PNG, replacing what is there in one move; an earlier one stays until the new one is whole.

    Returns:
        The path.

    Raises:
        RunError: The disk is full, or the place was taken away since :func:`check_picture`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path, what="--output", error=RunError) as fresh:
        figure.savefig(fresh, dpi=_DOTS_PER_INCH)
    return path
