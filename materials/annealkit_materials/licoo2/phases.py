"""The oxides of cobalt that appear beside LiCoO2: which is stable, how much there is, who sees it.

The margin is a Gibbs energy per mole of the product, positive where the product is stable:

- **x < 1.** The host is in equilibrium with one of the two oxides, so the question is which. The margin is
  the Gibbs energy gained by making this oxide of the other one, RT n (ln a_this − ln a_other), n being
  the moles of Li2O given off per mole of product. For Co3O4 this is 3 CoO + 1/2 O2 = Co3O4.
- **x ≥ 1.** The host can only make the product by giving off Li2O at its own activity. The margin is the
  Gibbs energy gained by that, RT n (ln a_this − ln a(x)): zero at x = 1 for the stable oxide, negative
  elsewhere, and positive only where LiCoO2 falls apart with nothing to take up its Li2O.

The amount counts lithium that left: it stays 0 for x ≥ 1 whatever the margin.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Law, Material, PhaseRule, R
from annealkit_materials.licoo2.composition import Array, deficit, identity
from annealkit_materials.licoo2.thermodynamics import RECORDS, Decomposition, decomposition
from annealkit_materials.licoo2.transport import share
from annealkit_materials.volumes import volume_ratio

__all__ = ["Amount", "Margin", "SecondPhase", "phase_rules", "second_phases"]


@frozen(eq=False)
class Margin:
    """Gibbs energy (J/mol of product) by which the product is stable; signs as the module says.

    Attributes:
        host: LiCoO2.
        spinel: Whether the product is Co3O4 (else CoO).
    """

    host: Decomposition
    spinel: bool

    def __call__(self, T: ArrayLike, c: ArrayLike, p_O2: ArrayLike) -> Array:
        """At ``T`` (K), ``c`` (mol/m³) and ``p_O2`` (Pa)."""
        both = (self.host.equilibria.spinel, self.host.equilibria.rocksalt)
        own, other = both if self.spinel else both[::-1]
        deficient = deficit(c, self.host.site) > 0.0
        rival = np.where(deficient, other.log_activity(T, p_O2), self.host.log_activity(T, c, p_O2))
        return np.asarray(R * np.asarray(T, dtype=float) * own.oxide * (own.log_activity(T, p_O2) - rival))


@frozen(eq=False)
class Amount:
    """Share of the cobalt that sits in the product.

    Attributes:
        host: LiCoO2.
        spinel: Whether the product is Co3O4 (else CoO).
    """

    host: Decomposition
    spinel: bool

    def __call__(self, T: ArrayLike, c: ArrayLike, p_O2: ArrayLike, eta: ArrayLike) -> Array:
        """Between 0 and 1; the vacancies disproportionated so far, as the oxide stable at this moment."""
        spinel = self.host.equilibria.makes_spinel(T, p_O2)
        given_up = deficit(c, self.host.site) * share(eta)
        return np.asarray(given_up * (spinel if self.spinel else 1.0 - spinel))


@frozen(eq=False)
class SecondPhase:
    """What tells one oxide of cobalt from the other.

    Attributes:
        formula: Of the oxide.
        reaction: That makes it.
        amount: Share of the cobalt in it.
        ratio: Volume per volume of host replaced, a law of no argument.
    """

    formula: str
    reaction: str
    amount: Amount
    ratio: Law


def second_phases(material: Material) -> tuple[SecondPhase, SecondPhase]:
    """Co3O4 and CoO with this material's records."""
    return (
        _second_phase(material, "Co3O4", 3.0, "3 LiCoO2 = Co3O4 + 3/2 Li2O + 1/4 O2"),
        _second_phase(material, "CoO", 1.0, "LiCoO2 = CoO + 1/2 Li2O + 1/4 O2"),
    )


def phase_rules(material: Material) -> Iterator[PhaseRule]:
    """The rules of Co3O4 and CoO."""
    for phase in second_phases(material):
        yield PhaseRule(
            name=phase.formula,
            product=phase.formula,
            reaction=phase.reaction,
            margin=_margin(material, phase),
            amount=_amount(material, phase),
            volume_ratio=phase.ratio,
            thresholds={"XRD": material["detection.XRD"], "Raman": material["detection.Raman"]},
            note=_NOTE,
        )


_NOTE = (
    "Any x < 1 makes an oxide of cobalt at equilibrium, so a threshold is one of detection. The amount is "
    "max(0, 1 − x)(1 − e^−η), told as the oxide that is stable at the temperature and oxygen pressure of the moment; "
    "the time that CoO and Co3O4 take to turn into each other is not described."
)


def _second_phase(material: Material, formula: str, cobalt: float, reaction: str) -> SecondPhase:
    amount = Amount(decomposition(material), spinel=formula == "Co3O4")
    ratio = volume_ratio(material, formula, cobalt, identity(f"volume ratio {formula}"))
    return SecondPhase(formula, reaction, amount, ratio)


def _margin(material: Material, phase: SecondPhase) -> Law:
    n = "3/2" if phase.amount.spinel else "1/2"
    return Callable(
        Margin(phase.amount.host, phase.amount.spinel),
        "J/mol",
        arguments=("T", "c", "p_O2"),
        records=[material[name] for name in RECORDS],
        text=f"{n} RT (ln a_{phase.formula} − (ln a of the other oxide where x < 1, else ln a(x)))",
        name=f"margin of {phase.formula}",
        identity=identity(f"margin {phase.formula}"),
    )


def _amount(material: Material, phase: SecondPhase) -> Law:
    used = [name for name in RECORDS if name != "Li.activity.width"]
    return Callable(
        phase.amount,
        "1",
        arguments=("T", "c", "p_O2", "eta"),
        records=[material[name] for name in used],
        text=f"max(0, 1 − x)(1 − e^−η) where {phase.formula} is the stable oxide, else 0",
        name=f"amount of {phase.formula}",
        identity=identity(f"amount {phase.formula}"),
    )
