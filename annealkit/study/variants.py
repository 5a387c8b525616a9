"""The anneals of a comparison: given by name, or one anneal with some of its inputs replaced."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from annealkit.anneal import Anneal
from annealkit.errors import AnnealkitError, InputError
from annealkit.stated import anneal_of, stated
from annealkit.study.asking import one_anneal
from annealkit.study.paths import changed
from annealkit.study.table import label

__all__ = ["Inputs", "variants"]

#: An anneal as plain data.
Inputs = dict[str, Any]
#: What may be varied of one anneal, and the input that it is.
_KINDS = {"models": "models", "materials": "material", "atmospheres": "atmosphere", "schedules": "schedule"}


def variants(anneals: Mapping[str, Anneal] | Anneal, varied: Mapping[str, Any]) -> dict[str, Inputs]:
    """Anneals as plain data, by the names they are compared under.

    Args:
        anneals: Anneals by name, or one of which every combination of what is varied is made.
        varied: ``models``, ``materials``, ``atmospheres``, ``schedules``, ``parameters``: a list, or values by name;
            those of models and parameters are mappings as ``ak.Anneal`` takes them. None where not varied.

    Raises:
        InputError: Fewer than two anneals, both kinds of variation, or values that are no list.
    """
    asked = {name: values for name, values in varied.items() if values is not None}
    found = _combined(anneals, asked) if isinstance(anneals, Anneal) else _named(anneals, asked)
    if len(found) < 2:
        raise InputError(f"compare: {len(found)} anneal was given; expected at least two to compare.")
    return found


def _named(anneals: Any, asked: Mapping[str, Any]) -> dict[str, Inputs]:
    if asked:
        raise InputError(
            f"compare: anneals by name were given together with {', '.join(asked)}; these vary one anneal. Give one "
            "anneal, or leave them out."
        )
    if not isinstance(anneals, Mapping):
        raise InputError(
            f"compare: {anneals!r} was given; expected anneals by name, {{'air': ak.Anneal(...), ...}}, or one anneal "
            "and what to vary, such as atmospheres=['air', 'O2']."
        )
    return {str(name): stated(one_anneal(one, f"compare, {name!r}")) for name, one in anneals.items()}


def _combined(anneal: Anneal, asked: Mapping[str, Any]) -> dict[str, Inputs]:
    if not asked:
        raise InputError(
            "compare: one anneal and nothing to vary was given; expected models=, materials=, atmospheres=, schedules= "
            "or parameters=, or several anneals by name."
        )
    base = stated(anneal)
    choices = [[(name, kind, value) for name, value in _by_name(kind, values)] for kind, values in asked.items()]
    found: dict[str, Inputs] = {}
    for combination in itertools.product(*choices):
        inputs = base
        for _, kind, value in combination:
            inputs = _varied(inputs, kind, value)
        name = ", ".join(name for name, _, _ in combination)
        if name in found:
            raise InputError(f"compare: two anneals would be called {name!r}; give the values by name, as a mapping.")
        found[name] = _in_full(inputs)
    return found


def _in_full(inputs: Inputs) -> Inputs:
    """The same as the anneal writes it, so that what is written otherwise and means the same does not differ."""
    try:
        return stated(anneal_of(inputs))
    except AnnealkitError:  # it will be a row that says why
        return inputs


def _by_name(kind: str, values: Any) -> list[tuple[str, Any]]:
    if isinstance(values, Mapping):
        return [(str(name), value) for name, value in values.items()]
    if isinstance(values, str) or not isinstance(values, Sequence) or not values:
        raise InputError(f"compare, {kind}: {values!r} was given; expected a list, or values by name.")
    return [(_name(value), value) for value in values]


def _name(value: Any) -> str:
    if isinstance(value, Mapping) and "gas" not in value:  # models by slot, parameters by id
        return ", ".join(f"{key.rpartition('.')[2]} = {label(one)}" for key, one in value.items()) or "as it is"
    return label(value)


def _varied(inputs: Inputs, kind: str, value: Any) -> Inputs:
    if kind in _KINDS and kind != "models":
        return changed(inputs, _KINDS[kind], value)
    if not isinstance(value, Mapping):
        example = "{'Li.loss': ['vaporisation']}" if kind == "models" else "{'LiCoO2.Li.D.deficient.energy': '0.30 eV'}"
        raise InputError(f"compare, {kind}: {value!r} was given; expected mappings such as {example}.")
    for name, one in value.items():
        inputs = changed(inputs, f"{kind}.{name}", one)
    return inputs
