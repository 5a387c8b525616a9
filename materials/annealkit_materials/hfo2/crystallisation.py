"""Crystallisation of amorphous HfO2: the thinner the film, the hotter it has to be.

All models count time in time constants of the moment, dw/dt = k(T, h), and X = 1 − exp(−wⁿ). They differ in the
activation energy of k = k0 exp(−E(h)/R(T − dT)), which rests on two films of 20 and 25 nm:

- **JMAK.** E grows with ln(1/h); a film below the critical thickness never crystallises.
- **JMAK-assisted.** The same at a temperature shifted so that a film of 5 nm is crystalline after 5 h at 400 °C.
- **JMAK-reciprocal.** The temperature of crystallisation grows with 1/h, with no critical thickness.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Law, Material, R, Record, State, Transformation
from annealkit_materials.hfo2.composition import Array, Parameter, identity, thickness

__all__ = ["PROGRESS", "Logarithmic", "Rate", "Reciprocal", "crystallisations", "crystallised", "fraction", "rates"]

#: The state: time counted in time constants of the moment.
PROGRESS = "crystal_time"
#: Records that every model uses.
_EVERY = "crystallisation.prefactor"


@frozen(eq=False)
class Logarithmic:
    """E(h) = E_ref + s ln(h_ref/min(h, h_max)), J/mol.

    Attributes:
        energy: E_ref, J/mol.
        slope: s, J/mol.
        reference: h_ref, m.
        limit: h_max, m; thicker films count as this thick.
    """

    energy: Parameter
    slope: Parameter
    reference: Parameter
    limit: Parameter

    def __call__(self, h: Parameter) -> Array:
        """At the thickness ``h``, m."""
        return np.asarray(self.energy + self.slope * np.log(self.reference / np.minimum(h, self.limit)))


@frozen(eq=False)
class Reciprocal:
    """E(h) of a film that crystallises at T_c(h) = T_thick + s/min(h, h_max) when heated at β.

    The rate at the peak is k = E β/(R T_c²) (Kissinger), and k = k0 exp(−E/R T_c); so y = E/(R T_c)
    solves y e^y = k0 T_c/β, which is what Lambert's function does.

    Attributes:
        thick: T_thick, K.
        slope: s, K m.
        heating: β, K/s.
        prefactor: k0, 1/s.
        limit: h_max, m.
    """

    thick: Parameter
    slope: Parameter
    heating: Parameter
    prefactor: Parameter
    limit: Parameter

    def __call__(self, h: Parameter) -> Array:
        """At the thickness ``h``, m."""
        from scipy.special import lambertw

        peak = self.thick + self.slope / np.minimum(h, self.limit)
        return np.asarray(R * peak * np.real(lambertw(self.prefactor * peak / self.heating)))


@frozen(eq=False)
class Rate:
    """k = k0 exp(−E/R(T − dT)), 0 in a film that is too thin.

    Attributes:
        prefactor: k0, 1/s.
        energy: E, J/mol.
        shift: dT, K; negative crystallises sooner.
        thickness: h, m.
        critical: Thickness below which nothing crystallises, m.
    """

    prefactor: Parameter
    energy: Parameter
    shift: Parameter
    thickness: Parameter
    critical: Parameter

    def __call__(self, T: ArrayLike) -> Array:
        """1/s, at ``T`` (K)."""
        felt = np.asarray(T, dtype=float) - self.shift
        allowed = np.asarray(self.thickness) >= self.critical
        return np.asarray(np.where(allowed, self.prefactor * np.exp(-self.energy / (R * felt)), 0.0))


@frozen(eq=False)
class CrystallisedFraction:
    """X = 1 − exp(−wⁿ).

    Attributes:
        exponent: n.
    """

    exponent: Parameter

    def __call__(self, crystal_time: ArrayLike) -> Array:
        """Between 0 and 1, for the time counted in time constants of the moment."""
        return crystallised(crystal_time, self.exponent)


def crystallised(progress: ArrayLike, exponent: Parameter) -> Array:
    """X = 1 − exp(−wⁿ) of the progress w."""
    # Rounding may leave w a trifle below zero, where a power has no value.
    return np.asarray(-np.expm1(-(np.maximum(progress, 0.0) ** exponent)))


def rates(material: Material) -> dict[str, Law]:
    """dw/dt of each model, 1/s, by its name."""
    return {
        "JMAK": _thin(material, "crystallisation.dT_substrate"),
        "JMAK-assisted": _thin(material, "crystallisation.assisted.dT"),
        "JMAK-reciprocal": _reciprocal(material),
    }


def crystallisations(material: Material) -> Iterator[Transformation]:
    """The three models of ``host.crystallisation``."""
    for name, rate in rates(material).items():
        yield Transformation(
            name=name,
            kind="crystallisation",
            state=State(PROGRESS, rate),
            outputs={"crystallised_fraction": fraction(material)},
            note=_NOTES[name],
        )


_DEFAULT = (
    "dw/dt = k(T, h), X = 1 − exp(−wⁿ). E(h) rests on two films (20 and 25 nm) and is within 75 K of temperature of "
    "crystallisation below 10 nm; the critical thickness is an input. X enters conduction in the film only."
)
_ASSISTED = (
    "As JMAK at T − dT with the dT that the claim of a crystalline 5 nm film at 400 °C needs: calibrated on that "
    "claim, not a measurement."
)
_RECIPROCAL = (
    "As JMAK with a temperature of crystallisation of 545 K + 2900 K·nm/h and no critical thickness: the straight line "
    "through the same two films, which leaves 1.8 nm amorphous at 1050 °C, against what was seen."
)


_NOTES = {"JMAK": _DEFAULT, "JMAK-assisted": _ASSISTED, "JMAK-reciprocal": _RECIPROCAL}


def fraction(material: Material) -> Law:
    """X as a law of the progress."""
    exponent = material["crystallisation.exponent"]
    return Callable(
        CrystallisedFraction(exponent.per_cell),
        "1",
        arguments=(PROGRESS,),
        records=[exponent],
        text=f"1 − exp(−w^{exponent.text})",
        name="crystallised fraction",
        identity=identity("crystallised fraction"),
    )


def _thin(material: Material, shift: str) -> Law:
    """The rate with E(h) on a scale of ln(1/h)."""
    energy, slope, reference, limit = (
        material[f"crystallisation.thin.{name}"] for name in ("energy", "slope", "reference", "limit")
    )
    prefactor, moved, critical = (material[name] for name in (_EVERY, shift, "crystallisation.critical_thickness"))
    h, given = thickness(material)
    barrier = Logarithmic(energy.per_cell, slope.per_cell, reference.per_cell, limit.per_cell)(h)
    rate = Rate(prefactor.per_cell, barrier, moved.per_cell, h, critical.per_cell)
    text = (
        f"{prefactor.text} · exp(−({energy.text} + {slope.text} · ln({reference.text}/h))/R(T − ({moved.text}))), "
        f"h = {_told(h)}, at most {limit.text}; 0 below {critical.text}"
    )
    return _law(rate, [prefactor, energy, slope, reference, limit, moved, critical, *given], text, h)


def _reciprocal(material: Material) -> Law:
    """The rate with T_c on a scale of 1/h."""
    thick, slope, heating = (
        material[f"crystallisation.reciprocal.{name}"] for name in ("limit", "slope", "heating_rate")
    )
    prefactor, limit = (material[name] for name in (_EVERY, "crystallisation.thin.limit"))
    h, given = thickness(material)
    energy = Reciprocal(thick.per_cell, slope.per_cell, heating.per_cell, prefactor.per_cell, limit.per_cell)
    rate = Rate(prefactor.per_cell, energy(h), 0.0, h, 0.0)
    text = (
        f"{prefactor.text} · exp(−E/RT), E/RT_c = W({prefactor.text} · T_c/({heating.text})), "
        f"T_c = {thick.text} + {slope.text}/h, h = {_told(h)}, at most {limit.text}"
    )
    return _law(rate, [thick, slope, heating, prefactor, limit, *given], text, h)


def _law(rate: Rate, records: list[Record], text: str, h: Parameter) -> Law:
    return Callable(
        rate,
        "1/s",
        arguments=("T",),
        records=records,
        text=text,
        name="crystallisation",
        identity=identity("crystallisation", np.asarray(h).tolist(), [one.key for one in records]),
    )


def _told(h: Parameter) -> str:
    return f"{float(np.mean(h)) * 1e9:g} nm"
