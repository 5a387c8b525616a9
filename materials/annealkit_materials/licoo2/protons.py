"""Protons taken up from moist gas, and given off again when the finished cell is annealed.

Three rival pictures of the slot ``host.protons``, which share the kinetics of the face:

- "coverage" (default): a share θ of the face is blocked; no lithium leaves.
- "diffusing-H": hydrogen sits on empty lithium sites and diffuses inwards; c_Li + c_H stays below the sites.
- "exchange": every proton that comes in drives a lithium out, which is lost, and comes back when it leaves.

Each tells ``proton_coverage``, the share of the face (or of its empty sites) that protons block.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen

from annealkit.api import (
    BoundaryFlux,
    Callable,
    Law,
    Material,
    Mobile,
    R,
    Record,
    Resistance,
    State,
    Transformation,
)
from annealkit_materials.licoo2.composition import SITE, Array, Parameter, deficit, identity

__all__ = ["Blocked", "Exchanged", "Hydrogen", "Kinetics", "blocked", "protons"]

#: Coverage is cut off here: a face blocked whole would have no finite resistance.
FULL = 0.999
#: Share of empty sites below which hydrogen has no place.
_PLACE = 1e-6
#: Share of the lithium sites over which the outflow ends with the lithium.
_EMPTY = 1e-3


@frozen(eq=False)
class Kinetics:
    """Uptake in proportion to the water of the gas and to the free share; thermal release.

    Attributes:
        uptake: k_up, 1/(Pa s).
        limit: Highest coverage θ_max.
        release: k_H at the reference temperature, 1/s.
        energy: Activation energy of the release, J/mol.
        reference: K.
    """

    uptake: Parameter
    limit: Parameter
    release: Parameter
    energy: Parameter
    reference: Parameter

    def gain(self, p_H2O: Parameter, theta: Parameter) -> Array:
        """What is taken up, 1/s, at ``p_H2O`` (Pa) and the coverage ``theta``."""
        return np.asarray(self.uptake * np.asarray(p_H2O, dtype=float) * (self.limit - theta))

    def loss(self, T: Parameter) -> Array:
        """k_H, 1/s, at ``T`` (K)."""
        cooler = 1.0 / np.asarray(T, dtype=float) - 1.0 / self.reference
        return np.asarray(self.release * np.exp(-self.energy / R * cooler))

    def __call__(self, T: Parameter, p_H2O: Parameter, theta: Parameter) -> Array:
        """dθ/dt, 1/s."""
        return np.asarray(self.gain(p_H2O, theta) - self.loss(T) * theta)


@frozen(eq=False)
class Exchanged:
    """Lithium that makes way for protons: the sites of a layer of the face, times the change of the coverage.

    Attributes:
        kinetics: Of the coverage.
        depth: Of the layer that exchanges, m.
        site: Concentration at one Li per Co, mol/m³.
    """

    kinetics: Kinetics
    depth: Parameter
    site: Parameter

    def present(self, c: Parameter) -> Array:
        """x/(x + 1e-3), which ends the exchange with the lithium."""
        x = np.maximum(np.asarray(c, dtype=float), 0.0) / self.site
        return np.asarray(x / (x + _EMPTY))

    def rate(self, T: Parameter, p_H2O: Parameter, theta: Parameter, c: Parameter) -> Array:
        """dθ/dt, 1/s."""
        gained = self.kinetics.gain(p_H2O, theta) * self.present(c)
        return np.asarray(gained - self.kinetics.loss(T) * theta)

    def __call__(self, T: Parameter, p_H2O: Parameter, theta: Parameter, c: Parameter) -> Array:
        """Flux of lithium out of the body, mol/(m² s)."""
        return np.asarray(self.depth * self.site * self.rate(T, p_H2O, theta, c))


@frozen(eq=False)
class Hydrogen:
    """Hydrogen on empty lithium sites: v = max(0, 1 − x) of them are there, h of them are taken.

    Attributes:
        kinetics: Of the face.
        depth: Of the layer whose sites the face exchanges with the gas, m.
        site: Concentration at one Li per Co, mol/m³.
    """

    kinetics: Kinetics
    depth: Parameter
    site: Parameter

    def __call__(self, T: Parameter, p_H2O: Parameter, c_H: Parameter, c_Li: Parameter) -> Array:
        """Flux of hydrogen out of the body, mol/(m² s), at surface concentrations in mol/m³."""
        empty, taken = deficit(c_Li, self.site) * self.site, np.asarray(c_H, dtype=float)
        k = self.kinetics
        gain = k.uptake * np.asarray(p_H2O, dtype=float) * (k.limit * empty - taken)
        return np.asarray(self.depth * (k.loss(T) * taken - gain))

    def coverage(self, c_H: Parameter, c_Li: Parameter) -> Array:
        """Share of the empty sites that hydrogen holds, 0 to 1; 0 where there is no empty site."""
        empty = deficit(c_Li, self.site) + _PLACE
        return np.asarray(np.clip(np.asarray(c_H, dtype=float) / (empty * self.site), 0.0, 1.0))


@frozen(eq=False)
class Blocked:
    """R0 θ/(1 − θ): what blocking the share θ adds to the resistance R0 of the face, R0/(1 − θ) in all.

    Attributes:
        pristine: R0, Ω m², a number or ``[batch]``.
    """

    pristine: Parameter

    def __call__(self, proton_coverage: Parameter) -> Array:
        """Ω m²; ``[..., 1]`` to ``[...]``."""
        theta = np.clip(np.atleast_1d(np.asarray(proton_coverage, dtype=float))[..., 0], 0.0, FULL)
        return np.asarray(self.pristine * theta / (1.0 - theta))


def coverage(theta: Parameter) -> Array:
    """The coverage between 0 and 1, which rounding may leave."""
    return np.asarray(np.clip(np.asarray(theta, dtype=float), 0.0, 1.0))


def protons(material: Material) -> Iterator[Transformation]:
    """The three pictures."""
    yield _covering(material)
    yield _diffusing(material)
    yield _exchanging(material)


def blocked(material: Material) -> Resistance:
    """The part of the resistance named "protons"."""
    pristine = material["interface.pristine"]
    law = Callable(
        Blocked(pristine.value),
        "ohm m^2",
        arguments=("proton_coverage",),
        records=[pristine],
        text=f"{pristine.text} · θ/(1 − θ)",
        name="blocked by protons",
        identity=identity("blocked by protons"),
    )
    return Resistance("protons", law, "R0/(1 − θ) − R0 of a face of which the share θ is blocked by protons.")


_NAMES = ("uptake", "coverage_limit", "release.rate", "release.energy", "release.temperature")
_COVERAGE = (
    "dθ/dt = k_up p_H2O (θ_max − θ) − k_H(T) θ at the outer face; a closed interface only gives off. No lithium leaves."
)
_DIFFUSING = (
    "Hydrogen takes empty lithium sites only (θ_max of them at the face) and diffuses; a stoichiometric body takes up "
    "none. The sites are counted at the face, and lithium does not feel the hydrogen."
)
_EXCHANGE = (
    "As the coverage, and every proton taken up drives out one lithium of a layer of assumed depth, which lies on the "
    "face as hydroxide and comes back when the proton leaves."
)


def _covering(material: Material) -> Transformation:
    kinetics, records = _kinetics(material)
    rate = _law(kinetics, "1/s", ("T", "p_H2O", "theta"), records, _RATE, "coverage by protons")
    return Transformation("coverage", "protons", State("theta", rate), {"proton_coverage": _read()}, _COVERAGE, "face")


def _exchanging(material: Material) -> Transformation:
    kinetics, records = _kinetics(material)
    depth, site = material["protons.depth"], material[SITE]
    own = Exchanged(kinetics, depth.per_cell, site.per_cell)
    seen = ("T", "p_H2O", "theta", "c")
    rate = _law(own.rate, "1/s", seen, [*records, site], _RATE, "exchange of protons")
    flux = BoundaryFlux(
        name="exchange",
        species="Li",
        channels=("H+/Li+ exchange",),
        law=_law(
            own, "mol/m^2/s", seen, [*records, depth, site], f"{depth.text} · c_site · dθ/dt", "lithium for protons"
        ),
        note="Li in the solid + H2O(gas) = H in the solid + LiOH on the face.",
        releases={"H+/Li+ exchange": {"H2O": -1.0}},
    )
    outputs = {"proton_coverage": _read()}
    return Transformation("exchange", "protons", State("theta", rate), outputs, _EXCHANGE, "face", fluxes=(flux,))


def _diffusing(material: Material) -> Transformation:
    kinetics, records = _kinetics(material)
    depth, site, value = material["protons.depth"], material[SITE], material["protons.diffusivity"]
    energy, reference = records[3], records[4]
    own = Hydrogen(kinetics, depth.per_cell, site.per_cell)
    moving = Kinetics(0.0, 0.0, value.per_cell, energy.per_cell, reference.per_cell)
    passing = "d (k_H c_H − k_up p_H2O (θ_max (c_site − c_Li) − c_H))"
    flux = BoundaryFlux(
        name="hydrogen",
        species="H",
        channels=("hydrogen as water",),
        law=_law(
            own, "mol/m^2/s", ("T", "p_H2O", "c_H", "c_Li"), [*records, depth, site], passing, "hydrogen at the face"
        ),
        note="H on an empty lithium site of the face = 1/2 H2O less oxygen of the gas.",
        releases={"hydrogen as water": {"H2O": 0.5}},
    )
    read = _law(own.coverage, "1", ("c_H", "c_Li"), [site], "c_H/(c_site − c_Li) at the face", "sites held by hydrogen")
    text = f"{value.text} · exp(−{energy.text}/R · (1/T − 1/({reference.text})))"
    diffusivity = _law(moving.loss, "m^2/s", ("T",), [value, energy, reference], text, "diffusion of hydrogen")
    mobile = Mobile("H", diffusivity)
    return Transformation(
        "diffusing-H", "protons", None, {"proton_coverage": read}, _DIFFUSING, "face", mobile, (flux,)
    )


_RATE = "k_up p_H2O (θ_max − θ) − k_H(T) θ"


def _kinetics(material: Material) -> tuple[Kinetics, list[Record]]:
    records = [material[f"protons.{name}"] for name in _NAMES]
    return Kinetics(*(record.per_cell for record in records)), records


def _read() -> Law:
    return Callable(coverage, "1", arguments=("theta",), text="θ", name="coverage", identity=identity("coverage"))


def _law(function: object, unit: str, arguments: tuple[str, ...], records: list[Record], text: str, name: str) -> Law:
    return Callable(function, unit, arguments=arguments, records=records, text=text, name=name, identity=identity(name))  # type: ignore[arg-type]  # objects with __call__, and methods
