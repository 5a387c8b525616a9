"""Losses known from one laboratory each: Li-poor vapour, the same in moist gas, and a damaged surface.

They are calibrated on what they reproduce and used only where a run names them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import BoundaryFlux, Callable, Law, Material, Record, State
from annealkit_materials.linbo3.boundary import BOUNDARIES, Field, field_of
from annealkit_materials.linbo3.composition import SITE, Anchored, Array, Parameter, identity

__all__ = ["CONSTANT", "DAMAGED", "SUPPRESSED", "ConstantFlux", "DamagedLayer", "Suppressed", "losses"]

#: Names of the models.
CONSTANT, SUPPRESSED, DAMAGED = "constant flux", "wet-suppressed", "damaged-layer"
#: The cut whose numbers hold for each orientation; X and Y have the c axis in the face.
_CUTS = {"X": "X", "Y": "X", "Z": "Z"}
_DEFAULT_CUT = "X"
#: Lithium per Nb at which what leaves a damaged layer is halved: ends with the lithium.
_EXHAUSTION = 1e-3


@frozen(eq=False)
class ConstantFlux:
    """The same flux at every moment of a hold, until the surface reaches the Li-poor boundary.

    Attributes:
        flux: Of Li, mol/(m² s), as a function of T.
        field: The phase field, whose Li-poor boundary stops it.
        width: Li per Nb over which it stops.
        site: Concentration at one Li per Nb, mol/m³.
    """

    flux: Anchored
    field: Field
    width: Parameter
    site: Parameter

    def __call__(self, T: ArrayLike, c: ArrayLike) -> Array:
        """Flux out of the body, mol/(m² s), at ``T`` (K) and the surface concentration ``c`` (mol/m³)."""
        above = np.maximum(np.asarray(c, dtype=float) / self.site - self.field.poorest(T), 0.0)
        return np.asarray(self.flux(T) * -np.expm1(-above / self.width))


@frozen(eq=False)
class Suppressed:
    """The constant flux over 1 + p_H2O/p_half.

    Attributes:
        dry: The constant flux.
        half: Water pressure that halves it, Pa.
    """

    dry: ConstantFlux
    half: Parameter

    def __call__(self, T: ArrayLike, c: ArrayLike, p_H2O: ArrayLike) -> Array:
        """Flux out of the body, mol/(m² s); ``p_H2O`` in Pa, the others as for the dry flux."""
        return np.asarray(self.dry(T, c) / (1.0 + np.maximum(p_H2O, 0.0) / self.half))


@frozen(eq=False)
class DamagedLayer:
    """How fast a damaged layer gives up what it will: J = N k(T) (1 − s), s the share that is gone.

    Attributes:
        rate: k, 1/s.
        amount: N, mol of Li per m² of face; 1 makes this the rate of s.
        site: Concentration at one Li per Nb, mol/m³.
    """

    rate: Anchored
    amount: Parameter
    site: Parameter

    def __call__(self, T: ArrayLike, c: ArrayLike, damage_gone: ArrayLike) -> Array:
        """At ``T`` (K), the surface concentration ``c`` (mol/m³) and the share s."""
        li = np.maximum(c, 0.0) / self.site
        left = li / (li + _EXHAUSTION)
        return np.asarray(self.amount * self.rate(T) * (1.0 - np.asarray(damage_gone, dtype=float)) * left)


def losses(material: Material) -> Iterator[BoundaryFlux]:
    """The three models at a face in the gas."""
    cut = _CUTS.get((material.orientation or "").upper(), _DEFAULT_CUT)
    yield _constant(material, cut)
    yield _suppressed(material, cut)
    yield _damaged(material)


def _constant(material: Material, cut: str) -> BoundaryFlux:
    function, records = _dry(material, cut)
    law = Callable(
        function,
        "mol/m^2/s",
        arguments=("T", "c"),
        records=records,
        text=_text(records),
        name=CONSTANT,
        identity=identity(f"{CONSTANT} {cut}"),
    )
    standing = f"calibrated on Li-poor vapour equilibration of LiNbO3 at 1100 °C, one crucible; {_told(material, cut)}"
    return BoundaryFlux(CONSTANT, "Li", (CONSTANT,), law, standing=standing, note=_CONSTANT)


_CONSTANT = (
    "The flux that makes the mean fall linearly and the surface with the square root of time; the gas plays no part. "
    "It stops where the surface reaches the Li-poor boundary, beyond which LiNb3O8 would have to form."
)
_SUPPRESSED = (
    "The other side of a conflict: reports on Ti-diffused crystals say that water vapour prevents out-diffusion and "
    "undoes LiNb3O8, where the thermochemistry of LiOH (model vaporisation) says that it speeds up the loss. The "
    "pressure that halves the flux is a guess."
)
_DAMAGED = (
    "What a surface layer made amorphous gives up by itself, at first order and once; it adds to the other losses. The "
    "crystal below diffuses as if it were sound up to the face."
)


def _dry(material: Material, cut: str) -> tuple[ConstantFlux, list[Record]]:
    names = (f"Li.loss.{cut}.flux", f"Li.loss.{cut}.energy", "Li.loss.temperature", "Li.loss.stop", SITE)
    flux, energy, reference, width, site = records = [material[name] for name in names]
    anchored = Anchored(flux.per_cell, energy.per_cell, reference.per_cell)
    # The Li-rich boundary is no part of it, so its record is not named.
    records += [material[name] for name in BOUNDARIES]
    return ConstantFlux(anchored, field_of(material), width.per_cell, site.per_cell), records


def _text(records: list[Record]) -> str:
    flux, energy, reference, width = records[:4]
    return (
        f"{flux.text} · exp(−{energy.text}/k · (1/T − 1/({reference.text}))) · "
        f"(1 − exp(−max(0, x − x_poor(T))/{width.text}))"
    )


def _told(material: Material, cut: str) -> str:
    """Whose numbers are used, in words."""
    given = material.orientation
    if given is None:
        return f"the body has no cut, so the numbers of {cut}-cut plates are used"
    if given.upper() == cut:
        return f"numbers of {cut}-cut plates"
    return f"no numbers for the cut {given!r} are known, those of {cut}-cut plates are used"


def _suppressed(material: Material, cut: str) -> BoundaryFlux:
    function, records = _dry(material, cut)
    half = material["Li.loss.wet.half_pressure"]
    law = Callable(
        Suppressed(function, half.per_cell),
        "mol/m^2/s",
        arguments=("T", "c", "p_H2O"),
        records=[*records, half],
        text=f"{_text(records)} / (1 + p_H2O/({half.text}))",
        name=SUPPRESSED,
        identity=identity(f"{SUPPRESSED} {cut}"),
    )
    standing = (
        "says that water keeps lithium in, against the thermochemistry of LiOH; which is right for LiNbO3 is open, and "
        f"the pressure is a guess; {_told(material, cut)}"
    )
    return BoundaryFlux(SUPPRESSED, "Li", (SUPPRESSED,), law, standing=standing, note=_SUPPRESSED)


def _damaged(material: Material) -> BoundaryFlux:
    names = ("rate", "energy", "temperature", "thickness", "share")
    rate, energy, reference, thickness, share = records = [material[f"damaged.{name}"] for name in names]
    site = material[SITE]
    speed = Anchored(rate.per_cell, energy.per_cell, reference.per_cell)
    amount = thickness.per_cell * share.per_cell * site.per_cell
    kinetics = f"{rate.text} · exp(−{energy.text}/k · (1/T − 1/({reference.text}))) · (1 − s) · x/(x + {_EXHAUSTION:g})"
    law = _of_damage(
        DamagedLayer(speed, amount, site.per_cell),
        "mol/m^2/s",
        [*records, site],
        f"{thickness.text} · {share.text} · {site.text} · {kinetics}",
        "damaged layer",
    )
    state = State(
        "damage_gone",
        _of_damage(
            DamagedLayer(speed, 1.0, site.per_cell), "1/s", [*records[:3], site], kinetics, "share of the damage gone"
        ),
    )
    standing = (
        "calibrated on one implanted crystal: 60 to 100 nm, about 75 % of its Li gone at about 900 °C; time assumed"
    )
    return BoundaryFlux(DAMAGED, "Li", (DAMAGED,), law, states=(state,), standing=standing, note=_DAMAGED)


def _of_damage(function: DamagedLayer, unit: str, records: list[Record], text: str, name: str) -> Law:
    arguments = ("T", "c", "damage_gone")
    return Callable(function, unit, arguments=arguments, records=records, text=text, name=name, identity=identity(name))
