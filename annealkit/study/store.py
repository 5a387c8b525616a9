"""A folder of finished points: one netCDF file each, never rewritten, and its numbers beside it as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from annealkit.errors import InputError, RunError
from annealkit.files import written_whole
from annealkit.study.key import FORMAT

if TYPE_CHECKING:
    from annealkit.result import Result

__all__ = ["Store"]

_LABEL = "store.json"


@frozen
class Store:
    """A store of a study's points, by their keys; several processes may use it at once.

    A point is there when its JSON file is, which is written after its result; each file appears whole or not at all.

    Attributes:
        path: The folder.
    """

    path: Path = field(converter=Path)

    @classmethod
    def open(cls, path: str | Path) -> Store:
        """A store in a folder, made where there is none.

        Args:
            path: The folder; it must be empty or hold a store.

        Raises:
            InputError: It holds something else or a store of another format, or cannot be written.
        """
        store = cls(Path(path))
        label = store.path / _LABEL
        try:
            store.path.mkdir(parents=True, exist_ok=True)
            if label.is_file():
                store._check(label)
            elif any(one for one in store.path.iterdir() if not one.name.startswith(".annealkit-")):
                raise InputError(
                    f"store: the folder {str(store.path)!r} holds files and no {_LABEL}, so it is no store. Give an "
                    "empty or a new folder."
                )
            (store.path / "points").mkdir(exist_ok=True)
        except OSError as error:
            raise InputError(f"store: {str(store.path)!r} cannot be used: {error.strerror or error}.") from error
        with written_whole(label, what="store") as fresh:  # tells at once whether it can be written
            fresh.write_text(json.dumps({"annealkit_store": FORMAT}) + "\n", encoding="utf-8")
        return store

    def _check(self, label: Path) -> None:
        try:
            found = json.loads(label.read_text(encoding="utf-8")).get("annealkit_store")
        except (ValueError, AttributeError):
            found = None
        if found != FORMAT:
            raise InputError(
                f"store: {str(self.path)!r} was written in format {found!r} by another version; this annealkit writes "
                f"format {FORMAT}. Go on with the version that began it, or give a new folder."
            )

    def measures(self, key: str) -> dict[str, Any] | None:
        """The numbers of a finished point; None where it is not there.

        Raises:
            InputError: Its file was damaged.
        """
        path = self._place(key, "json")
        if not path.is_file() or not self.result_path(key).is_file():
            return None
        try:
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["measures"]
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"store: {str(path)!r} does not hold what was written into it ({error!r}). Delete it and go on; the "
                "point is then computed again."
            ) from None
        return found

    def result_path(self, key: str) -> Path:
        """Where the result of a point is, for ``ak.load``."""
        return self._place(key, "nc")

    def keep(self, key: str, result: Result, inputs: Mapping[str, Any], measured: Mapping[str, Any]) -> None:
        """Write a finished point; what is there already stays as it is.

        Args:
            key: Its key.
            result: What was computed.
            inputs: The anneal as plain data, and the options of its run.
            measured: Its numbers.

        Raises:
            RunError: The store cannot be written now.
        """
        from annealkit.result.stored import save_into

        place = self.result_path(key)
        if not place.is_file():
            with written_whole(place, what="store", error=RunError) as fresh:
                save_into(result, fresh)
        path = self._place(key, "json")
        if not path.is_file():
            # In their own order: the first species is the one that is followed, and columns stand as computed.
            text = json.dumps({"inputs": inputs, "measures": measured}, indent=1)
            with written_whole(path, what="store", error=RunError) as fresh:
                fresh.write_text(text + "\n", encoding="utf-8")

    def _place(self, key: str, suffix: str) -> Path:
        return self.path / "points" / f"{key}.{suffix}"
