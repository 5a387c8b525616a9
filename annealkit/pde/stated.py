"""What a problem may be given: converters of its arguments, and checks that refuse a wrong one by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from annealkit import units
from annealkit.errors import InputError, nearest
from annealkit.laws import Law, as_law
from annealkit.pde.boundary import Boundary, FixedConcentration, NoFlux
from annealkit.pde.fipy_term import FiPyTerm, LoweredTerm, built, clock
from annealkit.pde.medium import SINGLE, Henry, Medium, Tensor, by_species
from annealkit.pde.topology import Array, Topology
from annealkit.units import QuantityLike

if TYPE_CHECKING:
    from annealkit.pde.operator import Operator
    from annealkit.pde.problem import Problem

# -- converters ----------------------------------------------------------------------


def boundaries(value: Any) -> tuple[Boundary, ...]:
    """One boundary or a list that adds."""
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def by_region(value: Any) -> dict[str, tuple[Boundary, ...]]:
    """Boundaries by region."""
    return {} if value is None else {name: boundaries(own) for name, own in value.items()}


def temperature(value: Any) -> Any:
    """A law of t, a schedule (a function of t with corners) as it is, or a constant."""
    if isinstance(value, Law) or (callable(value) and hasattr(value, "corners")):
        return value
    return as_law((units.temperature(value, name="Problem temperature"), "K"), "K", name="Problem temperature")


def radius(value: QuantityLike | None) -> float:
    """An inner radius, m."""
    return 0.0 if value is None else units.length(value, name="Problem inner_radius")


def diffusivities(value: Any) -> dict[str, Law | Tensor]:
    """Diffusivities of a mesh by species."""
    given = {} if value is None else by_species(value)
    return {s: v if isinstance(v, Tensor) else as_law(v, "m^2/s", name="Problem diffusivity") for s, v in given.items()}


def initials(value: Any) -> dict[str, Any]:
    """Initial concentrations of a mesh by species, mol/m³ or functions of the coordinates."""
    given = {} if value is None else by_species(value)
    return {s: v if callable(v) else units.si(v, "mol/m^3", name="Problem initial") for s, v in given.items()}


def velocities(value: Any) -> dict[str, tuple[Law, ...]]:
    """Velocities of a mesh by species, one law a dimension."""
    given = {} if value is None else by_species(value)
    return {s: tuple(as_law(one, "m/s", name="Problem velocity") for one in own) for s, own in given.items()}


def factors(value: Any) -> dict[str, Law]:
    """Thermodynamic factors by species."""
    given = {} if value is None else by_species(value)
    return {s: as_law(v, "1", name="Problem thermodynamic_factor") for s, v in given.items()}


def times(given: Sequence[QuantityLike] | Array, begin: float) -> Array:
    """Output times, s.

    Raises:
        InputError: They do not increase, or none lies after the start.
    """
    if isinstance(given, np.ndarray):
        asked = np.asarray(given, dtype=float)
    else:
        asked = np.array([units.duration(t, name="times") for t in given])
    if asked.ndim != 1 or not len(asked) or asked[0] < begin or np.any(np.diff(asked) <= 0) or asked[-1] <= begin:
        after = "0" if begin == 0 else f"{begin:g} s, where the run starts"
        raise InputError(f"times: expected at least one time after {after}, increasing.")
    return asked


# -- what is given, taken apart ---------------------------------------------------------


def exchanges(own: Iterable[Boundary]) -> bool:
    """Whether anything passes."""
    return any(not isinstance(one, NoFlux) for one in own)


def has_tensor(media: Iterable[Medium]) -> bool:
    """Whether any diffusivity is a tensor."""
    return any(isinstance(law, Tensor) for medium in media for law in medium.diffusivity.values())


def split_terms(sources: Iterable[Any]) -> tuple[tuple[Any, ...], tuple[FiPyTerm, ...]]:
    """Sources of annealkit's own, and FiPy terms."""
    given = tuple(sources)
    return (
        tuple(one for one in given if not isinstance(one, FiPyTerm)),
        tuple(one for one in given if isinstance(one, FiPyTerm)),
    )


def lowered(
    terms: Sequence[FiPyTerm],
    species: tuple[str, ...],
    mesh: Topology,
    media: Sequence[Medium],
    given: Any,
    gas: Iterable[str],
) -> tuple[LoweredTerm, ...]:
    """FiPy terms built on the problem's mesh; FiPy is imported only where there are any."""
    if not terms:
        return ()
    from annealkit.pde.assembly import fipy_mesh
    from annealkit.pde.fipy_import import fipy

    on = fipy_mesh(mesh) if given is None else given
    variables = {s: fipy().CellVariable(mesh=on, name=f"u_{s}") for s in species}

    def partition(environment: Mapping[str, Any]) -> Array:
        return partitions(species, mesh, media, environment)

    now = clock(("t", "T", *gas))
    out = []
    for term in terms:
        symbol = term.species or species[0]
        out.append(LoweredTerm(term, symbol, variables, now, built(term, symbol, variables, now), partition))
    return tuple(out)


