"""One small problem for each term that the PDE core knows, with random numbers; shared by the tests of both engines.

A :class:`Draft` holds what a problem is given, a term changes it, and ``build`` makes the problem. Every number is
such that each term weighs about as much as diffusion between two cells.
"""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from annealkit import laws, pde
from annealkit.pde.fipy_import import fipy

SHAPES = ("planar", "cylinder", "hollow cylinder", "sphere", "hollow sphere")
MESHES = ("Grid2D", "Grid3D", "Gmsh2D")
INNER = 0.4e-6


# -- drafts ---------------------------------------------------------------------------------------------


@dataclass
class Draft:
    """What a problem will be given, and the random numbers to draw from."""

    rng: np.random.Generator
    given: dict[str, Any]
    layers: list[dict[str, Any]] = field(default_factory=list)
    species: tuple[str, ...] = ("c",)

    def number(self, low: float, high: float) -> float:
        """A number drawn evenly in its logarithm."""
        return float(np.exp(self.rng.uniform(np.log(low), np.log(high))))

    def each(self, **what: Callable[[], Any]) -> None:
        """Give every layer, or the mesh, its own value of some arguments."""
        for one in self.layers or [self.given]:
            one.update({name: make() for name, make in what.items()})

    def name_species(self, *symbols: str) -> None:
        """Several species, each with its own diffusivity and start."""
        self.species = symbols
        self.each(
            diffusivity=lambda: {s: (self.number(1e-14, 4e-14), "m^2/s") for s in symbols},
            initial=lambda: {s: (self.number(60, 120), "mol/m^3") for s in symbols},
        )

    def at(self, side: str, *boundaries: Any) -> None:
        """What holds at the inner or outer face, or left or right side of a mesh; solid bodies have no inner one."""
        if self.layers:
            if side == "outer" or self.given["shape"] == "planar" or "inner_radius" in self.given:
                self.given[side] = list(boundaries)
        else:
            self.given["boundaries"][{"inner": "left", "outer": "right"}[side]] = list(boundaries)

    @property
    def outer(self) -> str:
        """The region that boundaries named ``outer`` stand for."""
        return "outer" if self.layers else "right"

    @property
    def extent(self) -> float:
        """Volume in the unit of the inventory over mol/m³."""
        if not self.layers:
            mesh = self.given["mesh"]
            return float(np.sum(np.asarray(mesh.cellVolumes)))
        inner = self.given.get("inner_radius", (0.0, "m"))[0]
        outer = inner + sum(layer["thickness"][0] for layer in self.layers)
        return {
            "planar": outer - inner,
            "cylinder": np.pi * (outer**2 - inner**2),
            "sphere": 4 / 3 * np.pi * (outer**3 - inner**3),
        }[self.given["shape"]]

    def build(self) -> pde.Problem:
        """The problem."""
        if self.layers:
            return pde.Problem(layers=[pde.Layer(**layer) for layer in self.layers], **self.given)
        return pde.Problem(**self.given)


def on_layers(shape: str, count: int, seed: int) -> Draft:
    """A one-dimensional body of graded layers that exchanges at its outer face, and at its inner one if it has one."""
    rng = np.random.default_rng(seed)
    given: dict[str, Any] = {"shape": shape.removeprefix("hollow "), "temperature": temperature()}
    if shape.startswith("hollow"):
        given["inner_radius"] = (INNER, "m")
    draft = Draft(rng, given, [{} for _ in range(count)])
    gradings = [("both", 6.0), "auto", ("inner", 4.0), "uniform", ("outer", 5.0)]
    draft.each(
        thickness=lambda: (draft.number(0.4e-6, 1e-6), "m"),
        diffusivity=lambda: (draft.number(1e-14, 4e-14), "m^2/s"),
        initial=lambda: (draft.number(60, 120), "mol/m^3"),
        cells=lambda: int(rng.integers(5, 8)) if count == 1 else int(rng.integers(3, 6)),
        grading=lambda: gradings[rng.integers(len(gradings))],
    )
    draft.at("inner", exchange(draft, "back"))
    draft.at("outer", exchange(draft))
    return draft


