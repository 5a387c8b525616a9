"""The tables of studies in a run file: the keywords of ``ak.compare``, ``ak.sweep``, ``ak.window`` ... as TOML.

[compare]
atmospheres = ["air", { gas = "argon", H2O = "1 Pa" }]     # or by name: atmospheres = { dry = "argon" }
models = [{ "Li.loss" = ["vaporisation"] }, { "Li.loss" = ["first-order"] }]

[sweep.axes]                                                # table = "points.csv" in [sweep] instead
"body.thickness" = ["100 nm", "1 um"]
"schedule.hold.temperature" = { from = "500 degC", to = "700 degC", number = 5 }    # spacing = "geometric"
[sweep.zipped.recipe]                                       # these go together
"schedule.hold.duration" = ["30 min", "1 h"]
atmosphere = ["air", "argon"]

[window]
temperature = ["500 degC", "800 degC", 31]
time = ["5 min", "4 h", 25]
limits = { crystallised_fraction = ">= 0.95", most_lost = "<= 0.05", detectable_XRD = false }

[optimize]
objective = "min lost"
constraints = { crystallised_fraction = ">= 0.95" }
[optimize.over]
"schedule.hold.temperature" = { low = "500 degC", high = "800 degC" }               # log = true
atmosphere = ["air", "oxygen"]

[protocol] and [shortest-hold] take the keywords of ``ak.protocol`` and ``ak.shortest_hold``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from annealkit.errors import InputError
from annealkit.runfile import as_keyword, mapping, read_anneal, read_run, refuse_unknown, require, within

if TYPE_CHECKING:
    from annealkit.anneal import Anneal

__all__ = ["KEYS", "OWN_DEFAULTS", "StudyFile", "read_study"]

#: Keys of each study's table.
KEYS: Mapping[str, tuple[str, ...]] = {
    "compare": ("models", "materials", "atmospheres", "schedules", "parameters"),
    "sweep": ("axes", "zipped", "table"),
    "window": ("temperature", "time", "atmospheres", "limits", "hold"),
    "protocol": ("temperatures", "time", "times", "atmospheres", "criteria", "prefer", "hold"),
    "shortest-hold": ("temperature", "criteria", "between", "tolerance", "hold"),
    "optimize": ("objective", "over", "constraints", "trials", "seed"),
}
#: Studies that say themselves what they vary where the file has no table.
OWN_DEFAULTS = ("window", "protocol", "shortest-hold")
_SPACINGS = ("linear", "geometric")


@frozen
class StudyFile:
    """A study that a run file asks for.

    Attributes:
        path: The file.
        anneal: What is varied.
        given: Keywords of the study.
        options: Keywords of every run.
    """

    path: Path
    anneal: Anneal
    given: Mapping[str, Any]
    options: Mapping[str, Any]


def read_study(path: str | Path, verb: str) -> StudyFile:
    """The anneal of a run file, and what one of its studies varies.

    Args:
        path: The TOML file.
        verb: Which study.

    Raises:
        InputError: As :func:`annealkit.runfile.read_anneal`; the table is missing, has an unknown key (the message
            names the nearest), or a value of the wrong kind.
    """
    where = Path(path)
    tables = read_run(where).studies
    if verb not in tables and verb not in OWN_DEFAULTS:
        there = f"; it has {', '.join(f'[{one}]' for one in tables)}" if tables else ""
        raise InputError(
            f"{where}: it has no table [{verb}] that says what to vary{there}. Add one, with "
            f"{', '.join(KEYS[verb][:-1])} or {KEYS[verb][-1]}."
        )
    anneal, options = read_anneal(where)
    table = mapping(tables.get(verb, {}), verb, where)
    refuse_unknown(verb, table, KEYS[verb], where)
    given = within(where, lambda: _READ.get(verb, _as_it_is)(table, where))
    return StudyFile(where, anneal, given, options)


def _as_it_is(table: Mapping[str, Any], where: Path) -> dict[str, Any]:
    found = dict(table)
    if "atmospheres" in found:
        found["atmospheres"] = _each("atmospheres", found["atmospheres"], where)
    return found


def _compare(table: Mapping[str, Any], where: Path) -> dict[str, Any]:
    return {key: _each(key, given, where) for key, given in table.items()}


#: Keys of comparisons that hold inputs of an anneal, and which.
_INPUTS = {"materials": "material", "atmospheres": "atmosphere", "schedules": "schedule"}


def _each(key: str, given: object, where: Path) -> Any:
    """A list of inputs, or inputs by name, each read as the anneal's own is."""

    def read(value: object) -> Any:
        return as_keyword(_INPUTS[key], value, where) if key in _INPUTS else value

    if isinstance(given, Mapping):
        return {name: read(value) for name, value in given.items()}
    if not isinstance(given, list):
        raise InputError(f"{key} is {given!r}, expected a list, or a table of values by name.")
    if key != "atmospheres" or not all(isinstance(one, str) for one in given):
        return [read(one) for one in given]
    return given


def _sweep(table: Mapping[str, Any], where: Path) -> dict[str, Any]:
    from annealkit.study.axes import from_table, zipped

    if "table" in table:
        if len(table) > 1 or not isinstance(table["table"], str):
            raise InputError("sweep: table is the path of a CSV file and stands alone; leave axes and zipped out.")
        return {"axes": from_table(where.parent / table["table"])}
    axes = {
        path: _values(path, one, where) for path, one in mapping(table.get("axes", {}), "sweep.axes", where).items()
    }
    for name, own in mapping(table.get("zipped", {}), "sweep.zipped", where).items():
        together = mapping(own, f"sweep.zipped.{name}", where)
        axes[name] = zipped({path: _values(path, one, where) for path, one in together.items()})
    return {"axes": axes}


def _values(path: str, given: object, where: Path) -> Any:
    """Values of an axis: a list, or both ends and how many."""
    from annealkit.study.axes import geomspace, linspace

    if isinstance(given, Mapping):
        refuse_unknown(f"sweep.axes.{path!r}", given, ("from", "to", "number", "spacing"), where)
        require(given, where, ("from", "to", "number"))
        spacing = given.get("spacing", "linear")
        if spacing not in _SPACINGS:
            raise InputError(f"sweep.axes.{path!r}: spacing is {spacing!r}, expected {' or '.join(_SPACINGS)}.")
        return (linspace if spacing == "linear" else geomspace)(given["from"], given["to"], given["number"])
    if path in _INPUTS.values() and isinstance(given, list):
        return [as_keyword(path, one, where) for one in given] if path != "atmosphere" else given
    return given


def _optimize(table: Mapping[str, Any], where: Path) -> dict[str, Any]:
    require(table, where, ("objective", "over"))
    over = {path: _range(path, one, where) for path, one in mapping(table["over"], "optimize.over", where).items()}
    return {**table, "over": over}


def _range(path: str, given: object, where: Path) -> Any:
    """A table is a range, a list are choices."""
    if not isinstance(given, Mapping):
        return given
    refuse_unknown(f"optimize.over.{path!r}", given, ("low", "high", "log"), where)
    require(given, where, ("low", "high"))
    if not isinstance(given.get("log", False), bool):
        raise InputError(f"optimize.over.{path!r}: log is {given['log']!r}, expected true or false.")
    return (given["low"], given["high"], *(("log",) if given.get("log") else ()))


_READ: Mapping[str, Callable[[Mapping[str, Any], Path], dict[str, Any]]] = {
    "compare": _compare,
    "sweep": _sweep,
    "optimize": _optimize,
}
