"""A diffusion problem as a user states it, and its solution."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import define, field, frozen

from annealkit import laws, units
from annealkit.errors import InputError, SolverError
from annealkit.laws import Law
from annealkit.pde import stated
from annealkit.pde.body import Layered, Meshed
from annealkit.pde.boundary import Boundary, NoFlux
from annealkit.pde.checkpoint import Checkpoint
from annealkit.pde.cvode import Watch
from annealkit.pde.event import Event
from annealkit.pde.face import FaceOperator
from annealkit.pde.fipy_term import FiPyTerm
from annealkit.pde.gradient import cell_gradients, face_gradients, is_skewed, region_slopes
from annealkit.pde.grid import from_fipy
from annealkit.pde.layer import Interface, Layer
from annealkit.pde.layered import sources_in_cells, states_in_cells
from annealkit.pde.local import LocalState, Reservoir, Source, of_time
from annealkit.pde.medium import Medium, Tensor
from annealkit.pde.mesh import Shape
from annealkit.pde.operator import Operator
from annealkit.pde.reaction import Reaction, Trap, expand
from annealkit.pde.solution import Engine, Solution
from annealkit.pde.sundials import Reached, integrate
from annealkit.pde.topology import Array, Topology
from annealkit.pde.transport import Contact, Inside
from annealkit.units import QuantityLike

if TYPE_CHECKING:
    from annealkit.pde.assembly import Assembly

__all__ = ["Problem"]

Progress = Callable[[float], None]
#: What makes or takes matter inside the body.
Made = Source | Reaction | Trap | FiPyTerm


def _layers(value: Sequence[Layer]) -> tuple[Layer, ...]:
    return tuple(value)


def _interfaces(value: Sequence[Interface | None]) -> tuple[Interface | None, ...]:
    return tuple(value)


def _sources(value: Sequence[Made]) -> tuple[Made, ...]:
    return tuple(value)


def _states(value: Sequence[LocalState]) -> tuple[LocalState, ...]:
    return tuple(value)


def _reservoirs(value: Sequence[Reservoir]) -> tuple[Reservoir, ...]:
    return tuple(value)


@define(eq=False)
class _Clock:
    """Where a host that steps a problem has got to."""

    last: Solution | None = None
    rtol: float = 0.0


@frozen(eq=False, kw_only=True, slots=False, repr=False)
class Problem:
    """Diffusion in a layered one-dimensional body, or on a mesh.

    In one dimension give ``shape`` and ``layers``, with ``inner`` and ``outer``; on a mesh of two or three dimensions
    give ``mesh``, ``diffusivity``, ``initial`` and ``boundaries``.

    Attributes:
        shape: ``"planar"``, ``"cylinder"`` or ``"sphere"``.
        layers: Layers from the inner face outwards.
        interfaces: Empty (all perfect) or one fewer than layers, None where perfect.
        inner: What holds at the inner face, or a list that adds.
        outer: What holds at the outer face, or a list that adds.
        sources: Volume sources, reactions, traps and FiPy terms.
        states: Local states of cells and faces.
        reservoirs: Well-mixed amounts outside the body.
        temperature: Quantity, Schedule or law of t.
        inner_radius: Of a hollow cylinder or sphere; None for a solid one.
        gas: What laws see of the gas, laws of t, T and reservoirs by argument name (``p_O2`` in Pa, ...).
        mesh: A FiPy mesh: Grid2D, Grid3D, Gmsh2D, Gmsh3D; lengths in m.
        regions: Named parts of the mesh's surface: masks over its faces or functions of their coordinates. None: the
            sides of a grid (left, right, bottom, top, front, back), or the physical faces of a Gmsh mesh.
        boundaries: What holds at each region of a mesh; nothing passes elsewhere.
        diffusivity: On a mesh: m²/s by species, a law, quantity or :class:`~annealkit.pde.Tensor`.
        initial: On a mesh: mol/m³ by species, a number or a function of the cell centres (x, y[, z]).
        velocity: On a mesh: m/s by species, one law a dimension.
        thermodynamic_factor: On a mesh: multiplies the diffusivity.
    """

    shape: Shape | None = None
    layers: Sequence[Layer] = field(default=(), converter=_layers)
    interfaces: Sequence[Interface | None] = field(default=(), converter=_interfaces)
    inner: Sequence[Boundary] = field(factory=NoFlux, converter=stated.boundaries)
    outer: Sequence[Boundary] = field(factory=NoFlux, converter=stated.boundaries)
    sources: Sequence[Made] = field(default=(), converter=_sources)
    states: Sequence[LocalState] = field(default=(), converter=_states)
    reservoirs: Sequence[Reservoir] = field(default=(), converter=_reservoirs)
    temperature: Any = field(converter=stated.temperature)
    inner_radius: float = field(default=None, converter=stated.radius)
    gas: Mapping[str, Law] = field(factory=dict)
    mesh: Any = None
    regions: Mapping[str, Any] | None = None
    boundaries: Mapping[str, Sequence[Boundary]] = field(default=None, converter=stated.by_region)
    diffusivity: Mapping[str, Law | Tensor] = field(default=None, converter=stated.diffusivities)
    initial: Mapping[str, Any] = field(default=None, converter=stated.initials)
    velocity: Mapping[str, tuple[Law, ...]] = field(default=None, converter=stated.velocities)
    thermodynamic_factor: Mapping[str, Law] = field(default=None, converter=stated.factors)
    _clock: _Clock = field(init=False, repr=False, factory=_Clock)

    def __attrs_post_init__(self) -> None:
        stated.check(self)

    # -- what the user asks --------------------------------------------------------

    @property
    def species(self) -> tuple[str, ...]:
        """Symbols of the species, in the order of the first layer."""
        return tuple(self.diffusivity) if self.mesh is not None else tuple(self.layers[0].diffusivity)

    def solve(
        self,
        times: Sequence[QuantityLike] | Array,
        *,
        rtol: float = 1e-5,
        engine: Engine = "sundials",
        progress: Progress | None = None,
        corners: Array | None = None,
        events: Sequence[Event] = (),
        start: Checkpoint | None = None,
    ) -> Solution:
        """Solve and report at the given times.

        Args:
            times: Output times, increasing; SI seconds as an array, or quantities. The start is t = 0.
            rtol: Relative error wanted of integrated fluxes, and of profiles relative to max |c0|.
            engine: ``"sundials"`` or ``"fipy"``.
            progress: Called with the fraction done.
            corners: Further times (s) where a law of t has a corner.
            events: Roots to locate; see :class:`~annealkit.pde.Event`.
            start: Go on from this state of the same problem; times stay those since the problem's start.

        Raises:
            InputError: The times do not increase, the engine is unknown, or the start is another problem's.
            SolverError: The integration could not go on; its ``solution`` holds what was solved.
            BalanceError: The mass balance is open.
        """
        return self.run(self.operator(rtol), times, rtol, engine, progress, corners, events, start)

    def run(
        self,
        operator: Operator,
        times: Sequence[QuantityLike] | Array,
        rtol: float,
        engine: Engine = "sundials",
        progress: Progress | None = None,
        corners: Array | None = None,
        events: Sequence[Event] = (),
        start: Checkpoint | None = None,
    ) -> Solution:
        """Solve on an operator of this problem; arguments as for :meth:`solve`."""
        begin = 0.0 if start is None else start.time
        asked = stated.times(times, begin)
        if start is not None:
            start.fits(operator)
        first = operator.initial() if start is None else start.state
        whole = asked if asked[0] == begin else np.concatenate([[begin], asked])
        stops = np.concatenate([self._corners(), np.array([] if corners is None else corners)])

        def solution(at: Array, states: Array, effort: dict[str, int], found: Mapping[str, Array]) -> Solution:
            keep = slice(None) if asked[0] == begin or not len(at) else slice(1, None)
            return Solution(operator, at[keep], states[keep], engine, effort, found, self, rtol)

        watches = [_watch(event, self, operator, engine, rtol) for event in events]
        if engine == "sundials":
            solve: Callable[..., Any] = integrate
        elif engine == "fipy":
            from annealkit.pde.implicit import march as solve
        else:
            raise InputError(f"engine: {engine!r} was given; expected 'sundials' or 'fipy'.")
        try:
            done = solve(operator, whole, stops, rtol, progress, first, watches)
        except SolverError as error:
            if isinstance(error.solution, Reached):
                at, states = error.solution.times, error.solution.states
                keep = slice(0 if asked[0] == begin or len(at) == 1 else 1, None)
                error.solution = Solution(operator, at[keep], states[keep], engine, {}, {}, self, rtol)
            raise
        result = solution(done.times, done.states, done.effort, done.events)
        result.check()
        return result

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
        clock = self._clock
        if clock.last is not None and rtol != clock.rtol:
            raise InputError(f"rtol: {rtol!r} was given, but the steps so far were taken at {clock.rtol!r}; keep it.")
        operator = self.operator(rtol) if clock.last is None else clock.last.operator
        start = None if clock.last is None else clock.last.checkpoint()
        until = span if start is None else start.time + span
        clock.last = self.run(operator, np.array([until]), rtol, start=start)
        clock.rtol = rtol
        return clock.last

    @property
    def equation(self) -> Any:
        """The FiPy equation at the start, on annealkit's exact mesh, in u = c/K."""
        return self.assembly.equation

    @property
    def variables(self) -> dict[str, Any]:
        """The FiPy variables u = c/K by species that :attr:`equation` is written in."""
        return self.assembly.variables

    @cached_property
    def assembly(self) -> Assembly:
        """The problem assembled with FiPy: mesh, variables, equation; made once, at the default accuracy."""
        from annealkit.pde.assembly import Assembly

        return Assembly(self.operator(1e-5), reference="zero")

    # -- lowering --------------------------------------------------------------------

    def cells(self, rtol: float = 1e-5) -> Topology:
        """The cells that a run at this accuracy uses."""
        return self._body.topology(rtol)

    @cached_property
    def _body(self) -> Layered | Meshed:
        if self.mesh is not None:
            cells = from_fipy(self.mesh, self.regions)
            stated.check_regions(self, cells)
            medium = Medium.of(
                self.species,
                diffusivity=self.diffusivity,
                partition={},
                isotherm={},
                factor=self.thermodynamic_factor,
                velocity=self.velocity,
            )
            return Meshed(cells, self.mesh, medium, self.initial)
        assert self.shape is not None
        interfaces = tuple(self.interfaces) or (None,) * (len(self.layers) - 1)
        ends = stated.exchanges(self.inner), stated.exchanges(self.outer)
        return Layered(self.shape, tuple(self.layers), interfaces, self.inner_radius, ends)

    def operator(self, rtol: float = 1e-5, halvings: int = 0) -> Operator:
        """The lowered operator, every number filled in.

        Args:
            rtol: Accuracy, which chooses the number of cells.
            halvings: How often every cell is halved after that.
        """
        stated.check_rtol(rtol)
        body, species = self._body, self.species
        mesh = body.topology(rtol, halvings)
        media = body.media(species)
        start = np.stack([body.start(mesh, symbol) for symbol in species])  # type: ignore[arg-type]  # its own mesh
        scale = max(float(np.max(np.abs(start))), 1.0)
        skewed = mesh.dimension > 1 and (is_skewed(mesh) or stated.has_tensor(media))
        gradients = cell_gradients(mesh) if skewed else None
        stated.check_places(self, mesh.regions)
        given = {"inner": self.inner, "outer": self.outer} if self.mesh is None else self.boundaries
        plain, terms = stated.split_terms(self.sources)
        sources, trapped = expand(plain, species[0])
        operator = Operator(
            mesh=mesh,
            species=species,
            insides=_insides(mesh, media, gradients),
            contacts=_contacts(mesh, media, body.interfaces, scale),
            start=start,
            states=(*states_in_cells((s for s in self.states if s.where == "cell"), mesh.layer), *trapped),
            sources=sources_in_cells(sources, mesh.layer),
            faces={
                name: FaceOperator(
                    region=region,
                    species=species,
                    boundaries=tuple(given.get(name, ())),
                    states=tuple(s for s in self.states if s.where == name),
                    medium=media[mesh.layer[region.cells[0]]],
                    scale=scale,
                    slopes=None if gradients is None else region_slopes(mesh, region, gradients),
                )
                for name, region in mesh.regions.items()
            },
            reservoirs=tuple(self.reservoirs),
            terms=stated.lowered(terms, species, mesh, media, self.mesh, of_time(self.gas, self.reservoirs)),
            temperature=self._programme(),
            gas=self.gas,
            given_mesh=self.mesh,
        )
        stated.check_operator(operator)
        return operator

    def _programme(self) -> Law:
        """The temperature as a law of t."""
        if isinstance(self.temperature, Law):
            return self.temperature
        return laws.Callable(self.temperature, "K", arguments=("t",), name="schedule")

    def _corners(self) -> Array:
        return np.asarray(getattr(self.temperature, "corners", ()), dtype=float)


