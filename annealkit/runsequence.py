"""The table ``[[sequence]]`` of a run file: exposures and anneals of one body, one after another.

material = "LiCoO2"
body = { type = "Film", thickness = "500 nm", closed = true }
atmosphere = "argon"                     # of the anneals that give none

[[sequence]]
exposure = "25 degC"
duration = "24 h"
humidity = "50 %"                        # atmosphere, H2O, dew_point: keywords of ak.Exposure

[[sequence]]
schedule = "150 degC; hold 1 h"          # closed, atmosphere, models, parameters: else those of the whole file
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annealkit.errors import InputError
from annealkit.runfile import (
    RunFile,
    anneal_keywords,
    as_keyword,
    mapping,
    read_run,
    refuse_unknown,
    require,
    within,
)

if TYPE_CHECKING:
    from annealkit.anneal import Anneal
    from annealkit.sequence import Sequence

__all__ = ["ANNEAL", "EXPOSURE", "read_steps"]

#: Keys of a step that is an exposure; the first tells that it is one.
EXPOSURE = ("exposure", "duration", "atmosphere", "humidity", "H2O", "dew_point")
#: Keys of a step that is an anneal.
ANNEAL = ("schedule", "atmosphere", "models", "parameters", "closed")


def read_steps(path: str | Path) -> tuple[Anneal | Sequence, dict[str, Any]]:
    """The anneal or the sequence of a run file, and the keywords for its ``run``.

    Args:
        path: The TOML file.

    Raises:
        InputError: As :func:`annealkit.runfile.read_run`, and whatever ``ak.Anneal``, ``ak.Exposure`` and
            ``ak.Sequence`` refuse, with the file named.
        PluginError: A plugin's hook failed.
    """
    given = read_run(path)
    from annealkit.anneal import Anneal  # it is heavy, and a file that cannot be read needs none of it

    if given.sequence is None:
        return within(given.path, lambda: Anneal(**given.anneal)), dict(given.options)
    from annealkit.sequence import Sequence

    steps = [_step(given, number, one) for number, one in enumerate(given.sequence, start=1)]
    return within(given.path, lambda: Sequence(steps)), dict(given.options)


def _step(given: RunFile, number: int, value: object) -> Any:
    name = f"sequence {number}"
    step = mapping(value, name, given.path)
    return _exposure(given, name, step) if "exposure" in step else _anneal(given, name, step)


def _exposure(given: RunFile, name: str, step: Mapping[str, Any]) -> Any:
    from annealkit.exposure import Exposure

    refuse_unknown(f"{name} (exposure)", step, EXPOSURE, given.path)
    own = {key: value for key, value in step.items() if key != "exposure"}
    if "atmosphere" in own:
        own["atmosphere"] = as_keyword("atmosphere", own["atmosphere"], given.path)
    return within(given.path, lambda: Exposure(step["exposure"], **own))


def _anneal(given: RunFile, name: str, step: Mapping[str, Any]) -> Any:
    from annealkit.anneal import Anneal

    refuse_unknown(name, step, ANNEAL, given.path)
    table = {**given.table, **{key: value for key, value in step.items() if key != "closed"}}
    require(table, given.path)
    if "closed" in step:
        body = dict(mapping(given.table["body"], "body", given.path))
        if body.get("type") != "Film":
            raise InputError(f"{given.path}: {name}.closed was given, but only a Film can be closed. Leave it out.")
        table["body"] = {**body, "closed": step["closed"]}
    keywords = anneal_keywords(table, given.path)
    return within(given.path, lambda: Anneal(**keywords))
