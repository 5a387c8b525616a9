"""Rules of the forms that excess lithium takes: which is stable, and how much of the lithium it holds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Law, Material, PhaseRule, R, Record
from annealkit_materials.licoo2.composition import SITE, Array, identity
from annealkit_materials.licoo2.excess import Form, forms
from annealkit_materials.licoo2.thermodynamics import RECORDS, Decomposition, decomposition
from annealkit_materials.volumes import volume_ratio

__all__ = ["ExcessAmount", "ExcessMargin", "excess_rules"]


@frozen(eq=False)
class ExcessMargin:
    """Gibbs energy (J/mol of product) by which a form is stable.

    For x > 1 against the best of the other forms; for x ≤ 1 against the host, which would have to give up its own
    lithium: positive there, the gas attacks LiCoO2 itself.

    Attributes:
        host: LiCoO2.
        own: The form.
        others: The other forms.
    """

    host: Decomposition
    own: Form
    others: tuple[Form, ...]

    def __call__(self, T: ArrayLike, c: ArrayLike, p_O2: ArrayLike, p_CO2: ArrayLike, p_H2O: ArrayLike) -> Array:
        """At ``T`` (K), ``c`` (mol/m³) and the gas (Pa)."""
        gas = {"CO2": p_CO2, "H2O": p_H2O}
        rivals = [one.log_activity(T, gas) for one in self.others]
        best = rivals[0]
        for one in rivals[1:]:
            best = np.minimum(best, one)
        excess = np.asarray(c, dtype=float) > self.host.site
        against = np.where(excess, best, self.host.log_activity(T, c, p_O2))
        scale = R * np.asarray(T, dtype=float) * self.own.oxide
        return np.asarray(scale * (against - self.own.log_activity(T, gas)))


@frozen(eq=False)
class ExcessAmount:
    """Share of the lithium that sits in the stable form: what exceeds 1 + w, over x.

    Attributes:
        host: LiCoO2.
        own: The form.
        others: The other forms.
    """

    host: Decomposition
    own: Form
    others: tuple[Form, ...]

    def __call__(self, T: ArrayLike, c: ArrayLike, p_CO2: ArrayLike, p_H2O: ArrayLike) -> Array:
        """Between 0 and 1, as the form that is stable at the moment; a tie belongs to the first of its formula."""
        gas = {"CO2": p_CO2, "H2O": p_H2O}
        own = self.own.log_activity(T, gas)
        stable = np.asarray(True)
        for other in self.others:
            rival = other.log_activity(T, gas)
            first = self.own.formula < other.formula
            stable = stable & ((own <= rival) if first else (own < rival))
        x = np.asarray(c, dtype=float) / self.host.site
        return np.asarray(np.where(stable, np.maximum(0.0, x - 1.0 - self.host.width) / np.maximum(x, 1.0), 0.0))


def excess_rules(material: Material) -> Iterator[PhaseRule]:
    """Rules of the three forms, used where ``host.phases`` names them."""
    every = forms(material)
    thresholds = {"XRD": material["detection.XRD"], "Raman": material["detection.Raman"]}
    for own in every:
        others = tuple(one for one in every if one is not own)
        yield PhaseRule(
            name=own.formula,
            product=own.formula,
            reaction=_REACTIONS[own.formula],
            margin=_margin(material, own, others),
            amount=_amount(material, own, others),
            volume_ratio=volume_ratio(material, own.formula, 2.0 * own.oxide, identity(f"volume ratio {own.formula}")),
            thresholds=thresholds,
            note=_NOTE,
        )


_NOTE = (
    "What lithium beyond 1 + w is. Its amount is a share of the lithium, for it holds no Co. For x ≤ 1 the margin is "
    "against the host: positive, the gas would take lithium out of LiCoO2 itself."
)
_REACTIONS = {
    "Li2O": "Li(1+y)CoO2 + y/4 O2 = LiCoO2 + y/2 Li2O",
    "LiOH": "Li2O + H2O = 2 LiOH",
    "Li2CO3": "Li2O + CO2 = Li2CO3",
}


def _used(material: Material, every: tuple[Form, ...], names: tuple[str, ...] = RECORDS) -> list[Record]:
    return [material[name] for name in (*names, *(short for one in every for short in one.records))]


def _margin(material: Material, own: Form, others: tuple[Form, ...]) -> Law:
    return Callable(
        ExcessMargin(decomposition(material), own, others),
        "J/mol",
        arguments=("T", "c", "p_O2", "p_CO2", "p_H2O"),
        records=_used(material, (own, *others)),
        text=f"{own.oxide:g} RT (ln a of the next best form (of the host for x ≤ 1) − ln a over {own.formula})",
        name=f"margin of {own.formula}",
        identity=identity(f"margin {own.formula}"),
    )


def _amount(material: Material, own: Form, others: tuple[Form, ...]) -> Law:
    return Callable(
        ExcessAmount(decomposition(material), own, others),
        "1",
        arguments=("T", "c", "p_CO2", "p_H2O"),
        records=_used(material, (own, *others), ("Li.activity.width", SITE)),
        text=f"max(0, x − 1 − w)/x where {own.formula} is the stable form, else 0",
        name=f"amount of {own.formula}",
        identity=identity(f"amount {own.formula}"),
    )
