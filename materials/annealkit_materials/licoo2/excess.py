"""What lithium beyond one per Co turns into: Li2O, LiOH or Li2CO3, and the activity of Li2O that it then holds.

Pure Li2O is the excess in a gas without water and CO2. Where the gas holds more CO2 (or water) than there is over
Li2O beside its carbonate (or hydroxide), the excess is that salt, and a(Li2O) falls to p_dec/p. The salt that holds
the lowest activity is the stable one.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Activity, Callable, Material
from annealkit_materials.licoo2.composition import Array, Parameter, identity
from annealkit_materials.licoo2.thermodynamics import RECORDS, Decomposition, decomposition

__all__ = ["Capped", "Dissociation", "Form", "capped_activity", "forms"]

#: Partial pressure (Pa) below which a gas makes no salt; keeps the logarithm finite.
_NOTHING = 1e-30
_LN10 = float(np.log(10.0))


@frozen(eq=False)
class Dissociation:
    """Pressure of the gas over Li2O beside its salt, log10(p/Pa) = A − B/T for crystal and melt.

    The stable of the two holds the lower pressure.

    Attributes:
        crystal: A and B (K).
        melt: The same of the melt.
    """

    crystal: tuple[Parameter, Parameter]
    melt: tuple[Parameter, Parameter]

    def log_pressure(self, T: ArrayLike) -> Array:
        """ln(p/Pa) at ``T`` (K)."""
        t = np.asarray(T, dtype=float)
        crystal, melt = (a - b / t for a, b in (self.crystal, self.melt))
        return np.asarray(_LN10 * np.minimum(crystal, melt))


@frozen(eq=False)
class Form:
    """One thing that excess lithium may be.

    Attributes:
        formula: Of it.
        gas: The gas that makes it of Li2O, or "" for Li2O itself.
        oxide: Moles of Li2O in one mole of it.
        dissociation: Pressure of that gas over it beside Li2O, None for Li2O itself.
        records: Short ids of the records behind it.
    """

    formula: str
    gas: str
    oxide: float
    dissociation: Dissociation | None
    records: tuple[str, ...]

    def log_activity(self, T: ArrayLike, pressures: dict[str, ArrayLike]) -> Array:
        """ln a(Li2O) over it at ``T`` (K) and the partial pressures (Pa) by gas."""
        if self.dissociation is None:
            return np.zeros_like(np.asarray(T, dtype=float))
        gas = np.log(np.maximum(pressures[self.gas], _NOTHING))
        return np.asarray(self.dissociation.log_pressure(T) - gas)


@frozen(eq=False)
class Capped:
    """a(Li2O) as by decomposition for x ≤ 1; above, ln a rises to that of the stable form of the excess.

    Attributes:
        host: LiCoO2.
        forms: What the excess may be.
    """

    host: Decomposition
    forms: tuple[Form, ...]

    def __call__(self, T: ArrayLike, c: ArrayLike, p_O2: ArrayLike, p_CO2: ArrayLike, p_H2O: ArrayLike) -> Array:
        """At ``T`` (K), ``c`` (mol/m³) and the gas (Pa)."""
        plateau = self.host.equilibria.plateau(T, p_O2)
        top = np.zeros(())
        for one in self.forms:
            top = np.minimum(top, one.log_activity(T, {"CO2": p_CO2, "H2O": p_H2O}))
        # Where the gas takes lithium from LiCoO2 itself, the host's own activity is kept: that reaction is not told.
        top = np.maximum(top, plateau)
        return np.asarray(np.exp(plateau + self.host.rise(c) * (top - plateau)))


def forms(material: Material) -> tuple[Form, Form, Form]:
    """Li2O, LiOH and Li2CO3 with this material's records."""
    return (
        Form("Li2O", "", 1.0, None, ()),
        _salt(material, "LiOH", "H2O", 0.5),
        _salt(material, "Li2CO3", "CO2", 1.0),
    )


def capped_activity(material: Material) -> Activity:
    """The activity of Li2O named "decomposition-capped"."""
    every = forms(material)
    law = Callable(
        Capped(decomposition(material), every),
        "1",
        arguments=("T", "c", "p_O2", "p_CO2", "p_H2O"),
        records=[material[name] for name in (*RECORDS, *(short for one in every for short in one.records))],
        text="decomposition for x ≤ 1, then ln a rises to min(0, ln p_dec/p_CO2, ln p_dec/p_H2O)",
        name="activity of Li2O, capped",
        identity=identity("activity decomposition capped"),
    )
    return Activity("decomposition-capped", "Li", "Li2O", law, _CAPPED)


_CAPPED = (
    "As decomposition up to x = 1; beyond it the excess is Li2O, LiOH or Li2CO3, whichever the gas makes stable, and "
    "holds the activity of Li2O over that."
)


def _salt(material: Material, formula: str, gas: str, oxide: float) -> Form:
    names = tuple(f"{formula}.{state}.{part}" for state in ("crystal", "melt") for part in ("intercept", "slope"))
    a, b, c, d = (material[name].per_cell for name in names)
    return Form(formula, gas, oxide, Dissociation((a, b), (c, d)), names)
