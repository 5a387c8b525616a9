"""A diffusion problem as a user states it, and its solution."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from attrs import define, field, frozen

from annealkit import laws, units
from annealkit.errors import InputError
from annealkit.laws import Law, as_law
from annealkit.pde.boundary import Boundary, FixedConcentration, NoFlux
from annealkit.pde.face import FaceOperator
from annealkit.pde.layer import SINGLE, Interface, Layer, LocalState, Source
from annealkit.pde.mesh import Array, Mesh, Shape, build_mesh
from annealkit.pde.operator import Operator
from annealkit.pde.solution import Solution
from annealkit.pde.sundials import integrate
from annealkit.units import QuantityLike

if TYPE_CHECKING:
    from annealkit.pde.assembly import Assembly

__all__ = ["Problem"]

Engine = Literal["sundials", "fipy"]
Progress = Callable[[float], None]


def _boundaries(value: Any) -> tuple[Boundary, ...]:
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def _layers(value: Sequence[Layer]) -> tuple[Layer, ...]:
    return tuple(value)


def _interfaces(value: Sequence[Interface | None]) -> tuple[Interface | None, ...]:
    return tuple(value)


def _sources(value: Sequence[Source]) -> tuple[Source, ...]:
    return tuple(value)


def _states(value: Sequence[LocalState]) -> tuple[LocalState, ...]:
    return tuple(value)


def _temperature(value: Any) -> Any:
    """A law of t, a schedule (a function of t with corners) as it is, or a constant."""
    if isinstance(value, Law) or (callable(value) and hasattr(value, "corners")):
        return value
    return as_law((units.temperature(value, name="Problem temperature"), "K"), "K", name="Problem temperature")


def _radius(value: QuantityLike | None) -> float:
    return 0.0 if value is None else units.length(value, name="Problem inner_radius")


@define(eq=False)
class _Clock:
    """Where a host that steps a problem has got to."""

    time: float = 0.0
    state: Array | None = None
    rtol: float = 0.0


@frozen(eq=False, kw_only=True)
class Problem:
    """Diffusion in a layered one-dimensional body.

    Attributes:
        shape: ``"planar"``, ``"cylinder"`` or ``"sphere"``.
        layers: Layers from the inner face outwards.
        interfaces: Empty (all perfect) or one fewer than layers, None where perfect.
        inner: What holds at the inner face, or a list that adds.
        outer: What holds at the outer face, or a list that adds.
        sources: Volume sources.
        states: Local states of cells and faces.
        temperature: Quantity, Schedule or law of t.
        inner_radius: Of a hollow cylinder or sphere; None for a solid one.
        gas: What laws see of the gas, laws of t by argument name (``p_O2`` in Pa, ...).
    """

    shape: Shape
    layers: Sequence[Layer] = field(converter=_layers)
    interfaces: Sequence[Interface | None] = field(default=(), converter=_interfaces)
    inner: Sequence[Boundary] = field(factory=NoFlux, converter=_boundaries)
    outer: Sequence[Boundary] = field(factory=NoFlux, converter=_boundaries)
    sources: Sequence[Source] = field(default=(), converter=_sources)
    states: Sequence[LocalState] = field(default=(), converter=_states)
    temperature: Any = field(converter=_temperature)
    inner_radius: float = field(default=None, converter=_radius)
    gas: Mapping[str, Law] = field(factory=dict)
    _clock: _Clock = field(init=False, repr=False, factory=_Clock)

    def __attrs_post_init__(self) -> None:
        if self.shape not in ("planar", "cylinder", "sphere"):
            raise InputError(f"Problem shape: {self.shape!r} was given; expected 'planar', 'cylinder' or 'sphere'.")
        if not self.layers:
            raise InputError("Problem layers: none was given; expected at least one pde.Layer.")
        if self.interfaces and len(self.interfaces) != len(self.layers) - 1:
            raise InputError(
                f"Problem interfaces: {len(self.interfaces)} were given for {len(self.layers)} layers; "
                f"expected {len(self.layers) - 1} (None where perfect), or an empty list."
            )
        if self.shape == "planar" and self.inner_radius != 0.0:
            raise InputError("Problem inner_radius: a planar body has none; leave it out or choose another shape.")
        self._check_species()
        for side, own in (("inner", self.inner), ("outer", self.outer)):
            self._check_face(side, own)
        self._check_names()

    # -- what the user asks --------------------------------------------------------

    @property
    def species(self) -> tuple[str, ...]:
        """Symbols of the species, in the order of the first layer."""
        return tuple(self.layers[0].diffusivity)

    def solve(
        self,
        times: Sequence[QuantityLike] | Array,
        *,
        rtol: float = 1e-5,
        engine: Engine = "sundials",
        progress: Progress | None = None,
        corners: Array | None = None,
    ) -> Solution:
        """Solve and report at the given times.

        Args:
            times: Output times, increasing; SI seconds as an array, or quantities. The start is t = 0.
            rtol: Relative error wanted of integrated fluxes, and of profiles relative to max |c0|.
            engine: ``"sundials"`` or ``"fipy"``.
            progress: Called with the fraction done.
            corners: Further times (s) where a law of t has a corner.

        Raises:
            InputError: The times do not increase, or the engine is unknown.
            SolverError: The integration could not go on.
            BalanceError: The mass balance is open.
        """
        asked = _times(times)
        _check_rtol(rtol)
        operator = self.operator(rtol)
        whole = asked if asked[0] == 0.0 else np.concatenate([[0.0], asked])
        stops = np.concatenate([self._corners(), np.array([] if corners is None else corners)])
        if engine == "sundials":
            run = integrate(operator, whole, stops, rtol, progress)
            states, effort = run.states, {"evaluations": run.evaluations, "jacobians": run.jacobians}
        elif engine == "fipy":
            from annealkit.pde.implicit import march

            states, effort = march(operator, whole, stops, rtol, progress)
        else:
            raise InputError(f"engine: {engine!r} was given; expected 'sundials' or 'fipy'.")
        solution = Solution(operator, asked, states[len(whole) - len(asked) :], engine, effort)
        solution.check()
        return solution

    def step(self, dt: QuantityLike, *, rtol: float = 1e-5) -> Solution:
        """Advance the problem's own clock, for a host that loops.

        The clock starts at 0 with the problem's start; :meth:`solve` does not touch it.

        Args:
            dt: Length of the step (SI seconds or a quantity).
            rtol: As for :meth:`solve`; the same in every step, for it chooses the cells.

        Returns:
            The state at the new time; integrated fluxes count from time 0.

        Raises:
            InputError: dt is not positive, or rtol changed on the way.
            SolverError: The integration could not go on; the clock stays where it was.
        """
        span = float(dt) if isinstance(dt, (int, float)) else units.duration(dt, name="dt")
        if not span > 0:
            raise InputError(f"dt: {dt!r} was given; expected a duration above zero.")
        _check_rtol(rtol)
        clock = self._clock
        if clock.state is not None and rtol != clock.rtol:
            raise InputError(f"rtol: {rtol!r} was given, but the steps so far were taken at {clock.rtol!r}; keep it.")
        operator = self.operator(rtol)
        times = np.array([clock.time, clock.time + span])
        run = integrate(operator, times, self._corners(), rtol, start=clock.state)
        clock.time, clock.state, clock.rtol = float(times[1]), run.states[-1], rtol
        effort = {"evaluations": run.evaluations, "jacobians": run.jacobians}
        solution = Solution(operator, times[1:], run.states[1:], "sundials", effort)
        solution.check()
        return solution

    @property
    def equation(self) -> Any:
        """The FiPy equation at the start, on annealkit's exact mesh, in u = (c - c_start) / K."""
        return self.assembly().equation

    def assembly(self, rtol: float = 1e-5) -> Assembly:
        """The problem assembled with FiPy: mesh, variables, equation; can be stepped."""
        from annealkit.pde.assembly import Assembly

        return Assembly(self.operator(rtol))

    # -- lowering --------------------------------------------------------------------

    def mesh(self, rtol: float = 1e-5) -> Mesh:
        """The cells that a run at this accuracy uses."""
        return build_mesh(self.shape, self.inner_radius, self._layer_edges(_default_cells(rtol)))

    def operator(self, rtol: float = 1e-5) -> Operator:
        """The lowered operator, every number filled in."""
        mesh = self.mesh(rtol)
        start = np.stack([self._start(mesh, symbol) for symbol in self.species])
        interfaces = tuple(self.interfaces) or (None,) * (len(self.layers) - 1)
        scale = max(float(np.max(np.abs(start))), 1.0)
        return Operator(
            mesh=mesh,
            species=self.species,
            layers=tuple(self.layers),
            interfaces=interfaces,
            start=start,
            states=tuple(s for s in self.states if s.where == "cell"),
            sources=tuple(self.sources),
            inner=self._face("inner", mesh, scale),
            outer=self._face("outer", mesh, scale),
            temperature=self._programme(),
            gas=self.gas,
        )

    def _programme(self) -> Law:
        """The temperature as a law of t."""
        if isinstance(self.temperature, Law):
            return self.temperature
        return laws.Callable(self.temperature, "K", arguments=("t",), name="schedule")

    def _face(self, side: Literal["inner", "outer"], mesh: Mesh, scale: float) -> FaceOperator:
        inner = side == "inner"
        return FaceOperator(
            side=side,
            boundaries=tuple(self.inner if inner else self.outer),
            states=tuple(s for s in self.states if s.where == side),
            diffusivity=self.layers[0 if inner else -1].diffusivity,
            distance=float(mesh.to_inner[0] if inner else mesh.to_outer[-1]),
            area=float(mesh.areas[0 if inner else -1]),
            position=float(mesh.edges[0 if inner else -1]),
            scale=scale,
            primary=self.species[0],
        )

    def _layer_edges(self, default: int) -> list[Array]:
        last = len(self.layers) - 1
        edges = []
        for index, layer in enumerate(self.layers):
            fine_inner = index > 0 or _exchanges(self.inner)
            fine_outer = index < last or _exchanges(self.outer)
            ends = {
                (False, False): "none",
                (True, False): "inner",
                (False, True): "outer",
                (True, True): "both",
            }
            edges.append(layer.mesh_edges(default, ends[fine_inner, fine_outer]))  # type: ignore[arg-type]  # literals
        return edges

    def _start(self, mesh: Mesh, symbol: str) -> Array:
        """Initial cell averages of a species."""
        out = np.empty(mesh.cells)
        for index, layer in enumerate(self.layers):
            own = mesh.layer == index
            value = layer.initial.get(symbol, 0.0)
            out[own] = _averages(value, mesh, own, layer.breakpoints) if callable(value) else value
        return out

    def _corners(self) -> Array:
        return np.asarray(getattr(self.temperature, "corners", ()), dtype=float)

    # -- checks ------------------------------------------------------------------------

    def _check_species(self) -> None:
        for number, layer in enumerate(self.layers):
            if set(layer.diffusivity) != set(self.species):
                raise InputError(
                    f"Problem layers: layer {number} gives a diffusivity for {', '.join(layer.diffusivity)}, the first "
                    f"for {', '.join(self.species)}; every layer needs the same species."
                )
            if set(layer.partition) == {SINGLE} and SINGLE not in self.species:
                same = dict.fromkeys(self.species, layer.partition[SINGLE])
                object.__setattr__(layer, "partition", same)
            for what in ("partition", "initial"):
                unknown = set(getattr(layer, what)) - set(self.species)
                if unknown:
                    raise InputError(
                        f"Layer {what}: {', '.join(sorted(unknown))} has no diffusivity; "
                        f"known species: {', '.join(self.species)}."
                    )

    def _check_face(self, side: str, own: Sequence[Boundary]) -> None:
        for one in own:
            symbol = getattr(one, "species", None)
            if symbol is not None and symbol not in self.species:
                raise InputError(
                    f"Problem {side}: {type(one).__name__} is for species {symbol!r}; known: {', '.join(self.species)}."
                )
        for symbol in self.species:
            mine = [b for b in own if not isinstance(b, NoFlux) and (b.species or self.species[0]) == symbol]
            if any(isinstance(b, FixedConcentration) for b in mine) and len(mine) > 1:
                raise InputError(
                    f"Problem {side}: a FixedConcentration leaves nothing for other conditions of {symbol} to decide; "
                    "give it alone, or use a SurfaceExchange."
                )

    def _check_names(self) -> None:
        reserved = {"T", "x", "t", "c"} | {f"c_{s}" for s in self.species} | set(self.gas)
        seen: set[str] = set()
        for state in self.states:
            if state.name in reserved or state.name in seen:
                raise InputError(
                    f"Problem states: the name {state.name!r} is taken; choose another (taken: "
                    f"{', '.join(sorted(reserved | seen))})."
                )
            seen.add(state.name)


