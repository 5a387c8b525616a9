"""A run file: the keywords of ``ak.Anneal`` and of its ``run`` as TOML.

    material = "LiCoO2"
    body = { type = "Film", thickness = "500 nm", substrate = "SiO2" }
    atmosphere = { gas = "air", H2O = "1 kPa" }        # or "air"
    schedule = "25 degC -> 700 degC @ 5 K/min; hold 30 min"
    models = { "Li.loss" = ["vaporisation"] }          # optional
    parameters = { "LiCoO2.Li.D.deficient.energy" = "0.30 eV" }

    [run]                                              # optional, keywords of Anneal.run
    rtol = 1e-6

A schedule may also be ``{ csv = "log.csv", time = "...", temperature = "..." }``; paths are
relative to the run file. ``[[sequence]]`` makes steps of it: see :mod:`annealkit.runsequence`; a table such as
``[window]`` says what a study varies: see :mod:`annealkit.runstudy`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import NOTHING, Attribute, field, fields, frozen

from annealkit.errors import InputError, UnknownNameError
from annealkit.files import absent

if TYPE_CHECKING:
    from annealkit.anneal import Anneal

__all__ = [
    "OPTIONAL",
    "REQUIRED",
    "RUN",
    "SEQUENCE",
    "STUDIES",
    "RunFile",
    "anneal_keywords",
    "as_keyword",
    "mapping",
    "read_anneal",
    "read_run",
    "refuse_unknown",
    "require",
    "within",
]

Built = TypeVar("Built")

#: Keys that every run file has, and those it may have beside the table ``run``.
REQUIRED = ("material", "body", "atmosphere", "schedule")
OPTIONAL = ("models", "parameters")
#: The key of the steps, where there are several.
SEQUENCE = "sequence"
#: The tables of studies, one a verb of ``annealkit study``.
STUDIES = ("compare", "sweep", "window", "protocol", "shortest-hold", "optimize")
#: Keywords of ``Anneal.run``.
RUN: dict[str, type] = {"engine": str, "rtol": float, "cells": int, "out_of_range": str}
_KINDS = {str: "text in quotes", float: "a number", int: "a whole number"}


@frozen
class RunFile:
    """What a run file says.

    Attributes:
        path: The file.
        anneal: Keywords for ``ak.Anneal``; empty where the file holds a sequence.
        options: Keywords for ``Anneal.run``, only those given.
        table: The keys of the anneal as the file gives them.
        sequence: Its steps as the file gives them, None without.
        studies: The tables of studies as the file gives them.
    """

    path: Path
    anneal: Mapping[str, Any]
    options: Mapping[str, Any]
    table: Mapping[str, Any] = field(factory=dict)
    sequence: tuple[object, ...] | None = None
    studies: Mapping[str, Any] = field(factory=dict)


def read_run(path: str | Path) -> RunFile:
    """Read a run file.

    Args:
        path: The TOML file.

    Raises:
        InputError: The file is missing or not TOML, a key is missing, unknown (the message
            names the nearest) or of the wrong kind, or a value is refused by the body,
            the atmosphere or the schedule it belongs to.
    """
    where = Path(path)
    table = _table(where)
    refuse_unknown("key", table, (*REQUIRED, *OPTIONAL, "run", SEQUENCE, *STUDIES), where)
    own = {key: table[key] for key in (*REQUIRED, *OPTIONAL) if key in table}
    options = _options(table.get("run", {}), where)
    if SEQUENCE in table:
        return RunFile(where, {}, options, own, _steps(table, where))
    require(table, where)
    studies = {name: mapping(table[name], name, where) for name in STUDIES if name in table}
    return RunFile(where, anneal_keywords(table, where), options, own, studies=studies)


def _steps(table: Mapping[str, Any], where: Path) -> tuple[object, ...]:
    steps = table[SEQUENCE]
    if not isinstance(steps, list):
        raise InputError(f"{where}: {SEQUENCE} is {steps!r}, expected one table a step, each begun by [[{SEQUENCE}]].")
    require(table, where, ("material", "body"))
    return tuple(steps)


def read_anneal(path: str | Path) -> tuple[Anneal, dict[str, Any]]:
    """The anneal of a run file, and the keywords for its ``run``.

    Args:
        path: The TOML file.

    Raises:
        InputError: As :func:`read_run`, and whatever ``ak.Anneal`` refuses, with the file named.
        PluginError: A plugin's hook failed.
    """
    given = read_run(path)
    if given.sequence is not None:
        raise InputError(
            f"{given.path}: it holds a sequence, where a single anneal is due. Use `annealkit run`, or leave "
            f"[[{SEQUENCE}]] out."
        )
    from annealkit.anneal import Anneal  # it is heavy, and a file that cannot be read needs none of it

    return within(given.path, lambda: Anneal(**given.anneal)), dict(given.options)


def as_keyword(key: str, value: object, where: Path) -> Any:
    """A value of a file as the keyword of ``ak.Anneal`` that bears the same name."""
    read: Mapping[str, Callable[[Any, Path], Any]] = {
        "material": lambda one, place: _material(_text(one, "material", place), place),
        "body": _body,
        "atmosphere": _atmosphere,
        "schedule": _schedule,
    }
    return read[key](value, where)


def anneal_keywords(table: Mapping[str, Any], where: Path) -> dict[str, Any]:
    """Keywords for ``ak.Anneal`` from the keys of a file."""
    given: dict[str, Any] = {key: as_keyword(key, table[key], where) for key in REQUIRED}
    for key, check in {"models": _model, "parameters": _parameter}.items():
        if key in table:
            entries = mapping(table[key], key, where)
            given[key] = {name: check(value, f"{key}.{name}", where) for name, value in entries.items()}
    return given


def _table(where: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(where.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(absent("run file", where, ".toml")) from None
    except (IsADirectoryError, PermissionError) as error:
        reason = "is a folder" if where.is_dir() else f"cannot be read ({error.strerror})"
        raise InputError(f"run file: {where} {reason}. Give the path of a TOML file.") from None
    except UnicodeDecodeError as error:
        raise InputError(f"run file: {where} is not UTF-8 text ({error.reason}). Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"run file: {where} is not valid TOML: {error}.") from None


def refuse_unknown(what: str, given: Iterable[str], known: Iterable[str], where: Path) -> None:
    """Refuse a key that is none of the known ones, naming the nearest."""
    names = tuple(known)
    for name in given:
        if name not in names:
            raise UnknownNameError.of(f"{where}: {what}", name, names)


def require(table: Mapping[str, Any], where: Path, needed: tuple[str, ...] = REQUIRED) -> None:
    """Refuse a table that lacks a key."""
    absent = [key for key in needed if key not in table]
    if absent:
        raise InputError(f"{where}: {' and '.join(absent)} not given. A run file needs the keys {', '.join(REQUIRED)}.")


def _material(name: str, where: Path) -> str | Path:
    """A name, or the path of a data-only material, relative to the run file."""
    return where.parent / name if name.lower().endswith(".toml") else name


def _text(value: object, field: str, where: Path) -> str:
    if not isinstance(value, str):
        raise InputError(f"{where}: {field} is {value!r}, expected text such as a name in quotes.")
    return value


def mapping(value: object, field: str, where: Path) -> Mapping[str, Any]:
    """A value that must be a table."""
    if not isinstance(value, Mapping):
        raise InputError(f"{where}: {field} is {value!r}, expected a table, for example {field} = {{ ... }}.")
    return value


def _model(value: object, field: str, where: Path) -> str | list[str]:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return value
    raise InputError(f"{where}: {field} is {value!r}, expected the name of a model or a list of names.")


def _parameter(value: object, field: str, where: Path) -> Any:
    """Text with a unit, or a number: the unit gate decides with the record in hand."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InputError(f'{where}: {field} is {value!r}, expected a quantity in quotes such as "0.30 eV".')
    return value