def on_mesh(kind: str, seed: int) -> Draft:
    """A mesh of two or three dimensions that exchanges at its left and right."""
    rng = np.random.default_rng(seed)

    def sizes(count: int) -> np.ndarray:
        return rng.uniform(0.6, 1.6, count) * 1e-7

    if kind == "Grid2D":
        mesh = fipy().Grid2D(dx=sizes(6), dy=sizes(4))
    elif kind == "Grid3D":
        mesh = fipy().Grid3D(dx=sizes(4), dy=sizes(3), dz=sizes(3))
    else:
        mesh = triangles()
    given = {"mesh": mesh, "boundaries": {}, "temperature": temperature()}
    draft = Draft(rng, given)
    draft.each(
        diffusivity=lambda: (draft.number(1e-14, 4e-14), "m^2/s"),
        initial=lambda: (draft.number(60, 120), "mol/m^3"),
    )
    draft.at("inner", exchange(draft, "back"))
    draft.at("outer", exchange(draft))
    return draft


def temperature() -> laws.Law:
    return laws.Callable(lambda t: 950.0 + 3.0 * t, "K")


def exchange(draft: Draft, name: str = "surface exchange", species: str | None = None) -> pde.SurfaceExchange:
    """A linear exchange as strong as diffusion over a cell."""
    return pde.SurfaceExchange(
        (draft.number(3e-8, 2e-7), "m/s"), (draft.number(5, 40), "mol/m^3"), species=species, name=name
    )


@functools.cache
def triangles() -> Any:
    """A skewed quadrilateral in triangles, its sides named as those of a grid."""
    if shutil.which("gmsh") is None:
        pytest.skip("gmsh is not on the path; it comes with the extra 'mesh'")
    return fipy().Gmsh2D(
        """
        h = 2.2e-7;
        Point(1) = {0, 0, 0, h};
        Point(2) = {8e-7, 0, 0, h};
        Point(3) = {9e-7, 5e-7, 0, 0.6*h};
        Point(4) = {0, 6e-7, 0, h};
        Line(1) = {1, 2};
        Line(2) = {2, 3};
        Line(3) = {3, 4};
        Line(4) = {4, 1};
        Line Loop(1) = {1, 2, 3, 4};
        Plane Surface(1) = {1};
        Physical Line("bottom") = {1};
        Physical Line("right") = {2};
        Physical Line("top") = {3};
        Physical Line("left") = {4};
        Physical Surface("body") = {1};
        """
    )


# -- terms ----------------------------------------------------------------------------------------------


def constant_diffusivity(d: Draft) -> None:
    """Nothing but what every draft has."""


def diffusivity_of_state(d: Draft) -> None:
    def law(a: float) -> laws.Law:
        return laws.Callable(
            lambda T, c, x, t: a * (T / 950) ** 4 * (0.5 + (c / 100) ** 2) * (1 + 0.3 * np.sin(x / 2e-7) + 0.01 * t),
            "m^2/s",
        )

    d.each(diffusivity=lambda: law(d.number(1e-14, 3e-14)))


def diffusivity_of_other_species(d: Draft) -> None:
    d.name_species("A", "B")

    def law(a: float) -> laws.Law:
        return laws.Callable(lambda c, c_B: a * (0.3 + c / 100 + (c_B / 100) ** 2), "m^2/s")

    d.each(diffusivity=lambda: {"A": law(d.number(1e-14, 3e-14)), "B": (d.number(1e-14, 4e-14), "m^2/s")})


def partition(d: Draft) -> None:
    def law(k: float) -> laws.Law:
        return laws.Callable(lambda T: k * (T / 950) ** 3, "1")

    d.each(partition=lambda: law(d.number(0.3, 4)))


def resistance(d: Draft) -> None:
    def law(r: float) -> laws.Law:
        return laws.Callable(lambda T: r * 950 / T, "s/m")

    d.each(partition=lambda: d.number(0.4, 2.5))
    d.given["interfaces"] = [pde.Interface(law(d.number(2e6, 2e7))) for _ in d.layers[1:]]


