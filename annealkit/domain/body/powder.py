"""A bed of equal particles that the gas flows through."""

from __future__ import annotations

from collections.abc import Mapping
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
        return f"powder, {mass} particles of {text(2 * self.span, 'm')} diameter{coated}{inside}"
