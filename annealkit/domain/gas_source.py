"""What a user says of a source of lithium in the furnace: what it is made of, and its temperature."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from annealkit import units
from annealkit.domain.composition import start_ratio
from annealkit.domain.material import Material
from annealkit.errors import InputError, UnitError

if TYPE_CHECKING:
    from annealkit.domain.gas import Atmosphere

__all__ = ["is_material_name", "said_of", "source"]

#: Words for a source of the pure oxide.
_PURE = ("li2o", "li2o-rich", "lithia")
_EXPECTED = (
    "expected the activity of Li2O in the source, a number above 0 and at most 1 (1 is the pure oxide), 'Li2O', or "
    "the name of a material"
)


def is_material_name(activity: Any) -> bool:
    """Whether what was given as an activity can only be the name of a material or the path of one."""
    text = activity.strip() if isinstance(activity, str) else ""
    return text[:1].isalpha() and text.casefold() not in (*_PURE, "nan", "inf", "infinity")


def source(atmosphere: Atmosphere, given: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of the atmosphere that describe its source, with what the user sets now.

    Args:
        atmosphere: The preset, or one that was amended before.
        given: See ``Atmosphere.with_gas``.

    Raises:
        InputError: An activity that is not between 0 and 1, or a composition that the source cannot have.
        UnitError: A value without the right unit.
    """
    where = f"atmosphere {atmosphere.name!r}"
    found: dict[str, Any] = {}
    if "activity" in given:
        found |= _made_of(given["activity"], f"{where}, activity")
    if "composition" in given:
        material = found.get("source_material", atmosphere.source_material)
        found["source_composition"] = _composition(given["composition"], material, f"{where}, composition")
    if "temperature" in given:
        found["source_temperature"] = units.temperature(given["temperature"], name=f"{where}, temperature")
    return found


def said_of(key: str, value: Any) -> str:
    """What was given for a keyword, as text from which it can be read again."""
    if key == "activity" and isinstance(value, Material):
        return value.name if value.origin is None else value.origin.path
    if key == "composition":
        return value if isinstance(value, str) else json.dumps({name: _amount(one) for name, one in value.items()})
    return units.given_text(value)


def _amount(value: Any) -> Any:
    plain = isinstance(value, (int, float, str)) and not isinstance(value, bool)
    return value if plain else units.given_text(value)


def _made_of(value: Any, name: str) -> dict[str, Any]:
    """The activity of the source, or the material that tells it."""
    if isinstance(value, Material):
        return {"source": 0.0, "source_material": value, "source_composition": None}
    return {"source": _activity(value, name), "source_material": None, "source_composition": None}


def _activity(value: Any, name: str) -> float:
    if isinstance(value, str) and value.strip().casefold() in _PURE:
        return 1.0
    try:
        activity = units.si(value, "1", name=name)
    except UnitError as error:
        raise UnitError(f"{name}: got {value!r}; {_EXPECTED}.") from error
    if not 0.0 < activity <= 1.0:
        raise InputError(
            f"{name}: got {value!r}; expected a number above 0 and at most 1, the activity of Li2O relative to the "
            "pure oxide. For no source at all, name the gas alone, such as 'air'."
        )
    return activity


def _composition(value: Any, material: Material | None, name: str) -> Mapping[str, Any]:
    if material is None:
        raise InputError(
            f"{name}: got {value!r}, but the activity of the source is a number, which no composition changes. Leave "
            "composition= out, or name the material of the source, such as activity='LiCoO2'."
        )
    amounts = _read(value, name) if isinstance(value, str) else value
    if not isinstance(amounts, Mapping):
        raise InputError(f"{name}: got {value!r}; expected a ratio such as {{'Li': 0.9, 'Co': 1}}.")
    try:
        start_ratio(material, next(iter(material.species)), amounts)
    except InputError as error:
        raise type(error)(f"{name}: {error}") from error
    return dict(amounts)


def _read(text: str, name: str) -> Any:
    """A composition as it is told in views, ``'{"Li": 0.9, "Co": 1}'``."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise InputError(f"{name}: got {text!r}; expected a ratio such as {{'Li': 0.9, 'Co': 1}}.") from None