def _insides(mesh: Topology, media: Sequence[Medium], gradients: Any) -> tuple[Inside, ...]:
    """The faces inside each layer."""
    out = []
    for index, medium in enumerate(media):
        left, right = mesh.layer[mesh.faces.left], mesh.layer[mesh.faces.right]
        own = np.flatnonzero((left == index) & (right == index))
        faces = mesh.faces.take(own)
        bent = None if gradients is None else face_gradients(mesh, faces, gradients)
        out.append(Inside(medium, faces, own, bent))
    return tuple(out)


def _contacts(
    mesh: Topology, media: Sequence[Medium], interfaces: Sequence[Interface | None], scale: float
) -> tuple[Contact, ...]:
    """The faces between layers."""
    found = []
    for index, between in enumerate(interfaces):
        own = np.flatnonzero((mesh.layer[mesh.faces.left] == index) & (mesh.layer[mesh.faces.right] == index + 1))
        resistance = None if between is None else between.resistance
        found.append(Contact(media[index], media[index + 1], mesh.faces.take(own), own, resistance, scale))
    return tuple(found)


def _watch(event: Event, problem: Problem, operator: Operator, engine: Engine, rtol: float) -> Watch:
    """An event as the engines see it."""

    def function(t: float, y: Array) -> float:
        now = Solution(operator, np.array([t]), y[np.newaxis], engine, {}, {}, problem, rtol)
        return float(np.squeeze(event.function(now)))

    return Watch(event.name, function, event.direction, event.terminal)
