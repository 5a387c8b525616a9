"""What the film adds to the resistance of the interface: its own, and that of its contact with the host.

Ions only: how electrons pass a film of an insulator is not shown. The laws take whole profiles ``[..., cell]`` of the
film and give ``[...]``.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Law, Material, Resistance
from annealkit_materials.hfo2.composition import Array, Parameter, identity
from annealkit_materials.hfo2.crystallisation import PROGRESS
from annealkit_materials.hfo2.densification import BONDS, PORES, done
from annealkit_materials.hfo2.film import Conductivity, Density, conduction, density

__all__ = ["Across", "Contact", "resistances"]


@frozen(eq=False)
class Across:
    """∫ dx/σ over the film as it has shrunk, Ω m².

    Attributes:
        conductivity: Of the film.
        density: Of the film.
        lithiated: Whether the film is taken as lithiated whatever the anneal did, as a cell in use would have it.
    """

    conductivity: Conductivity
    density: Density
    lithiated: bool

    def __call__(
        self, pore_closing: ArrayLike, crystal_time: ArrayLike, dx: ArrayLike, c: ArrayLike | None = None
    ) -> Array:
        """Of the profiles over the film; ``dx`` is the thickness of its cells as deposited, m."""
        content = self.conductivity.site * self.conductivity.content if self.lithiated or c is None else c
        sigma = self.conductivity(content, crystal_time)
        thickness = np.asarray(dx, dtype=float) * self.density.shrinkage(pore_closing, crystal_time)
        return np.asarray(np.sum(np.atleast_1d(thickness / sigma), axis=-1))


@frozen(eq=False)
class Contact:
    """R_contact (1 − θ_b) of the cell next to the host, Ω m².

    Attributes:
        value: R_contact of a film that is nowhere bonded, Ω m².
    """

    value: Parameter

    def __call__(self, bond_making: ArrayLike, depth: ArrayLike) -> Array:
        """Of the profile of bonding; ``depth`` is the distance of each cell from the face, m."""
        open_share = self.value * (1.0 - done(bond_making))
        cells, depths = np.broadcast_arrays(np.atleast_1d(open_share), np.asarray(depth, dtype=float))
        deepest = np.argmax(depths, axis=-1, keepdims=True)
        return np.asarray(np.take_along_axis(cells, deepest, axis=-1)[..., 0])


def resistances(material: Material) -> Iterator[Resistance]:
    """The two parts, and the film's own as a cell in use would have it."""
    yield Resistance("coating", _across(material, lithiated=False), _COATING)
    yield Resistance("coating-lithiated", _across(material, lithiated=True), _LITHIATED)
    yield Resistance("contact", _contact(material), _CONTACT)


_COATING = (
    "∫ dx/σ over the film for ions, σ by its crystallised share and its lithium, at the temperature of measurement; "
    "every conductivity is assumed, within 30 either way. Electrons are not shown."
)
_LITHIATED = "The same film lithiated whatever the anneal did, for those who expect that the cell itself fills it."
_CONTACT = "R (1 − θ) of the contact with the host; R as deposited is assumed, θ is an indicator of bonding."


def _across(material: Material, *, lithiated: bool) -> Law:
    film, conducting = conduction(material)
    weight, dense = density(material)
    if lithiated:  # what the lithium is does not matter then
        conducting = [one for one in conducting if not one.key.endswith((".free", ".content", ".site_concentration"))]
    name = "lithiated film" if lithiated else "film"
    return Callable(
        Across(film, weight, lithiated),
        "ohm m^2",
        arguments=(PORES, PROGRESS, "dx") if lithiated else (PORES, PROGRESS, "dx", "c"),
        records=[*conducting, *dense],
        text=f"∫ (ρ_deposited/ρ) dx/σ, {_sigma(material, lithiated)}",
        name=name,
        identity=identity(name),
    )


def _sigma(material: Material, lithiated: bool) -> str:
    free, full, content, ratio = (
        material[f"Li.conductivity.{name}"].text for name in ("free", "lithiated", "content", "crystalline")
    )
    amorphous = full if lithiated else f"({free})^(1 − s) ({full})^s, s = (Li/Hf)/{content}"
    return f"σ = {amorphous}, times 1 − X + {ratio} X"


def _contact(material: Material) -> Law:
    record = material["contact.resistance"]
    return Callable(
        Contact(record.per_cell),
        "ohm m^2",
        arguments=(BONDS, "depth"),
        records=[record],
        text=f"{record.text} · (1 − θ)",
        name="contact with the host",
        identity=identity("contact with the host"),
    )
