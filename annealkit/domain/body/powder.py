"""A bed of equal particles that the gas flows through."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from statistics import NormalDist
from typing import Any, ClassVar, Literal

from attrs import field, frozen

from annealkit.domain.body.opening import Opening, as_stack, stack_text
from annealkit.domain.body.particle import Particle
from annealkit.domain.body.size import as_share, check_contact
from annealkit.domain.coating import Coating, coated_text, reach
from annealkit.errors import InputError
from annealkit.units import QuantityLike, length, molar_flow, si, text

__all__ = ["Powder"]


def _particle(value: Any) -> Particle:
    if not isinstance(value, Particle):
        raise InputError(
            f"Powder particle: {value!r} was given; expected the particle it consists of, such as "
            "ak.Particle(diameter='10 um')."
        )
    if value.contact:
        raise InputError(
            "Powder particle: the particle has contact=, which is what a lone particle lies on. In a powder the "
            "container is what they touch: give container= of the Powder instead."
        )
    return value


def _mass(value: QuantityLike | None) -> float | None:
    return _positive(value, "kg", "mass", "1 g")


def _density(value: QuantityLike | None) -> float | None:
    return _positive(value, "kg/m^3", "density", "5.0 g/cm^3")


def _positive(value: QuantityLike | None, unit: str, name: str, example: str) -> float | None:
    if value is None:
        return None
    found = si(value, unit, name=f"Powder {name}")
    if found <= 0:
        raise InputError(f"Powder {name}: {value!r} was given; expected a {name} above zero, such as {example!r}.")
    return found


def _flow(value: QuantityLike | None) -> float | None:
    return None if value is None else molar_flow(value, name="Powder flow")


def _depth(value: QuantityLike | None) -> float | None:
    return None if value is None else length(value, name="Powder depth")


def _share(value: QuantityLike | None) -> float | None:
    return as_share(value, name="Powder contact_fraction")


def _spread(value: QuantityLike | None) -> float | None:
    if value is None:
        return None
    found = si(value, "1", name="Powder spread")
    if not 1.0 < found <= _WIDEST:
        raise InputError(
            f"Powder spread: {value!r} was given; expected a geometric standard deviation above 1 and at most "
            f"{_WIDEST:g}, such as 1.5 (two thirds of the mass within a factor of 1.5 of the particle's diameter)."
        )
    return found


#: Largest geometric standard deviation.
_WIDEST = 10.0
#: Sizes that stand for a distribution, each for an equal share of the mass.
_SIZES = 5


@frozen
class Powder:
    """Particles in a bed, whose gas is that of the furnace as it flows through and takes up what they give.

    What is not given is taken from the records ``body.powder.*``, all of them assumed.

    Attributes:
        particle: The particle that it consists of.
        mass: Of the powder without its coating, kg; any mass on input.
        flow: Gas through the bed, mol/s; on input also ``"100 sccm"`` or a plain volume (25 degC, 1 atm).
        depth: Of the bed along the flow, m; any length on input. It counts with a container.
        container: What the bed lies in: a name, or a stack from the bottom up whose last layer it touches; None:
            nothing that takes lithium.
        contact_fraction: Share of the surface of all particles that touches the container; None: that of one
            particle (record ``body.contact.fraction``) for each that lies at the bottom.
        density: Of a particle without its coating, kg/m³; None: the material's.
        spread: Geometric standard deviation of the particles' diameters, lognormal by mass about that of ``particle``;
            None: all are equal.

    Raises:
        InputError: A particle that is none or lies on something of its own, or a value outside its range.
        UnitError: A value without the right unit.
    """

    particle: Particle = field(converter=_particle)
    mass: float | None = field(default=None, converter=_mass, kw_only=True)
    flow: float | None = field(default=None, converter=_flow, kw_only=True)
    depth: float | None = field(default=None, converter=_depth, kw_only=True)
    container: tuple[Any, ...] = field(default=None, converter=as_stack, kw_only=True)
    contact_fraction: float | None = field(default=None, converter=_share, kw_only=True)
    density: float | None = field(default=None, converter=_density, kw_only=True)

    spread: float | None = field(default=None, converter=_spread, kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_contact("Powder", "container", self.container, self.contact_fraction)

    shape: ClassVar[Literal["sphere"]] = "sphere"

    @property
    def coating(self) -> Coating | None:
        """That of its particles."""
        return self.particle.coating

    @property
    def composition(self) -> Mapping[str, Any] | None:
        """That of its particles."""
        return self.particle.composition

    @property
    def span(self) -> float:
        """Distance from the centre to the surface of a particle, m."""
        return self.particle.span

    @property
    def reach(self) -> float:
        """Distance from the centre to the outer surface, m."""
        return reach(self.span, self.coating)

    @property
    def sizes(self) -> tuple[Powder, ...]:
        """Powders of the sizes that stand for the distribution, each for an equal share of the mass; smallest first."""
        if self.spread is None:
            return (self,)
        places = [NormalDist().inv_cdf((one + 0.5) / _SIZES) for one in range(_SIZES)]
        return tuple(self._of(2 * self.span * self.spread**place) for place in places)

    def _of(self, diameter: float) -> Powder:
        found, particle = copy.copy(self), copy.copy(self.particle)
        object.__setattr__(particle, "diameter", diameter)
        object.__setattr__(particle, "radius", diameter / 2)
        object.__setattr__(found, "particle", particle)
        return found

    @property
    def openings(self) -> dict[str, Opening]:
        """What the surface of its particles touches, by name: the gas of the bed, and the container."""
        found = {"outer": Opening("gas", "outer", form="bed", length=2 * self.reach)}
        if self.container:
            found["contact"] = Opening("substrate", "outer", self.container)
        return found

    def place(self, face: str) -> str:
        """A face in words."""
        return "contact with the container" if face == "contact" else "surface of the particles"

    def describe(self) -> str:
        """One line for people."""
        mass = "bed of" if self.mass is None else f"{text(self.mass * 1e3, 'g')} of"
        inside = f" in {stack_text(self.container)}" if self.container else ""
        coated = coated_text(self.coating)
        wide = "" if self.spread is None else f" (by mass, spread {self.spread:g})"
        return f"powder, {mass} particles of {text(2 * self.span, 'm')} diameter{wide}{coated}{inside}"
