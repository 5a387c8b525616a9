"""From SI floats to quantities of the application registry and to text for people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from annealkit.errors import UnitError
from annealkit.units.scales import OWN_UNITS, scale_of

if TYPE_CHECKING:
    import pint

__all__ = ["quantity", "text"]

#: Steps a number climbs so that it reads well, largest first, by SI text.
_STEPS: dict[str, tuple[tuple[str, float], ...]] = {
    "m": (("m", 1.0), ("cm", 1e-2), ("mm", 1e-3), ("µm", 1e-6), ("nm", 1e-9)),
    "s": (("d", 172800.0), ("h", 3600.0), ("min", 60.0), ("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)),
    "Pa": (("MPa", 1e6), ("kPa", 1e3), ("Pa", 0.0)),
    "J/mol": (("kJ/mol", 1e3), ("J/mol", 0.0)),
}
_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def quantity(value: Any, unit: str) -> pint.Quantity[Any]:
    """A quantity for the user, of ``pint.get_application_registry()`` and with pint's own units.

    Args:
        value: Number or array, in ``unit``.
        unit: Unit text. Units that only annealkit knows (``sccm``, ``mol%``) are given in SI.

    Raises:
        UnitError: The text is no unit.
    """
    import pint

    scale = scale_of(unit)
    if scale is None:
        raise UnitError(f"unit: {unit!r} is not a unit annealkit knows.")
    common = scale
    if any(re.search(rf"\b{own}\b", scale.pint) for own in OWN_UNITS):
        value, common = scale.apply(value), scale_of(scale.normal) or scale
    application: Any = pint.get_application_registry  # pint leaves it unannotated
    made: pint.Quantity[Any] = application().Quantity(value, common.pint)
    return made


def text(value: float, unit: str) -> str:
    """A value for people, six digits: ``text(5e-7, "m")`` is ``"500 nm"``.

    Args:
        value: Number in ``unit``.
        unit: Unit text. m, s, Pa and J/mol move to the step that reads best; K stays K.
    """
    steps = _STEPS.get(unit)
    if steps is None or value == 0.0:
        return f"{value:.6g} {_pretty(unit)}".rstrip()
    shown = next((name for name, least in steps if abs(value) >= least * 0.9999995), steps[-1][0])
    scale = scale_of(shown)
    one = scale.apply(1.0) if scale else 1.0
    inverse = round(1.0 / one)
    return f"{value * inverse if one < 1.0 else value / one:.6g} {_pretty(shown)}"


def _pretty(unit: str) -> str:
    if unit == "1":
        return ""
    raised = re.sub(r"(?:\^|\*\*)\(?(-?[0-9]+)\)?", lambda m: m[1].translate(_SUPERSCRIPT), unit)
    return re.sub(r"\bohm\b", "Ω", raised).replace("*", "·")
