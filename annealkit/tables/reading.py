"""From the tables of a TOML file to attrs classes, with errors that name the key.

cattrs does the walking. It would turn 5 into "5" and a text into a list of letters, so every kind of value has a
strict reader here; and its errors are a tree of exceptions, which becomes one sentence for each mistake.
"""

from __future__ import annotations

import math
import tomllib
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from attrs import fields_dict, has
from cattrs import ClassValidationError, Converter, IterableValidationError
from cattrs.errors import AttributeValidationNote, ForbiddenExtraKeysError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn

from annealkit.errors import InputError, RecordError, nearest

__all__ = ["CHOICES", "Wrong", "choice", "read", "read_toml"]

TableT = TypeVar("TableT")
Chooser = Callable[[Mapping[str, Any]], type[Any]]

#: Classes that stand for one of several tables, with those tables; filled by :func:`choice`.
CHOICES: dict[type[Any], tuple[type[Any], ...]] = {}

_KINDS = {str: "text in quotes", float: "a number without quotes", int: "a whole number", bool: "true or false"}


class Wrong(ValueError):  # noqa: N818 - never leaves a reader; it carries what is said after the key's name
    """What is wrong with a value, as the rest of a sentence: ``expected ..., got ...``."""


def read_toml(text: str, *, where: str, error: type[InputError] = RecordError) -> dict[str, Any]:
    """The tables of a TOML text.

    Args:
        text: The file's content.
        where: Its name, for messages.
        error: What is raised.

    Raises:
        InputError: It is not TOML; of the class given by ``error``.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as reason:
        raise error(f"{where}: this is not TOML: {reason}. Correct the file.") from None


def read(table: type[TableT], data: Any, *, where: str, error: type[InputError] = RecordError) -> TableT:
    """A table class filled with parsed data.

    Args:
        table: An attrs class whose fields are made with :func:`annealkit.tables.key`.
        data: What the TOML parser gave.
        where: File and place, for messages.
        error: What is raised.

    Raises:
        InputError: A key is missing, unknown (names the nearest) or of another kind, each mistake on a line of its
            own; of the class given by ``error``.
    """
    try:
        return _CONVERTER.structure(data, table)
    except Exception as mistake:
        lines = [f"{_place(where, path)}: {what}" for path, what in _mistakes(mistake, ())]
        raise error("\n".join(dict.fromkeys(lines))) from None


def choice(base: type[Any], options: Sequence[type[Any]], choose: Chooser) -> None:
    """Let a class stand for one of several tables.

    Args:
        base: The class that fields are annotated with.
        options: The tables, for the JSON Schema.
        choose: Gives the table that data is to be read as, or raises :class:`Wrong`.
    """
    CHOICES[base] = tuple(options)

    def structure(data: Any, _: Any) -> Any:
        return _CONVERTER.structure(data, choose(_table(data)))

    _CONVERTER.register_structure_hook_func(lambda kind: kind is base, structure)


# -- values of each kind ----------------------------------------------------------------------------


def _table(data: Any) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise Wrong(f"expected a table such as {{ ... }}, got {data!r}.")
    return data


def _plain(data: Any, kind: type[Any]) -> Any:
    fits = isinstance(data, int | float if kind is float else kind)
    if not fits or (isinstance(data, bool) and kind is not bool):
        raise Wrong(f"expected {_KINDS[kind]}, got {data!r}.")
    if kind is float:
        if not math.isfinite(data):
            raise Wrong(f"expected a finite number, got {data!r}.")
        return float(data)
    if kind is str and not data.strip():
        raise Wrong("expected text in quotes, got nothing between them.")
    return data.strip() if kind is str else data


def _literal(data: Any, kind: Any) -> Any:
    known = get_args(kind)
    if data in known and not isinstance(data, bool):
        return data
    close = nearest(data, [one for one in known if isinstance(one, str)]) if isinstance(data, str) else None
    hint = f" Did you mean {close!r}?" if close else ""
    raise Wrong(f"{data!r} is not known.{hint} Expected one of {', '.join(map(str, known))}.")


def _union(data: Any, kind: Any) -> Any:
    """The first member that the data fits; the plain ones are told apart by Python's types."""
    options = [one for one in get_args(kind) if one is not type(None)]
    for one in options:
        fits = isinstance(data, Mapping) == (has(one) or one in CHOICES or get_origin(one) in (dict, Mapping))
        fits = fits and isinstance(data, list) == (get_origin(one) in (list, tuple))
        if len(options) == 1 or (fits and (one not in _KINDS or _is(data, one))):
            return _CONVERTER.structure(data, one)
    raise Wrong(f"expected {' or '.join(_KINDS.get(one, 'a table or list') for one in options)}, got {data!r}.")


