"""A thin layer on the surface of a body."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import evolve, field, frozen

from annealkit.domain.material import Material
from annealkit.domain.substrate import Substrate
from annealkit.errors import InputError, UnknownNameError
from annealkit.units import QuantityLike, length, text

__all__ = ["GROWTH", "Coating", "as_coating", "coated_text", "covered", "reach"]

#: Record of a coating that tells the thickness that one cycle of atomic layer deposition adds.
GROWTH = "ald.growth_per_cycle"

Covered = TypeVar("Covered")

_EXAMPLE = "ak.Coating('HfO2', '2 nm') or ak.Coating('HfO2', cycles=20)"


def _thickness(value: QuantityLike | None) -> float | None:
    return None if value is None else length(value, name="Coating thickness")


@frozen
class Coating:
    """A coating on the whole outer surface of a body; give its thickness, or the cycles that deposited it.

    Attributes:
        material: Name of the coating, or a Material that an installed plugin offers as one.
        thickness: m; any length on input.
        cycles: Number of cycles of atomic layer deposition; each adds the record ``<coating>.ald.growth_per_cycle``.

    Raises:
        InputError: Neither or both of thickness and cycles, or a value outside its range.
        UnitError: A thickness without the right unit.
    """

    material: Any
    thickness: float | None = field(default=None, converter=_thickness)
    cycles: int | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.material, (str, Material)):
            raise InputError(f"Coating material: {self.material!r} was given; expected a name, as in {_EXAMPLE}.")
        if (self.thickness is None) == (self.cycles is None):
            given = "neither was" if self.thickness is None else "both were"
            raise InputError(f"Coating thickness, cycles: {given} given; give one of them, as in {_EXAMPLE}.")
        count = self.cycles
        if count is not None and (isinstance(count, bool) or not isinstance(count, int) or count < 1):
            raise InputError(f"Coating cycles: {count!r} was given; expected a whole number of at least 1.")

    @property
    def name(self) -> str:
        """What it is called."""
        return str(getattr(self.material, "name", self.material))

    def of(self, material: Material) -> Material:
        """The material of this layer, its thickness set.

        Args:
            material: That of the coating, with the run's overrides.

        Raises:
            InputError: Cycles were given, and the material has no record of what one of them adds.
        """
        if self.thickness is not None:
            return evolve(material, thickness=self.thickness)
        if GROWTH not in material.book:
            raise InputError(
                f"Coating cycles: {self.cycles} were given, but {material.name} has no record {material.book.owner}."
                f"{GROWTH} that tells what one of them adds. Give the thickness, for example "
                f"ak.Coating({material.name!r}, '2 nm')."
            )
        assert self.cycles is not None  # one of the two is given
        return evolve(material, thickness=self.cycles * float(material[GROWTH].value))

    def describe(self) -> str:
        """A few words for people."""
        if self.thickness is not None:
            return f"{text(self.thickness, 'm')} {self.name}"
        return f"{self.cycles} cycles of {self.name}"


def as_coating(value: Any) -> Coating | None:
    """A coating argument: None, a Coating, or its keywords as a mapping.

    Raises:
        InputError: Something else was given, such as a name without a thickness.
        UnknownNameError: A mapping has a key that is no keyword of a Coating.
    """
    if value is None or isinstance(value, Coating):
        return value
    if isinstance(value, Mapping):
        known = ("material", "thickness", "cycles")
        for key in value:
            if key not in known:
                raise UnknownNameError.of("coating", str(key), known)
        if "material" not in value:
            raise InputError(
                f"coating: {dict(value)!r} names no material; expected for example {{'material': 'HfO2', "
                "'thickness': '2 nm'}."
            )
        return Coating(**value)
    if isinstance(value, str):
        raise InputError(
            f"coating: {value!r} was given without a thickness; give both, for example ak.Coating({value!r}, '2 nm') "
            f"or ak.Coating({value!r}, cycles=20)."
        )
    if isinstance(value, Substrate):
        raise InputError(f"coating: the substrate {value.name!r} was given; expected a coating, as in {_EXAMPLE}.")
    raise InputError(f"coating: {value!r} was given; expected a coating, as in {_EXAMPLE}.")


def coated_text(coating: Coating | None) -> str:
    """What a body says of its coating, beginning with a comma; empty without one."""
    return "" if coating is None else f", coated with {coating.describe()}"


def covered(body: Covered, layer: Material) -> Covered:
    """A body whose coating is resolved: its material and its thickness are known.

    Args:
        body: A body with a coating, or a powder of such particles.
        layer: The coating's material, its thickness set.
    """
    found = copy.copy(body)
    particle = getattr(body, "particle", None)
    if particle is not None:
        object.__setattr__(found, "particle", covered(particle, layer))
    else:
        object.__setattr__(found, "coating", Coating(layer, (layer.thickness, "m")))
    return found


def reach(span: float, coating: Coating | None) -> float:
    """Distance from the middle of a body to its outer surface, coating included, m.

    Args:
        span: Of the body without it, m.
        coating: Nothing is added before its thickness is known.
    """
    return span + ((coating.thickness or 0.0) if coating is not None else 0.0)