def _saturating(d: Draft) -> dict[str, laws.Law]:
    most, half = d.number(200, 400), d.number(30, 100)
    return {"c": laws.Callable(lambda u, T: most * (T / 950) * u / (u + half), "mol/m^3")}


def isotherm(d: Draft) -> None:
    """Every second layer saturates; the others have a partition, or one species of two behaves so."""
    for number, layer in enumerate(d.layers):
        layer.update({"isotherm": _saturating(d)} if number % 2 == 0 else {"partition": d.number(0.3, 4)})


def isotherms_and_resistance(d: Draft) -> None:
    d.each(isotherm=lambda: _saturating(d))
    d.given["interfaces"] = [pde.Interface((d.number(2e6, 2e7), "s/m")) for _ in d.layers[1:]]


def _speeds(d: Draft, law: Callable[[float], Any]) -> Callable[[], Any]:
    def one() -> Any:
        return law(float(d.rng.choice([-1.0, 1.0])) * d.number(5e-8, 3e-7))

    return one if d.layers else lambda: {"c": tuple(one() for _ in range(d.given["mesh"].dim))}


def drift(d: Draft) -> None:
    d.each(velocity=_speeds(d, lambda v: (v, "m/s")))


def drift_of_state(d: Draft) -> None:
    def law(v: float) -> laws.Law:
        return laws.Callable(lambda T, c, x: v * T / 950 * (1 - c / 400) * (1 + 0.2 * np.cos(x / 3e-7)), "m/s")

    d.each(velocity=_speeds(d, law))


def drift_over_interfaces(d: Draft) -> None:
    """Strong drift through partitions, a resistance and an isotherm."""
    drift(d)
    for number, layer in enumerate(d.layers):
        layer.update({"isotherm": _saturating(d)} if number == 2 else {"partition": d.number(0.3, 4)})
    d.given["interfaces"] = [pde.Interface((d.number(2e6, 2e7), "s/m")) for _ in d.layers[1:]]


def thermodynamic_factor(d: Draft) -> None:
    def law(a: float) -> laws.Law:
        return laws.Callable(lambda c, T: 1 + a * (c / 80) ** 1.5 * 950 / T, "1")

    d.each(thermodynamic_factor=lambda: law(d.number(0.3, 2)))


def source(d: Draft) -> None:
    rate = d.number(0.1, 0.5)
    d.given["sources"] = [
        pde.Source(laws.Callable(lambda c, x, t: rate * (150 - c) * (1 + 0.1 * np.sin(x / 2e-7 + t)), "mol/m^3/s")),
        pde.Source(laws.Callable(lambda c: -1e-3 * c**2, "mol/m^3/s"), name="pairing"),
    ]


def decay(d: Draft) -> None:
    d.given["sources"] = [
        pde.Source(laws.Callable(lambda c: -0.4 * c, "mol/m^3/s"), name="decay"),
        pde.Source(laws.Callable(lambda x: 60 * np.cos(x / 3e-7), "mol/m^3/s"), name="made"),
    ]


def growth(d: Draft) -> None:
    """A source that rises with its own species."""
    d.given["sources"] = [pde.Source(laws.Callable(lambda c: 0.05 * c + 1e-3 * c**2, "mol/m^3/s"), name="growth")]


def reversible_reaction(d: Draft) -> None:
    d.name_species("A", "B")
    back = laws.Callable(lambda T: 0.3 * T / 950, "1/s")
    d.given["sources"] = [pde.Reaction("turn", "0.5 1/s", {"A": 1}, {"B": 1}, reverse=back)]
    d.at("outer", exchange(d, "of A", "A"), exchange(d, "of B", "B"))


def reaction_of_three(d: Draft) -> None:
    d.name_species("A", "B", "AB")
    d.given["sources"] = [
        pde.Reaction("bind", "3e-3 m^3/mol/s", {"A": 1, "B": 1}, {"AB": 1}, reverse="0.2 1/s"),
        pde.Reaction("pair", "2e-3 m^3/mol/s", {"A": 2}),
    ]


