"""Files come whole or not at all."""

from __future__ import annotations

import pytest

from annealkit.cli.output import check_folder, write
from annealkit.errors import InputError


class Figure:
    def __init__(self, failure: BaseException | None) -> None:
        self.failure = failure

    def savefig(self, path):
        path.write_bytes(b"half")
        if self.failure:
            raise self.failure
        path.write_bytes(b"picture")


class Result:
    """Writes half a file first, as a slow disk would."""

    def __init__(self, *, save: BaseException | None = None, draw: BaseException | None = None) -> None:
        self.failure, self.figure = save, Figure(draw)

    def save(self, path):
        path.write_bytes(b"half")
        if self.failure:
            raise self.failure
        path.write_bytes(b"numbers")

    def plot(self):
        return self.figure


def _tree(folder):
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_both_files_are_written(tmp_path):
    files = write(Result(), tmp_path / "runs", "film")
    assert files == (tmp_path / "runs" / "film.nc", tmp_path / "runs" / "film.png")
    assert _tree(tmp_path) == {"runs/film.nc": b"numbers", "runs/film.png": b"picture"}


def test_earlier_files_are_replaced(tmp_path):
    (tmp_path / "film.nc").write_bytes(b"old")
    write(Result(), tmp_path, "film")
    assert _tree(tmp_path) == {"film.nc": b"numbers", "film.png": b"picture"}


@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt(), ValueError("no such glyph")])
@pytest.mark.parametrize("where", ["save", "draw"])
def test_a_failure_leaves_the_earlier_files(tmp_path, failure, where):
    before = {"film.nc": b"old numbers", "film.png": b"old picture"}
    for name, content in before.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(type(failure)):
        write(Result(**{where: failure}), tmp_path, "film")
    assert _tree(tmp_path) == before
    assert {one.name for one in tmp_path.iterdir()} == set(before)


def test_files_have_the_modes_of_ordinary_files(tmp_path):
    (tmp_path / "plain").write_text("")
    files = write(Result(), tmp_path, "film")
    assert {one.stat().st_mode for one in files} == {(tmp_path / "plain").stat().st_mode}


def test_a_folder_below_a_file_is_refused(tmp_path):
    (tmp_path / "place").write_text("")
    with pytest.raises(InputError, match="is a file, expected a folder"):
        check_folder(tmp_path / "place" / "runs")
    check_folder(tmp_path / "new" / "runs")
    assert not (tmp_path / "new").exists()