def partitions(
    species: Sequence[str], mesh: Topology, media: Sequence[Medium], environment: Mapping[str, Any]
) -> Array:
    """K of every species and cell, shape ``[species, cell]``; 1 where an isotherm stands for it."""
    out = np.ones((len(species), mesh.cells))
    for row, symbol in enumerate(species):
        for index, medium in enumerate(media):
            uptake = medium.uptake[symbol]
            if isinstance(uptake, Henry):
                out[row, mesh.layer == index] = uptake.law.at(environment)
    return out


# -- checks ------------------------------------------------------------------------------


def check_rtol(rtol: float) -> None:
    """Refuse an accuracy that nothing could keep.

    Raises:
        InputError: It lies outside 1e-12 to 1e-2.
    """
    if not 1e-12 <= rtol <= 1e-2:
        raise InputError(f"rtol: {rtol!r} was given; expected a number from 1e-12 to 1e-2.")


def check(problem: Problem) -> None:
    """Refuse a problem that does not hold together.

    Raises:
        InputError: Names the argument, what was given and what is expected.
    """
    if problem.mesh is not None:
        _check_meshed(problem)
    else:
        _check_layered(problem)
    for where, own in (("inner", problem.inner), ("outer", problem.outer), *problem.boundaries.items()):
        _check_face(problem.species, where, own)
    for one in problem.sources:
        named = [getattr(one, "species", None), *getattr(one, "reactants", ()), *getattr(one, "products", ())]
        for symbol in named:
            if symbol is not None and symbol not in problem.species:
                raise InputError(
                    f"Problem sources: {one.name!r} is for {symbol!r}; known: {', '.join(problem.species)}."
                )
    _check_names(problem)


def _check_meshed(problem: Problem) -> None:
    given = {
        "shape": problem.shape,
        "layers": problem.layers,
        "interfaces": problem.interfaces,
        "inner_radius": problem.inner_radius,
        "inner": exchanges(problem.inner),
        "outer": exchanges(problem.outer),
    }
    odd = [name for name, value in given.items() if value]
    if odd:
        raise InputError(
            f"Problem mesh: {', '.join(odd)} belong to one dimension; on a mesh give diffusivity=, initial= and "
            "boundaries={'region': ...}."
        )
    if not problem.diffusivity:
        raise InputError("Problem diffusivity: none was given; a mesh needs one, as diffusivity='1e-14 m^2/s'.")
    for what in ("initial", "velocity", "thermodynamic_factor"):
        _check_known(f"Problem {what}", getattr(problem, what), problem.species)
    dimension = problem.mesh.dim if hasattr(problem.mesh, "dim") else 0
    for symbol, own in problem.velocity.items():
        if len(own) != dimension:
            raise InputError(f"Problem velocity: {symbol} has {len(own)} components, the mesh {dimension} dimensions.")
    for symbol, law in problem.diffusivity.items():
        if isinstance(law, Tensor) and len(law.entries) != dimension:
            raise InputError(
                f"Problem diffusivity: the tensor of {symbol} has {len(law.entries)} rows, the mesh "
                f"{dimension} dimensions."
            )


def _check_layered(problem: Problem) -> None:
    if problem.shape not in ("planar", "cylinder", "sphere"):
        raise InputError(
            f"Problem shape: {problem.shape!r} was given; expected 'planar', 'cylinder' or 'sphere' (or a mesh=)."
        )
    odd = [
        n
        for n in ("boundaries", "regions", "diffusivity", "initial", "velocity", "thermodynamic_factor")
        if getattr(problem, n)
    ]
    if odd:
        raise InputError(
            f"Problem {odd[0]}: belongs to a mesh=; in one dimension laws stand in pde.Layer, boundaries in inner= "
            "and outer=."
        )
    if not problem.layers:
        raise InputError("Problem layers: none was given; expected at least one pde.Layer.")
    if problem.interfaces and len(problem.interfaces) != len(problem.layers) - 1:
        raise InputError(
            f"Problem interfaces: {len(problem.interfaces)} were given for {len(problem.layers)} layers; "
            f"expected {len(problem.layers) - 1} (None where perfect), or an empty list."
        )
    if problem.shape == "planar" and problem.inner_radius != 0.0:
        raise InputError("Problem inner_radius: a planar body has none; leave it out or choose another shape.")
    for number, layer in enumerate(problem.layers):
        if set(layer.diffusivity) != set(problem.species):
            raise InputError(
                f"Problem layers: layer {number} gives a diffusivity for {', '.join(layer.diffusivity)}, the first "
                f"for {', '.join(problem.species)}; every layer needs the same species."
            )
        for what in ("partition", "isotherm", "thermodynamic_factor", "velocity"):
            _check_known(f"Layer {what}", getattr(layer, what), (*problem.species, SINGLE))
        _check_known("Layer initial", layer.initial, problem.species, empty=(SINGLE,))


