"""Every case there is, with what computes it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Mapping
from pathlib import Path

from attrs import frozen

from annealkit.validation import Case, load_cases, read_cases
from validation import cases as modules
from validation.predicting import Prediction

__all__ = ["Entry", "entries"]

#: Observations of the guides, which no package holds: they are claims, and no source of a number.
GUIDE = Path(__file__).with_name("guide.toml")


@frozen
class Entry:
    """A case and its computation.

    Attributes:
        case: What was observed.
        predict: What computes it; None where nothing can be compared.
        slow: Whether it takes more than a few seconds.
        vary: Ids of the records whose error bars make the band; None: all of them.
    """

    case: Case
    predict: Prediction | None
    slow: bool = False
    vary: tuple[str, ...] | None = None


def entries() -> list[Entry]:
    """Every case, package by package in the order of their names, then as each file lists them."""
    return [one for name in _names() for one in _of(name)]


def _names() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(modules.__path__))


def _of(name: str) -> list[Entry]:
    module = importlib.import_module(f"{modules.__name__}.{name}")
    predictions: Mapping[str, Prediction] = module.PREDICTIONS
    slow: Collection[str] = getattr(module, "SLOW", ())
    vary: Mapping[str, Collection[str]] = getattr(module, "VARY", {})
    found = {key.partition(".")[2]: case for key, case in _cases(name).items()}
    odd = (set(predictions) | set(slow) | set(vary)) - set(found)
    assert not odd, f"{name}: {sorted(odd)} are no cases of its cases.toml"
    return [
        Entry(
            case,
            predictions.get(short),
            short in slow,
            tuple(vary[short]) if short in vary else () if short in slow else None,
        )
        for short, case in found.items()
    ]


def _cases(name: str) -> dict[str, Case]:
    if name == "guide":
        return read_cases(GUIDE.read_text(encoding="utf-8"), file=GUIDE.name, owner="guide", sources={})
    return load_cases(f"annealkit_materials.{name}")
