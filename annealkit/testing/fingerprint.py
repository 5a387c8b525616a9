"""A value as text that is equal for equal values, in this process and in others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from annealkit.laws import Law
from annealkit.provenance import Record

__all__ = ["fingerprint"]


def fingerprint(value: Any) -> str:
    """What a value is made of, attribute by attribute.

    Laws are told by what they say of themselves (type, unit, arguments, identity, mathematics, records),
    since what they compute with is their own affair.
    """
    if isinstance(value, Law):
        own = (value.unit, value.arguments, value.identity, value.describe(), dict(sorted(value.records.items())))
        return f"{type(value).__name__}({', '.join(map(fingerprint, own))})"
    if isinstance(value, Record):
        return f"Record({value.key}, {_number(value.value)}, {value.unit}, {value.basis}, {value.overridden})"
    if attrs.has(type(value)):
        fields = ", ".join(f"{one.name}={fingerprint(getattr(value, one.name))}" for one in attrs.fields(type(value)))
        return f"{type(value).__name__}({fields})"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key!r}: {fingerprint(one)}' for key, one in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(fingerprint, value))}]"
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, np.ndarray | float):
        return _number(value)
    if value is None or isinstance(value, str | int | bool | bytes):
        return repr(value)
    # An object's own text may hold its address, which says nothing about what it is.
    home = value if hasattr(value, "__qualname__") else type(value)
    return f"<{home.__module__}.{home.__qualname__}>"


def _number(value: Any) -> str:
    array = np.asarray(value, dtype=float)
    return f"{array.shape}:{array.tobytes().hex()}"