def trap(d: Draft) -> None:
    k = laws.Callable(lambda T: 5e-3 * (T / 950) ** 2, "m^3/mol/s")
    d.given["sources"] = [pde.Trap("held", "80 mol/m^3", k, "0.3 1/s", initial="20 mol/m^3")]


def fixed_concentration(d: Draft) -> None:
    d.at("inner", pde.FixedConcentration((d.number(5, 50), "mol/m^3")))
    d.at("outer", pde.FixedConcentration((d.number(5, 50), "mol/m^3")))


def fixed_concentration_of_time(d: Draft) -> None:
    diffusivity_of_state(d)
    d.at("outer", pde.FixedConcentration(laws.Callable(lambda t, T: 20 * T / 950 + 3 * np.sin(t), "mol/m^3")))


def exchanges_of_state(d: Draft) -> None:
    """Two exchanges beside each other, the diffusivity seen by their surface value."""
    diffusivity_of_state(d)
    rate = laws.Callable(lambda T, t: 6e-8 * T / 950 * (1 + 0.1 * np.sin(t)), "m/s")
    d.at("outer", pde.SurfaceExchange(rate, "10 mol/m^3", name="one"), exchange(d, "two"))


def nonlinear_flux(d: Draft) -> None:
    """One law with three channels, one of them depositing."""

    def law(T: Any, t: Any, c: Any) -> Any:
        share = np.stack([c**1.5, 0.3 * c**2 / (c + 30), -40.0 + 0.0 * c])
        return 2e-9 * (1 + 0.05 * np.sin(t)) * T / 950 * share

    d.at("outer", pde.Flux(laws.Callable(law, "mol/m^2/s"), channels=("metal", "oxide", "supply")))


def several_at_one_face(d: Draft) -> None:
    d.at(
        "outer",
        exchange(d, "one"),
        exchange(d, "two"),
        pde.Flux(laws.Callable(lambda c: 1e-9 * c**1.5, "mol/m^2/s"), channels=("steep",)),
        pde.Flux(laws.Callable(lambda t: 1e-6 * (1 + 0.2 * np.sin(t)), "mol/m^2/s"), channels=("pump",)),
    )


def coupled_at_a_face(d: Draft) -> None:
    """Each species' flux reads the other's surface value."""
    d.name_species("A", "B")
    d.at(
        "outer",
        pde.Flux(laws.Callable(lambda c, c_B: 1e-9 * c * (1 + c_B / 50), "mol/m^2/s"), "A", ("of A",)),
        pde.Flux(laws.Callable(lambda c, c_A: 4e-8 * c * c / (20 + c_A), "mol/m^2/s"), "B", ("of B",)),
    )


def gas(d: Draft) -> None:
    """A flux that reads a pressure that follows time and temperature."""
    d.given["gas"] = {"p_X": laws.Callable(lambda t, T: 100.0 * T / 950 * (1 + 0.2 * np.sin(t)), "Pa")}
    d.at("outer", pde.Flux(laws.Callable(lambda c, p_X: 5e-8 * (c - 0.3 * p_X), "mol/m^2/s")))


def state_of_cells(d: Draft) -> None:
    diffusivity = laws.Callable(lambda c, w: 2e-14 * (1 + w) * (1 + c / 300), "m^2/s")
    d.each(diffusivity=lambda: diffusivity)
    rate = laws.Callable(lambda T, w, c: 0.05 * T / 950 * (1 - w) * c / 100, "1/s")
    d.given["states"] = [pde.LocalState("w", rate, 0.1)]


def state_of_a_face(d: Draft) -> None:
    uptake = laws.Callable(lambda theta, c: 0.2 * (1 - theta) * c / 100, "1/s")
    d.given["states"] = [pde.LocalState("theta", uptake, 0.2, d.outer)]
    d.at("outer", pde.Flux(laws.Callable(lambda c, theta: 1e-7 * c * (1 - 0.8 * theta), "mol/m^2/s")))