def _is(data: Any, kind: type[Any]) -> bool:
    return isinstance(data, int | float if kind is float else kind) and (kind is bool or not isinstance(data, bool))


def _attrs_reader(kind: type[Any]) -> Callable[[Any, Any], Any]:
    inner = make_dict_structure_fn(kind, _CONVERTER, _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=True)
    return lambda data, _: inner(dict(_table(data)), kind)


def _mapping_reader(kind: Any) -> Callable[[Any, Any], Any]:
    _, value = get_args(kind)

    def structure(data: Any, _: Any) -> dict[str, Any]:
        found, errors = {}, []
        for name, one in _table(data).items():
            try:
                found[name] = _CONVERTER.structure(one, value)
            except Exception as error:
                error.add_note(IterableValidationNote("", name, value))
                errors.append(error)
        if errors:
            raise IterableValidationError("a table", errors, kind)
        return found

    return structure


def _list_reader(kind: Any) -> Callable[[Any, Any], Any]:
    value = get_args(kind)[0]

    def structure(data: Any, _: Any) -> tuple[Any, ...]:
        if not isinstance(data, list):
            raise Wrong(f"expected a list such as [...], got {data!r}.")
        found, errors = [], []
        for number, one in enumerate(data):
            try:
                found.append(_CONVERTER.structure(one, value))
            except Exception as error:
                error.add_note(IterableValidationNote("", number, value))
                errors.append(error)
        if errors:
            raise IterableValidationError("a list", errors, kind)
        return tuple(found)

    return structure


def _made_of(*origins: Any) -> Callable[[Any], bool]:
    """Whether a type is one of these with arguments."""
    return lambda kind: get_origin(kind) in origins


def _converter() -> Converter:
    made = Converter(detailed_validation=True, forbid_extra_keys=True)
    made.register_structure_hook_factory(_made_of(tuple), _list_reader)
    made.register_structure_hook_factory(_made_of(dict, Mapping), _mapping_reader)
    made.register_structure_hook_factory(has, _attrs_reader)
    made.register_structure_hook_func(_made_of(Literal), _literal)
    made.register_structure_hook_func(_made_of(Union, types.UnionType), _union)
    for kind in _KINDS:
        made.register_structure_hook(kind, _plain)
    return made


_CONVERTER = _converter()


# -- mistakes in words --------------------------------------------------------------------------------


def _mistakes(error: BaseException, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Place and sentence of every mistake in cattrs's tree."""
    if isinstance(error, ClassValidationError | IterableValidationError):
        for one in error.exceptions:
            yield from _mistakes(one, (*path, *_step(one)))
    elif isinstance(error, ForbiddenExtraKeysError):
        known = tuple(fields_dict(error.cl))
        for name in sorted(error.extra_fields):
            close = nearest(name, known)
            hint = f" Did you mean {close!r}?" if close else ""
            yield (*path, name), f"the key {name!r} is not known.{hint} Known: {', '.join(known)}."
    elif isinstance(error, KeyError):
        yield path, f"it is missing. Add '{path[-1]} = ...'."
    elif isinstance(error, Wrong | InputError):
        yield path, str(error)
    else:
        raise error


def _step(error: BaseException) -> tuple[str, ...]:
    """The key or position that cattrs noted on an error."""
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return (note.name,)
        if isinstance(note, IterableValidationNote):
            return (str(note.index),)
    return ()


def _place(where: str, path: tuple[str, ...]) -> str:
    # Ids of records hold points, so they are quoted.
    steps = ".".join(f'"{one}"' if "." in one else one for one in path)
    return f"{where}, {steps}" if steps else where
