"""A small BibTeX reader: whole entries, kept as they stand, with title and DOI picked out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

from annealkit.errors import RecordError

__all__ = ["Source", "read_bibliography"]

_START = re.compile(r"@\s*([A-Za-z]+)\s*\{")
# An entry that begins a line inside another one: the closing brace of the outer one was forgotten.
_INNER = re.compile(r"(?m)^[ \t]*@[A-Za-z]+\s*\{\s*[^\s,{}]+\s*,")
_KEY = re.compile(r"\s*([^\s,{}\"=]+)\s*(?:,|$)")
_FIELD = re.compile(r"\s*([A-Za-z][\w-]*)\s*=\s*")
_BARE = re.compile(r"[\w.:-]+")


@frozen
class Source:
    """One entry of a bibliography.

    Attributes:
        key: The key records cite.
        bibtex: The entry's text as in the file.
        title: Title without braces, empty when there is none.
        doi: DOI without ``https://doi.org/``, empty when there is none.
    """

    key: str
    bibtex: str
    title: str
    doi: str


def read_bibliography(text: str, *, file: str) -> dict[str, Source]:
    """Read the entries of a BibTeX file.

    Lines between entries that begin with ``%`` and ``@comment`` entries are skipped.

    Args:
        text: The file's content.
        file: Its name, for messages.

    Returns:
        The sources by key, in the file's order.

    Raises:
        RecordError: Unbalanced braces, a key used twice, an entry without key, or
            something that is no entry; names file and line.
    """
    sources: dict[str, Source] = {}
    for start, end in _entries(text, file):
        source = _source(text, start, end, file)
        if source.key.casefold() in (key.casefold() for key in sources):
            raise _error(text, start, file, f"the key {source.key!r} is used twice. Give every entry one.")
        sources[source.key] = source
    return sources


def _error(text: str, position: int, file: str, what: str) -> RecordError:
    line = text.count("\n", 0, position) + 1
    return RecordError(f"{file}, line {line}: {what}")


def _entries(text: str, file: str) -> Iterator[tuple[int, int]]:
    """Start and end of every entry, ``@`` to closing brace."""
    position = 0
    while (start := _next_start(text, position, file)) is not None:
        position = _closing(text, start, file)
        if not text[start:position].lower().startswith("@comment"):
            _refuse_inner(text, start, position, file)
            yield start, position


def _next_start(text: str, position: int, file: str) -> int | None:
    while position < len(text):
        line_end = text.find("\n", position)
        line_end = len(text) if line_end < 0 else line_end
        line = text[position:line_end]
        odd = re.search(r"[@{}]", "" if line.lstrip().startswith("%") else line)
        if odd is not None:
            return _checked_start(text, position + odd.start(), file)
        position = line_end + 1
    return None


def _checked_start(text: str, position: int, file: str) -> int:
    if text[position] == "}":
        raise _error(text, position, file, "a closing brace has no opening one (unbalanced). Remove it.")
    if _START.match(text, position) is None:
        raise _error(text, position, file, "expected an entry such as '@article{Key, ...}'. Begin comments with '%'.")
    return position


def _closing(text: str, start: int, file: str) -> int:
    """Position after the brace that closes the entry; like BibTeX, every brace counts."""
    depth = 0
    for brace in re.finditer(r"[{}]", text[start:]):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return start + brace.end()
    _refuse_inner(text, start, len(text), file)
    raise _error(text, start, file, "the entry that begins here is never closed (unbalanced). Add a '}'.")


def _refuse_inner(text: str, start: int, end: int, file: str) -> None:
    inner = _INNER.search(text, start + 1, end)
    if inner is not None:
        line = text.count("\n", 0, inner.end()) + 1
        raise _error(
            text,
            start,
            file,
            f"the entry that begins here is not closed before the next one in line {line} "
            "(unbalanced braces). Add a '}'.",
        )


def _source(text: str, start: int, end: int, file: str) -> Source:
    kind, _, _ = text[start + 1 : end].partition("{")
    if kind.strip().lower() in ("string", "preamble"):
        raise _error(text, start, file, f"'@{kind}' is not expanded here. Write the text out in each entry.")
    key = _KEY.match(text, text.index("{", start) + 1, end - 1)
    if key is None:
        raise _error(text, start, file, "the entry has no key. Write '@article{Key, ...}'.")
    fields = _fields(text, key.end(), end - 1, file)
    return Source(key[1], text[start:end], _readable(fields.get("title", "")), _doi(fields.get("doi", "")))


def _fields(text: str, position: int, end: int, file: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    while text[position:end].strip(" \t\r\n,"):
        name = _FIELD.match(text, position, end)
        if name is None:
            raise _error(text, position, file, "expected 'name = {value},' inside the entry.")
        if name[1].lower() in fields:
            raise _error(text, name.start(1), file, f"the field {name[1]!r} stands twice. Remove one.")
        value_end = _value_end(text, name.end(), end, file)
        fields[name[1].lower()] = text[name.end() : value_end].strip('"')
        position = _after_comma(text, value_end, end, file)
    return fields


def _value_end(text: str, position: int, end: int, file: str) -> int:
    if position < end and text[position] in '{"':
        quoted, depth = text[position] == '"', 0
        for index in range(position, end):
            depth += {"{": 1, "}": -1}.get(text[index], 0)
            closed = text[index] == ('"' if quoted else "}") and index > position
            if depth == 0 and closed:
                return index + 1
        raise _error(text, position, file, "the value that begins here is never closed (unbalanced).")
    bare = _BARE.match(text, position, end)
    if bare is None:
        raise _error(text, position, file, "expected a value in braces or quotes, or a number.")
    return bare.end()


def _after_comma(text: str, position: int, end: int, file: str) -> int:
    rest = re.compile(r"\s*(,|$)").match(text, position, end)
    if rest is None:
        raise _error(text, position, file, "expected a comma after the value.")
    return rest.end()


def _readable(value: str) -> str:
    plain = re.sub(r"\$[_^]?([^$]*)\$", r"\1", re.sub(r"[{}]", "", value))  # LiCoO$_2$ reads LiCoO2
    plain = re.sub(r"\\([&%_#])", r"\1", plain)
    return " ".join(plain.split())


def _doi(value: str) -> str:
    return re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", _readable(value), flags=re.IGNORECASE)
