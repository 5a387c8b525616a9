"""What a user may change about an atmosphere, and what becomes of the preset then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve

from annealkit import units
from annealkit.domain.gas import GASES, Atmosphere
from annealkit.domain.gas_exclusions import contradiction, refuse_contradictions
from annealkit.domain.gas_source import said_of, source
from annealkit.domain.gas_transport import transport
from annealkit.domain.humidity import saturation_pressure
from annealkit.errors import InputError, UnitError, UnknownNameError
from annealkit.provenance import Record
from annealkit.units import QuantityLike

__all__ = ["KEYWORDS", "amended"]

#: Keywords in the order to print.
KEYWORDS = (
    *GASES,
    "dew_point",
    "pressure",
    "boundary_layer",
    "flow",
    "tube",
    "vessel",
    "boat",
    "activity",
    "composition",
    "temperature",
)

#: What to write for a keyword that is no pressure.
_USUAL = {
    "dew_point": "'-40 degC'",
    "boundary_layer": "'7 mm'",
    "flow": "'100 sccm'",
    "tube": "'40 mm'",
    "vessel": "'50 mL'",
    "boat": "'5 mm'",
    "activity": "0.3, or 'Li2O', or the name of a material",
    "temperature": "'900 degC'",
}
#: Fields of the preset that a keyword of another name puts out of force.
_SETS = {"flow": "boundary_layer", "activity": "source"}


def amended(atmosphere: Atmosphere, given: Mapping[str, Any]) -> Atmosphere:
    """An atmosphere with some of its inputs set by the user.

    What the user sets stays; presets keep their share of the total when ``pressure`` changes. In vacuum the
    residual gases are all there is, so that ``pressure`` is their sum.

    Args:
        atmosphere: The preset, or one that was amended before.
        given: See ``Atmosphere.with_gas``; None stands for not given.

    Raises:
        UnknownNameError: A keyword that does not exist.
        InputError: A value that makes no sense, alone or with the others.
        UnitError: A value without the right unit.
    """
    set_now = {key: value for key, value in given.items() if value is not None}
    _refuse_unknown(set_now)
    refuse_contradictions(atmosphere, set_now)
    _refuse_oddities(atmosphere, set_now)
    of_source = source(atmosphere, set_now)
    said = _said(atmosphere.given, set_now)
    total = _total(atmosphere, set_now)
    fixed = _fixed(atmosphere, said, set_now, total)
    partial = _partial(atmosphere, fixed, total, told="pressure" in said)
    return evolve(
        atmosphere,
        partial=partial,
        total=sum(partial.values()) if atmosphere.is_vacuum else total,
        records=_records(atmosphere, partial, {*fixed, *set_now}),
        given=said,
        **transport(atmosphere, set_now),
        **of_source,
    )


def _refuse_unknown(given: Mapping[str, Any]) -> None:
    for key in given:
        if key not in KEYWORDS:
            raise UnknownNameError.of("atmosphere keyword", key, (*KEYWORDS, "carrier"))


def _refuse_oddities(atmosphere: Atmosphere, given: Mapping[str, Any]) -> None:
    for key, value in given.items():
        if key == "composition":  # a mapping is what it is
            continue
        if isinstance(value, (bool, Mapping)) or (isinstance(value, Sequence) and not _is_quantity(value)):
            usual = _USUAL.get(key, "'1 kPa' or (1.0, 'kPa')")
            raise UnitError(
                f"atmosphere {atmosphere.name!r}, {key}: got {value!r}; expected a quantity such as {usual}."
            )


def _is_quantity(value: Sequence[Any]) -> bool:
    return isinstance(value, str) or (len(value) == 2 and isinstance(value[1], str))


def _said(before: Mapping[str, str], given: Mapping[str, Any]) -> dict[str, str]:
    """What the user set so far; the later of H2O and dew_point replaces the other."""
    moisture = {"H2O", "dew_point"}
    replaced = moisture if moisture & set(given) else set()
    if "activity" in given:  # another source has a composition of its own
        replaced = replaced | {"composition"}
    kept = {key: text for key, text in before.items() if key not in replaced}
    return kept | {key: said_of(key, value) for key, value in given.items()}


def _total(atmosphere: Atmosphere, given: Mapping[str, QuantityLike]) -> float:
    if "pressure" not in given:
        return atmosphere.total
    name = f"atmosphere {atmosphere.name!r}, pressure"
    total = units.pressure(given["pressure"], name=name)
    if total == 0.0:
        raise InputError(f"{name}: got {given['pressure']!r}; expected a pressure above zero.")
    return total


def _fixed(
    atmosphere: Atmosphere, said: Mapping[str, str], given: Mapping[str, QuantityLike], total: float
) -> dict[str, float]:
    """Partial pressures (Pa) that the user set, now or before."""
    known_total = None if atmosphere.is_vacuum and "pressure" not in said else total
    fixed = {}
    for gas in GASES:
        if gas in said:
            name = f"atmosphere {atmosphere.name!r}, {gas}"
            fixed[gas] = units.pressure(given.get(gas, said[gas]), name=name, total=known_total)
    if "dew_point" in said:
        name = f"atmosphere {atmosphere.name!r}, dew_point"
        fixed["H2O"] = saturation_pressure(units.temperature(given.get("dew_point", said["dew_point"]), name=name))
    return fixed


def _partial(atmosphere: Atmosphere, fixed: Mapping[str, float], total: float, *, told: bool) -> dict[str, float]:
    """All partial pressures, Pa. ``told``: whether the user set the total, now or before."""
    presets = {gas: value for gas, value in atmosphere.partial.items() if gas not in fixed}
    if atmosphere.is_vacuum:
        ratio = _fill(atmosphere, presets, fixed, total) if told else 1.0
    else:
        ratio = total / atmosphere.total
    order = [*atmosphere.partial, *(gas for gas in fixed if gas not in atmosphere.partial)]
    return {gas: fixed[gas] if gas in fixed else presets[gas] * ratio for gas in order}


def _fill(atmosphere: Atmosphere, presets: Mapping[str, float], fixed: Mapping[str, float], total: float) -> float:
    """Factor on the residual gases that were not set, so that all of them make up the pressure."""
    rest = total - sum(fixed.values())
    residual = sum(presets.values())
    if rest < -1e-12 * total or (residual == 0.0 and rest > 1e-12 * total):
        raise contradiction(
            atmosphere,
            f"the gases that were set add up to {sum(fixed.values()):.6g} Pa, but pressure= is "
            f"{total:.6g} Pa. In vacuum the residual gases are all there is: leave pressure= out or let them "
            "agree.",
        )
    return max(rest, 0.0) / residual if residual else 1.0


def _records(atmosphere: Atmosphere, partial: Mapping[str, float], replaced: set[str]) -> dict[str, Record]:
    """Records that still hold; a preset pressure that follows the total is told with its new value."""
    held = {
        **atmosphere.records,
        **(atmosphere.reserve if "flow" in replaced and "tube" not in atmosphere.given else {}),
    }
    gone = {field for key, field in _SETS.items() if key in replaced} | replaced
    kept = {key: record for key, record in held.items() if key not in gone}
    moved = {gas for gas in kept if gas in partial and partial[gas] != atmosphere.partial.get(gas)}
    return {
        key: record.with_value((partial[key], "Pa")) if key in moved and record.unit == "Pa" else record
        for key, record in kept.items()
    }
