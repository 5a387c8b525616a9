"""Start compositions given as the content of an oxide, ``{"Li2O": "48.62 mol%"}``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annealkit.domain.formula import atoms
from annealkit.domain.material import Material
from annealkit.errors import InputError, UnitError
from annealkit.units import si

__all__ = ["ratio_of_oxides"]


def ratio_of_oxides(material: Material, symbol: str, composition: Mapping[str, Any]) -> float | None:
    """Moles of a species per mole of its metal in a mixture of their two oxides, exact at a fixed amount of metal.

    A content f of the species' oxide makes f n_s/((1 − f) n_m), n atoms of each per mole of its oxide: for Li2O beside
    Nb2O5 this is f/(1 − f).

    Args:
        material: The material; its ``oxides`` tell those of the species and of its metal.
        symbol: The species.
        composition: The content of one of the two oxides, or both: ``{"Li2O": "48.62 mol%"}``.

    Returns:
        The ratio, or None where the composition names no oxide of the material.

    Raises:
        InputError: An oxide together with elements, a content that is not between 0 and 1, contents that do not add
            up to 1, or a material whose metal has no oxide in this scale.
        UnitError: A content with a unit.
    """
    named = [oxide for oxide in composition if oxide in material.oxides]
    if not named:
        return None
    where = f"composition of {material.name}"
    pair = _pair(material, symbol, where)
    odd = [one for one in composition if one not in pair]
    if odd:
        raise InputError(
            f"{where}: {', '.join(map(repr, odd))} was given beside {', '.join(map(repr, named))}; expected the "
            f"content of one oxide, such as {{{pair[0]!r}: '48 mol%'}}, or a ratio of elements."
        )
    contents = {oxide: _content(value, oxide, where) for oxide, value in composition.items()}
    if len(contents) == len(pair) and abs(sum(contents.values()) - 1.0) > 1e-6:
        raise InputError(
            f"{where}: the contents {dict(composition)!r} add up to {sum(contents.values()):.6g}, not to 1."
        )
    share = contents.get(pair[0], 1.0 - contents.get(pair[1], 0.0))
    return share * material.oxides[pair[0]] / ((1.0 - share) * material.oxides[pair[1]])


def _pair(material: Material, symbol: str, where: str) -> tuple[str, str]:
    """The oxide of the species and that of its metal."""
    species = material.species[symbol]
    of_metal = [one for one in material.oxides if species.metal in (atoms(one) or {}) and one != species.oxide]
    if species.oxide not in material.oxides or len(of_metal) != 1:
        raise InputError(
            f"{where}: the content of an oxide says nothing here, for {material.name} is not told as a mixture of "
            f"{species.oxide} and one oxide of {species.metal}. Give the ratio of {symbol} to its metals."
        )
    return species.oxide, of_metal[0]


def _content(value: Any, oxide: str, where: str) -> float:
    try:
        content = si(value, "1", name=f"{where}, {oxide}")
    except UnitError as error:
        raise UnitError(f"{where}: {oxide} = {value!r} was given; expected a content such as '48.62 mol%'.") from error
    if not 0.0 < content < 1.0:
        hint = f" Did you mean '{content:g} mol%'?" if 1.0 < content < 100.0 else ""
        raise InputError(
            f"{where}: {oxide} = {value!r} was given; expected a content between 0 and 1, such as '48.62 mol%'.{hint}"
        )
    return content