def _body(value: object, where: Path) -> Any:
    from annealkit.domain.body import BODIES

    table = dict(mapping(value, "body", where))
    if "type" not in table:
        raise InputError(
            f'{where}: body.type not given. Expected one of {", ".join(sorted(BODIES))}, as in type = "Film".'
        )
    kind = _text(table.pop("type"), "body.type", where)
    if kind.casefold() == "meshbody":
        raise InputError(
            f"{where}: body.type is {kind!r}, but the mesh of such a body is an object of FiPy, which a file cannot "
            "hold. Anneal it from Python, with ak.Anneal(body=ak.MeshBody(mesh, ...), ...)."
        )
    if kind not in BODIES:
        raise UnknownNameError.of(f"{where}: body.type", kind, BODIES)
    return _stated_body(kind, table, "body", where)


def _stated_body(kind: str, table: Mapping[str, Any], name: str, where: Path) -> Any:
    """A body from the keywords of its class; one that consists of another holds a table for it."""
    from annealkit.domain.body import BODIES

    body = BODIES[kind]
    known: dict[str, Attribute[Any]] = {one.alias or one.name: one for one in fields(body) if one.init}
    refuse_unknown(f"{name} ({kind})", table, known, where)
    absent = [key for key, one in known.items() if one.default is NOTHING and key not in table]
    if absent:
        raise InputError(f"{where}: {name}.{absent[0]} not given, and a {kind} needs it.")
    inner = {key: str(one.type) for key, one in known.items() if str(one.type) in BODIES and key in table}
    parts = {
        key: _stated_body(part, mapping(table[key], f"{name}.{key}", where), f"{name}.{key}", where)
        for key, part in inner.items()
    }
    return within(where, lambda: body(**{**table, **parts}))


def _atmosphere(value: object, where: Path) -> Any:
    from annealkit.catalogue import atmosphere

    table = dict(mapping({"gas": value} if isinstance(value, str) else value, "atmosphere", where))
    if "gas" not in table:
        raise InputError(f'{where}: atmosphere.gas not given. Expected a name, as in gas = "air".')
    gas = _text(table.pop("gas"), "atmosphere.gas", where)
    if isinstance(table.get("activity"), str):  # of a source that is a material
        table["activity"] = _material(table["activity"], where)
    return within(where, lambda: atmosphere(gas, **table))


def _schedule(value: object, where: Path) -> Any:
    from annealkit.schedule import Schedule

    if isinstance(value, str):
        text = value
        return within(where, lambda: Schedule.parse(text))
    table = mapping(value, "schedule", where)
    keys = ("csv", "time", "temperature")
    refuse_unknown("schedule", table, keys, where)
    texts = {key: _text(table.get(key), f"schedule.{key}", where) for key in keys}
    log = where.parent / texts.pop("csv")
    if not log.is_file():
        raise InputError(f"{where}: {absent('schedule.csv', log, '.csv')}")
    return within(where, lambda: Schedule.from_csv(log, **texts))


def within(where: Path, build: Callable[[], Built]) -> Built:
    """Build a value; what is wrong with it is told with the file it stands in."""
    try:
        return build()
    except InputError as error:
        raise type(error)(f"{where}: {error}") from error


def _options(value: object, where: Path) -> dict[str, Any]:
    table = mapping(value, "run", where)
    refuse_unknown("run", table, RUN, where)
    for name, given in table.items():
        kinds = (int, float) if RUN[name] is float else RUN[name]
        if isinstance(given, bool) or not isinstance(given, kinds):
            raise InputError(f"{where}: run.{name} is {given!r}, expected {_KINDS[RUN[name]]}.")
    return dict(table)
