"""LiNb3O8 and Li3NbO4 beside LiNbO3: which is stable, how much there is, who sees it.

The margin is a Gibbs energy per mole of the product, positive where it is stable. Both reactions move one Li2O,

    3 LiNbO3 = LiNb3O8 + Li2O        LiNbO3 + Li2O = Li3NbO4,

so it is RT ln of the activity of Li2O over the crystal as it is against that on the boundary, and with mass action of
the defects RT n ln(x/x_boundary), x the antisites: the unknown size of the activity drops out.
"""

from __future__ import annotations

from collections.abc import Callable as Function
from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Law, Material, PhaseRule, R, Record
from annealkit_materials.linbo3.boundary import BOUNDARIES, FEWEST, RICH, Field, field_of
from annealkit_materials.linbo3.composition import SITE, Array, Parameter, antisites, identity
from annealkit_materials.volumes import volume_ratio

__all__ = ["PRECIPITATE", "Margin", "Niobate", "phase_rules", "triniobate"]

#: The state that holds the share of Nb in LiNb3O8.
PRECIPITATE = "triniobate"
#: Li per Nb of the products.
_TRINIOBATE, _NIOBATE = 1.0 / 3.0, 3.0


@frozen(eq=False)
class Margin:
    """Gibbs energy by which a product is stable, J per mole of it.

    Attributes:
        field: Where LiNbO3 is one phase.
        exponent: Of mass action.
        site: Concentration at one Li per Nb, mol/m³.
        poor: Whether the product is LiNb3O8, else Li3NbO4.
    """

    field: Field
    exponent: Parameter
    site: Parameter
    poor: bool

    def __call__(self, T: ArrayLike, c: ArrayLike) -> Array:
        """At ``T`` (K) and ``c`` (mol/m³)."""
        boundary = self.field.poorest(T) if self.poor else self.field.richest()
        here, there = (np.log(np.maximum(antisites(r), FEWEST)) for r in (np.maximum(c, 0.0) / self.site, boundary))
        gained = here - there if self.poor else there - here
        return np.asarray(R * np.asarray(T, dtype=float) * self.exponent * gained)


@frozen(eq=False)
class Niobate:
    """Lever rule between a boundary and its product: the share of Nb in the product at equilibrium.

    Attributes:
        field: Where LiNbO3 is one phase.
        site: Concentration at one Li per Nb, mol/m³.
        poor: Whether the product is LiNb3O8, else Li3NbO4.
    """

    field: Field
    site: Parameter
    poor: bool

    def __call__(self, T: ArrayLike, c: ArrayLike) -> Array:
        """Between 0 and 1, at ``T`` (K) and ``c`` (mol/m³)."""
        boundary = self.field.poorest(T) if self.poor else self.field.richest() + 0.0 * np.asarray(T, dtype=float)
        product = _TRINIOBATE if self.poor else _NIOBATE
        beyond = (np.asarray(c, dtype=float) / self.site - boundary) / (product - boundary)
        return np.asarray(np.clip(beyond, 0.0, 1.0))


def triniobate(material: Material) -> Niobate:
    """The equilibrium share of LiNb3O8."""
    return Niobate(field_of(material), material[SITE].per_cell, poor=True)


def phase_rules(material: Material) -> Iterator[PhaseRule]:
    """The rules of both."""
    yield PhaseRule(
        name="LiNb3O8",
        product="LiNb3O8",
        reaction="3 LiNbO3 = LiNb3O8 + Li2O",
        margin=_margin(material, "LiNb3O8", BOUNDARIES, poor=True),
        amount=Callable(_share, "1", text="y", name="amount of LiNb3O8", identity=identity("amount LiNb3O8")),
        volume_ratio=volume_ratio(material, "LiNb3O8", 3.0, identity("volume ratio LiNb3O8")),
        thresholds=_thresholds(material),
        note=_POOR,
    )
    yield PhaseRule(
        name="Li3NbO4",
        product="Li3NbO4",
        reaction="LiNbO3 + Li2O = Li3NbO4",
        margin=_margin(material, "Li3NbO4", (RICH,), poor=False),
        amount=_law(
            Niobate(field_of(material), material[SITE].per_cell, poor=False),
            "1",
            [material[RICH], material[SITE]],
            f"(x − x_rich)/(3 − x_rich), {material[RICH].text} on the boundary",
            "amount of Li3NbO4",
        ),
        volume_ratio=volume_ratio(material, "Li3NbO4", 1.0, identity("volume ratio Li3NbO4")),
        thresholds=_thresholds(material),
        note=_RICH,
    )


_POOR = (
    "Stable below the Li-poor boundary, a table from memory; congruent crystals are below it when cooler than about "
    "905 °C. The amount follows at an assumed rate and freezes on cooling. Crystals grow it on their surface only, so "
    "in the bulk it is an upper bound."
)
_RICH = "Stable above the Li-rich boundary, which is assumed; the amount is that of the lever rule at every moment."


def _share(triniobate: ArrayLike) -> Array:
    """The share of Nb in LiNb3O8; rounding may leave the state a trifle outside."""
    return np.asarray(np.clip(triniobate, 0.0, 1.0))


def _margin(material: Material, product: str, boundary: tuple[str, ...], *, poor: bool) -> Law:
    exponent, site = material["Li.activity.exponent"], material[SITE]
    ratio = "N/N(x_poor(T))" if poor else "N(x_rich)/N"
    return _law(
        Margin(field_of(material), exponent.per_cell, site.per_cell, poor),
        "J/mol",
        [exponent, site, *(material[name] for name in boundary)],
        f"RT · {exponent.text} · ln({ratio}), N = (1 − x)/(5 + x) antisites on each Li site",
        f"margin of {product}",
    )


def _law(function: Function[..., Array], unit: str, records: list[Record], text: str, name: str) -> Law:
    return Callable(
        function, unit, arguments=("T", "c"), records=records, text=text, name=name, identity=identity(name)
    )


def _thresholds(material: Material) -> dict[str, Record]:
    return {"XRD": material["detection.XRD"], "Raman": material["detection.Raman"]}