def reservoir(d: Draft) -> None:
    """A vessel that the outer face stands in equilibrium with, which leaks."""
    amount = 50.0 * d.extent
    leak = laws.Callable(lambda vessel: -0.02 * vessel, "1/s")
    channel = f"{d.outer}: fixed concentration"
    d.given["reservoirs"] = [pde.Reservoir("vessel", amount, {channel: 1.0}, leak)]
    d.at("outer", pde.FixedConcentration(laws.Callable(lambda vessel: 30.0 * vessel / amount, "mol/m^3")))


def constant_fipy_term(d: Draft) -> None:
    def build(u: Any) -> Any:
        f = fipy()
        return f.DiffusionTerm(coeff=5e-15, var=u["c"]) + f.ImplicitSourceTerm(coeff=-0.4, var=u["c"]) + 25.0

    partition(d)
    if not d.layers:
        del d.given["partition"]
    d.given["sources"] = [pde.FiPyTerm(build, name="own", constant=True)]


def fipy_term_of_state(d: Draft) -> None:
    def build(u: Any) -> Any:
        return fipy().ImplicitSourceTerm(coeff=-5e-3 * u["c"], var=u["c"])

    d.given["sources"] = [pde.FiPyTerm(build, name="pairing")]


def fipy_term_of_other_species(d: Draft) -> None:
    d.name_species("A", "B")

    def build(u: Any) -> Any:
        return fipy().ImplicitSourceTerm(coeff=-5e-3 * u["B"], var=u["A"])

    d.given["sources"] = [pde.FiPyTerm(build, species="A", name="eaten")]


def tensor(d: Draft) -> None:
    """A full tensor that depends on the concentration."""

    def law(a: float) -> laws.Law:
        return laws.Callable(lambda c, T: a * T / 950 * (1 + c / 200), "m^2/s")

    size = d.given["mesh"].dim
    rows = [[law(2e-14 + 1e-14 * i if i == j else 4e-15 * (1 + i + j)) for j in range(size)] for i in range(size)]
    d.given["diffusivity"] = pde.Tensor(rows)


def diagonal_tensor(d: Draft) -> None:
    size = d.given["mesh"].dim
    rows = [[("3e-14 m^2/s", "1e-14 m^2/s", "2e-14 m^2/s")[i] if i == j else "0 m^2/s" for j in range(size)]
            for i in range(size)]  # fmt: skip
    d.given["diffusivity"] = pde.Tensor(rows)


def places(d: Draft) -> None:
    """Coefficients and a start that see every coordinate."""
    names = ("x", "y", "z")[: d.given["mesh"].dim]

    def wave(**at: Any) -> Any:
        return 1.0 + 0.4 * np.prod([np.cos(2e6 * (i + 1) * at[n]) for i, n in enumerate(names)], axis=0)

    d.given["diffusivity"] = laws.Callable(lambda **at: 2e-14 * wave(**at), "m^2/s", arguments=names)
    d.given["initial"] = lambda *at: 80.0 * wave(**dict(zip(names, at, strict=True)))
    d.given["sources"] = [pde.Source(laws.Callable(lambda **at: 30.0 * wave(**at), "mol/m^3/s", arguments=names))]


Term = Callable[[Draft], None]

#: Terms that stand anywhere.
ANYWHERE: tuple[Term, ...] = (
    constant_diffusivity,
    diffusivity_of_state,
    diffusivity_of_other_species,
    drift,
    drift_of_state,
    thermodynamic_factor,
    source,
    decay,
    growth,
    reversible_reaction,
    reaction_of_three,
    trap,
    fixed_concentration,
    fixed_concentration_of_time,
    exchanges_of_state,
    nonlinear_flux,
    several_at_one_face,
    coupled_at_a_face,
    gas,
    state_of_cells,
    state_of_a_face,
    reservoir,
    constant_fipy_term,
    fipy_term_of_state,
    fipy_term_of_other_species,
)
#: Terms of layered bodies, with several layers only.
LAYERED: tuple[Term, ...] = (partition, resistance, isotherm, isotherms_and_resistance, drift_over_interfaces)
#: Terms of meshes.
MESHED: tuple[Term, ...] = (tensor, diagonal_tensor, places)


def name_of(term: Term) -> str:
    return term.__name__
