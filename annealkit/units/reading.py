"""From what a user gives to SI floats."""

from __future__ import annotations

import math
import numbers
from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias, cast, runtime_checkable

import numpy as np

from annealkit.errors import UnitError
from annealkit.units import hints
from annealkit.units.grammar import split
from annealkit.units.scales import Scale, molar, normal, scale_of

__all__ = ["QuantityLike", "given_text", "has_unit", "si", "si_array"]


@runtime_checkable
class ForeignQuantity(Protocol):
    """A quantity of any registry: it has a magnitude and units."""

    @property
    def magnitude(self) -> Any:
        """The number or array."""

    @property
    def units(self) -> Any:
        """The unit; its text is what counts."""


#: What users give: text, a quantity of any pint registry, (value, unit); numbers where dimensionless.
QuantityLike: TypeAlias = str | float | tuple[Any, str] | ForeignQuantity

_DIFFERENCE = "delta K"
_PAIR = 2


def si(value: QuantityLike, unit: str, *, name: str) -> float:
    """The SI magnitude of a scalar.

    Args:
        value: Text, quantity or ``(value, unit)``; a plain number only when ``unit`` is ``"1"``.
        unit: SI text of what is expected, for example ``"m^2/s"``. ``"K"`` is an absolute
            temperature, ``"delta K"`` a difference; ``"J/mol"`` also takes eV (per particle).
        name: The argument, for messages.

    Raises:
        UnitError: A bare number where a unit is due, a wrong dimension, an unknown
            unit, or a number that is not finite.
    """
    result = si_array(value, unit, name=name)
    if isinstance(result, np.ndarray):
        raise UnitError(f"{name}: got an array of shape {result.shape}; expected one value, {hints.wanted(unit)}.")
    return result


def si_array(value: QuantityLike, unit: str, *, name: str) -> float | np.ndarray:
    """The SI magnitude of a scalar or array, as :func:`si`.

    Args:
        value: As for :func:`si`; also ``(array, unit)`` or an array quantity.
        unit: SI text of what is expected.
        name: The argument, for messages.

    Returns:
        A float for a scalar, else a float array of the same shape.

    Raises:
        UnitError: As for :func:`si`.
    """
    magnitude, given = _parts(value, unit, name)
    number = _finite(magnitude, value, name)
    scale = _scale(given, unit, value, name)
    result = scale.apply(number)
    _refuse_overflow(result, value, name)
    if unit == "K":
        _refuse_below_zero(result, value, name)
    return result if isinstance(result, np.ndarray) else float(result)


def _parts(value: Any, unit: str, name: str) -> tuple[Any, str]:
    if isinstance(value, str):
        return _from_text(value, unit, name)
    if isinstance(value, ForeignQuantity):
        return _from_foreign(value)
    if isinstance(value, Sequence) and len(value) == _PAIR and isinstance(value[1], str):
        if isinstance(value[0], str):
            raise UnitError(f"{name}: got {value!r}; the first of the pair must be a number, as in (5.0, 'nm').")
        return value[0], value[1]
    if unit == "1":
        return value, "1"
    raise UnitError(hints.bare(value, unit, name))


def _from_text(value: str, unit: str, name: str) -> tuple[float, str]:
    number, given = split(value, name=name)
    if not given and unit != "1":
        raise UnitError(hints.bare(value, unit, name))
    return number, given or "1"


def _from_foreign(value: ForeignQuantity) -> tuple[Any, str]:
    given = _unit_text(value.units)
    if scale_of(given) is None and hasattr(value, "to_base_units"):
        # A unit that only the foreign registry knows: let it convert itself to what everybody knows.
        value = value.to_base_units()
        given = _unit_text(value.units)
    return value.magnitude, given


def _unit_text(units: Any) -> str:
    try:
        return format(units, "D") or "1"  # pint's long names, whatever default format the host has set
    except (TypeError, ValueError):
        return str(units) or "1"


def _finite(magnitude: Any, value: Any, name: str) -> Any:
    if isinstance(magnitude, bool | str | np.bool_) or magnitude is None:
        raise UnitError(f"{name}: got {value!r}, which is no number. Give a number and a unit.")
    if isinstance(magnitude, numbers.Real):
        number: Any = float(magnitude)
    else:
        number = _as_array(magnitude, value, name)
    if not np.all(np.isfinite(number)):
        raise UnitError(f"{name}: got {hints.shown(value)}, which is not finite. Give finite numbers.")
    return number


def _as_array(magnitude: Any, value: Any, name: str) -> Any:
    if getattr(getattr(magnitude, "dtype", None), "kind", "f") not in "fiu":
        raise UnitError(f"{name}: got {hints.shown(value)}, which does not hold real numbers.")
    try:
        array = np.asarray(magnitude, dtype=float)
    except (TypeError, ValueError):
        raise UnitError(f"{name}: got {hints.shown(value)}, which holds no number. Give a number and a unit.") from None
    return float(array) if array.ndim == 0 else array


def _scale(given: str, unit: str, value: Any, name: str) -> Scale:
    expected = normal("K" if unit == _DIFFERENCE else unit)
    scale = scale_of(given)
    if scale is None:
        raise UnitError(hints.unknown(value, given, unit, name))
    if scale.normal != expected:
        scale = molar(given) or scale
    if scale.normal != expected:
        raise UnitError(hints.wrong(value, given, unit, name))
    if unit == "K" and scale.difference:
        raise UnitError(f"{name}: got {hints.shown(value)}, a temperature difference; expected {hints.wanted('K')}.")
    return Scale(scale.factor, 0.0, expected, True, scale.pint) if unit == _DIFFERENCE else scale


def _refuse_overflow(result: Any, value: Any, name: str) -> None:
    if not np.all(np.isfinite(result)):
        raise UnitError(f"{name}: {hints.shown(value)} is too large to hold in SI units.")


def _refuse_below_zero(result: Any, value: Any, name: str) -> None:
    lowest = float(np.min(cast(Any, result))) if np.size(result) else math.inf
    if lowest < 0.0:
        raise UnitError(f"{name}: got {hints.shown(value)}, which is {lowest:.6g} K, below absolute zero.")


def given_text(value: QuantityLike) -> str:
    """A scalar that has already been read, as text that reads back to the same value.

    Args:
        value: What the user gave: text stays, pairs and quantities become ``"5.0 nm"``.
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, ForeignQuantity):
        magnitude, unit = _from_foreign(value)
        return f"{float(magnitude)!r} {unit}"
    if isinstance(value, Sequence):
        return f"{float(value[0])!r} {value[1]}"
    return repr(float(value))


def has_unit(value: QuantityLike, unit: str, *, name: str) -> bool:
    """Whether a value carries a unit of this dimension; a bare number carries none."""
    if isinstance(value, str):
        given = split(value, name=name)[1]
    elif isinstance(value, ForeignQuantity):
        given = _from_foreign(value)[1]
    else:
        given = value[1] if isinstance(value, tuple | list) and len(value) == _PAIR else ""
    scale = scale_of(given) if given else None
    return scale is not None and scale.normal == unit