def _exchanges(own: Sequence[Boundary]) -> bool:
    return any(not isinstance(one, NoFlux) for one in own)


def _default_cells(rtol: float) -> int:
    """Cells of a layer so that the spatial error of a second-order scheme is about rtol."""
    return int(np.clip(round(240 * (1e-5 / rtol) ** 0.5), 40, 600))


def _times(times: Sequence[QuantityLike] | Array) -> Array:
    if isinstance(times, np.ndarray):
        asked = np.asarray(times, dtype=float)
    else:
        asked = np.array([units.duration(t, name="times") for t in times])
    if asked.ndim != 1 or not len(asked) or asked[0] < 0 or np.any(np.diff(asked) <= 0) or asked[-1] <= 0:
        raise InputError("times: expected at least one time after 0, increasing.")
    return asked


def _check_rtol(rtol: float) -> None:
    if not 1e-12 <= rtol <= 1e-2:
        raise InputError(f"rtol: {rtol!r} was given; expected a number from 1e-12 to 1e-2.")


def _averages(value: Callable[[Array], Array], mesh: Mesh, own: Array, breakpoints: Array | None) -> Array:
    """Volume averages of an initial profile by Gauss quadrature, split at its jumps."""
    nodes, weights = np.polynomial.legendre.leggauss(8)
    power = {"planar": 0, "cylinder": 1, "sphere": 2}[mesh.shape]
    out = []
    for cell in np.flatnonzero(own):
        low, high = mesh.edges[cell], mesh.edges[cell + 1]
        cuts = (
            [low, high]
            if breakpoints is None
            else [low, *breakpoints[(breakpoints > low) & (breakpoints < high)], high]
        )
        amount = measure = 0.0
        for a, b in zip(cuts, cuts[1:], strict=False):
            r = 0.5 * (b - a) * nodes + 0.5 * (a + b)
            w = weights * 0.5 * (b - a) * r**power
            amount += float(np.sum(w * value(r)))
            measure += float(np.sum(w))
        out.append(amount / measure)
    return np.array(out)
