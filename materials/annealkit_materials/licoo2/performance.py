"""What a cell would notice: capacity, its share of the full one, and a time of diffusion. All three are indicators.

They rank anneals of one film. They leave out grains, texture, contacts and the electrolyte, which decide as much.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Law, Material, Observable, R
from annealkit_materials.licoo2.composition import SITE, Array, Parameter, deficit, identity
from annealkit_materials.licoo2.crystallisation import CrystallisedFraction
from annealkit_materials.licoo2.interface import FULL
from annealkit_materials.licoo2.opencircuit import FARADAY
from annealkit_materials.licoo2.transport import share

__all__ = ["Active", "Capacity", "DiffusionTime", "mean", "observables"]

#: Arguments of whatever counts the layered crystal.
_STATE = ("c", "eta", "w", "dx")


def mean(values: ArrayLike, dx: ArrayLike) -> Array:
    """Mean over the cells, ``[..., cell]`` to ``[...]``, weighted with ``dx``, m."""
    weights = np.asarray(dx, dtype=float)
    return np.asarray(np.sum(np.asarray(values) * weights, axis=-1) / np.sum(weights, axis=-1))


@frozen(eq=False)
class Active:
    """Share of the cobalt in crystalline layered LiCoO2, X (1 − y), averaged over the body.

    Attributes:
        crystalline: X of the state w.
        site: Concentration at one Li per Co, mol/m³.
    """

    crystalline: CrystallisedFraction
    site: Parameter

    def __call__(self, c: ArrayLike, eta: ArrayLike, w: ArrayLike, dx: ArrayLike) -> Array:
        """Between 0 and 1, for profiles ``c`` (mol/m³) on cells of thickness ``dx`` (m)."""
        oxide = deficit(c, self.site) * share(eta)
        return mean(self.crystalline(w) * (1.0 - oxide), dx)


@frozen(eq=False)
class Capacity:
    """F Δx c_Li h times the active share: charge per area of the outer face.

    Attributes:
        active: The share.
        full: F Δx c_Li, C/m³, a number or ``[batch]``.
    """

    active: Active
    full: Parameter

    def __call__(self, c: ArrayLike, eta: ArrayLike, w: ArrayLike, dx: ArrayLike) -> Array:
        """C/m²."""
        return np.asarray(self.full * np.sum(np.asarray(dx, dtype=float), axis=-1) * self.active(c, eta, w, dx))


@frozen(eq=False)
class DiffusionTime:
    """h ∫ dx/D_eff at the temperature of use, with the vacancies of half a charge.

    A second phase is taken as spheres that nothing passes (Maxwell): D_eff = D (1 − f)/(1 + f/2).

    Attributes:
        diffusivity: D, m²/s, a number or ``[batch]``.
        ratio: Volume of Co3O4 per volume of host replaced.
        site: Concentration at one Li per Co, mol/m³.
    """

    diffusivity: Parameter
    ratio: Parameter
    site: Parameter

    def __call__(self, c: ArrayLike, eta: ArrayLike, dx: ArrayLike) -> Array:
        """Seconds, for profiles ``c`` (mol/m³) on cells of thickness ``dx`` (m)."""
        y = deficit(c, self.site) * share(eta)
        volume = y * self.ratio
        f = np.minimum(volume / (1.0 - y + volume), FULL)
        widths = np.asarray(dx, dtype=float)
        slowed = np.sum(widths * (1.0 + f / 2.0) / (1.0 - f), axis=-1)
        return np.asarray(np.sum(widths, axis=-1) * slowed / self.diffusivity)


def observables(material: Material) -> Iterator[Observable]:
    """Capacity share, capacity, time of diffusion, size of the grains."""
    yield Observable("capacity_share", _capacity_share(material), _SHARE)
    yield Observable("capacity", _capacity(material), _CAPACITY)
    yield Observable("diffusion_time", _diffusion_time(material), _TIME)
    yield Observable("grain_size", _grain_size(), _GRAINS)


_SHARE = (
    "Cobalt in crystalline layered LiCoO2 over all cobalt, X (1 − y). An upper bound: films that were crystalline and "
    "of one phase gave 61 to 89 % of the full charge at first, rising with the size of the grains."
)
_CAPACITY = "The same share of F c_Li h Δx, per area of the outer face; an indicator, not a prediction of a cell."
_TIME = (
    "h²/D at 25 °C and half a charge, grown by a second phase that blocks; an indicator. Chemical diffusivities of "
    "films, read from cells, lie one to three decades below this D."
)
_GRAINS = "Mean size of the grains by the model of host.grains, where the film is crystalline."


def _active(material: Material) -> Active:
    crystalline = CrystallisedFraction(material["crystallisation.exponent"].per_cell)
    return Active(crystalline, material[SITE].per_cell)


def _capacity_share(material: Material) -> Law:
    return Callable(
        _active(material),
        "1",
        arguments=_STATE,
        records=[material[SITE], material["crystallisation.exponent"]],
        text="mean of X (1 − y)",
        name="capacity share",
        identity=identity("capacity share"),
    )


def _capacity(material: Material) -> Law:
    site, swing, exponent = (material[name] for name in (SITE, "capacity.swing", "crystallisation.exponent"))
    return Callable(
        Capacity(_active(material), FARADAY * swing.value * site.value),
        "C/m^2",
        arguments=_STATE,
        records=[site, swing, exponent],
        text=f"F · {swing.text} · {site.text} · Σ X (1 − y) dx",
        name="capacity",
        identity=identity("capacity"),
    )


def _diffusion_time(material: Material) -> Law:
    names = ("Li.D.deficient.prefactor", "Li.D.deficient.energy", "rate.temperature", "capacity.swing")
    prefactor, energy, temperature, swing = (material[name] for name in names)
    product, host, site = (material[name] for name in ("Co3O4.molar_volume", "molar_volume", SITE))
    hop = prefactor.value * np.exp(-energy.value / (R * temperature.value))
    return Callable(
        DiffusionTime(swing.value / 2.0 * hop, product.per_cell / (3.0 * host.per_cell), site.per_cell),
        "s",
        arguments=("c", "eta", "dx"),
        records=[prefactor, energy, temperature, swing, product, host, site],
        text=f"h Σ dx (1 + f/2)/(1 − f) / (v {prefactor.text} exp(−{energy.text}/(k · {temperature.text})))",
        name="diffusion time",
        identity=identity("diffusion time"),
    )


def _grain_size() -> Law:
    return Callable(
        _mean_size,
        "m",
        arguments=("grain", "dx"),
        text="mean of d",
        name="grain size",
        identity=identity("grain size"),
    )


def _mean_size(grain: ArrayLike, dx: ArrayLike) -> Array:
    return mean(np.maximum(grain, 0.0), dx)