def _check_known(what: str, given: Mapping[str, Any], species: tuple[str, ...], empty: tuple[str, ...] = ()) -> None:
    unknown = {s for s in given if s not in species and not (s in empty and given[s] == 0.0)}
    if unknown:
        raise InputError(
            f"{what}: {', '.join(sorted(unknown))} has no diffusivity; known species: {', '.join(species)}."
        )


def _check_face(species: tuple[str, ...], where: str, own: Sequence[Boundary]) -> None:
    for one in own:
        symbol = getattr(one, "species", None)
        if symbol is not None and symbol not in species:
            raise InputError(
                f"Problem {where}: {type(one).__name__} is for species {symbol!r}; known: {', '.join(species)}."
            )
    for symbol in species:
        mine = [b for b in own if not isinstance(b, NoFlux) and (b.species or species[0]) == symbol]
        if any(isinstance(b, FixedConcentration) for b in mine) and len(mine) > 1:
            raise InputError(
                f"Problem {where}: a FixedConcentration leaves nothing for other conditions of {symbol} to decide; "
                "give it alone, or use a SurfaceExchange."
            )


def _check_names(problem: Problem) -> None:
    reserved = {"T", "x", "y", "z", "t", "c", "u"} | {f"c_{s}" for s in problem.species} | set(problem.gas)
    named = (*problem.states, *problem.reservoirs, *(one for one in problem.sources if hasattr(one, "state")))
    seen: dict[str, set[int | None]] = {}
    for one in named:
        layer = getattr(one, "layer", None)
        shared = seen.setdefault(one.name, set())
        # Layers may have states of one name each; whatever all cells, a face or a reservoir has is one.
        if one.name in reserved or layer in shared or (shared and None in {layer, *shared}):
            raise InputError(
                f"Problem states: the name {one.name!r} is taken; choose another (taken: "
                f"{', '.join(sorted(reserved | set(seen)))})."
            )
        shared.add(layer)
    _check_layers(problem)


def _check_layers(problem: Problem) -> None:
    """States and sources of a layer need one."""
    count = len(problem.layers)
    for one in (*problem.states, *problem.sources):
        layer = getattr(one, "layer", None)
        if layer is None:
            continue
        if not 0 <= layer < count or getattr(one, "where", "cell") != "cell":
            raise InputError(
                f"{type(one).__name__} {one.name!r} layer: {layer!r} was given; expected None, or one of the "
                f"{count} layers of this body, counted from 0 inside, for what belongs to cells."
            )


def check_regions(problem: Problem, cells: Topology) -> None:
    """Refuse boundaries and face states for regions that the mesh does not have.

    Raises:
        InputError: Names the region and those there are.
    """
    for name in problem.boundaries:
        if name not in cells.regions:
            close = nearest(name, cells.regions)
            hint = f" Did you mean {close!r}?" if close else ""
            known = ", ".join(cells.regions) or "none; give regions="
            raise InputError(f"Problem boundaries: the mesh has no region {name!r}.{hint} Its regions: {known}.")


def check_operator(operator: Operator) -> None:
    """Refuse states and reservoirs that refer to what is not there.

    Raises:
        InputError: Names the state or the channel, and those there are.
    """
    channels = [f"{name}: {called}" for name, face in operator.faces.items() for _, called in face.channels]
    for reservoir in operator.reservoirs:
        for name in reservoir.fed_by:
            if name not in channels:
                close = nearest(name, channels)
                hint = f" Did you mean {close!r}?" if close else ""
                raise InputError(
                    f"Reservoir {reservoir.name!r}: nothing is called {name!r}.{hint} Channels of this problem: "
                    f"{', '.join(channels) or 'none'}."
                )


def check_places(problem: Problem, regions: Iterable[str]) -> None:
    """Refuse local states of places that the body does not have.

    Raises:
        InputError: Names the state and the places there are.
    """
    places = ("cell", *regions)
    for state in problem.states:
        if state.where not in places:
            raise InputError(
                f"LocalState {state.name!r} where: {state.where!r} was given; expected one of {', '.join(places)}."
            )
