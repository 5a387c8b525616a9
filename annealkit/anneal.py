"""What the user asks for: a material, a body, an atmosphere, a schedule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

from annealkit.build import Built, build
from annealkit.catalogue import as_atmosphere, as_material, as_stack, coating_material
from annealkit.domain import Atmosphere, Material, Stack
from annealkit.domain.body import BODIES, Body, MeshBody
from annealkit.errors import InputError
from annealkit.provenance import Record
from annealkit.schedule import Schedule
from annealkit.units import QuantityLike

if TYPE_CHECKING:
    from annealkit.explain import Explanation
    from annealkit.plan import Plan
    from annealkit.result import Result

__all__ = ["Anneal"]

Engine = Literal["sundials", "fipy"]
RangePolicy = Literal["warn", "raise", "allow"]
Progress = Callable[[float, str], None]


def _schedule(value: Any) -> Schedule:
    if isinstance(value, Schedule):
        return value
    if isinstance(value, str):
        return Schedule.parse(value)
    raise InputError(
        f"schedule: {value!r} was given; expected text such as '25 degC -> 700 degC @ 5 K/min; hold 30 min', "
        "or an ak.Schedule."
    )


def _body(value: Any) -> Body:
    if isinstance(value, (*BODIES.values(), MeshBody)):
        return value  # type: ignore[return-value]  # they are what a Body is
    raise InputError(
        f"body: {value!r} was given; expected a body such as ak.Film('500 nm', substrate='SiO2'), "
        "ak.Particle(diameter='10 um'), or ak.MeshBody(mesh, gas=['top']) of a FiPy mesh."
    )


@frozen(eq=False, kw_only=True)
class Anneal:
    """One anneal of one body.

    Names are looked up, and everything that can be wrong is refused, when it is made.

    Attributes:
        material: Name, alias or Material.
        body: For example ``ak.Film("500 nm", substrate="SiO2")``, ``ak.Powder(ak.Particle(diameter="10 um"))``, or
            ``ak.MeshBody(mesh, gas=["top"])``.
        atmosphere: Name, ``ak.atmosphere(...)`` or a mapping with ``gas``; the schedule's own gas goes before it.
        schedule: Text or Schedule.
        models: Model names by slot, where not the catalogue's default.
        parameters: Record overrides by full id, ``{"LiCoO2.Li.D.deficient.energy": "0.30 eV"}``.
        stacks: What the body stands on, by face.
        coating: Material of the body's coating; None without one.
    """

    material: Material = field(converter=as_material)
    body: Body = field(converter=_body)
    atmosphere: Atmosphere = field(converter=as_atmosphere)
    schedule: Schedule = field(converter=_schedule)
    models: Mapping[str, Any] | None = None
    parameters: Mapping[str, QuantityLike] | None = None
    stacks: Mapping[str, Stack] = field(init=False)
    coating: Material | None = field(init=False, repr=False)
    built: Built = field(init=False, repr=False)

    def __repr__(self) -> str:
        said = [f"material={self.material!r}", f"body={self.body!r}", f"atmosphere={self.atmosphere!r}"]
        said.append(f"schedule={str(self.schedule)!r}")
        said += [f"models={self.models!r}"] if self.models else []
        said += [f"parameters={self.parameters!r}"] if self.parameters else []
        return f"Anneal({', '.join(said)})"

    def __attrs_post_init__(self) -> None:
        given = self.body.coating
        object.__setattr__(self, "coating", None if given is None else coating_material(given))
        found = {face: as_stack(one.substrate) for face, one in self.body.openings.items()}
        object.__setattr__(self, "stacks", {face: stack for face, stack in found.items() if stack is not None})
        object.__setattr__(self, "built", self._build())

    def run(
        self,
        *,
        engine: Engine = "sundials",
        rtol: float = 1e-5,
        cells: int | None = None,
        out_of_range: RangePolicy = "warn",
        progress: Progress | None = None,
    ) -> Result:
        """Compute what the anneal does.

        Args:
            engine: ``"sundials"`` (CVODE) or ``"fipy"`` (minutes, and within about 3e-4; docs/decisions).
            rtol: Relative error wanted of the lost amounts.
            cells: Number of cells; None lets ``rtol`` choose. A MeshBody brings its own.
            out_of_range: What to do when a law leaves its records' range.
            progress: Called with the fraction done and what is being done.

        Raises:
            InputError: An option is not valid.
            OutOfRangeError: Under ``out_of_range="raise"``.
            RunError: The integration failed or the balance is open.
        """
        # The result stands a floor above; it is imported when there is one to make.
        from annealkit.result.compute import compute

        return compute(self, engine=engine, rtol=rtol, cells=cells, out_of_range=out_of_range, progress=progress)

    def explain(self) -> Explanation:
        """The equations that are solved, each term with its plugin and records."""
        from annealkit.explain import explain

        return explain(self.built)

    def plan(self) -> Plan:
        """What a run would use: every input resolved, with its source."""
        from annealkit.plan import plan

        return plan(self)

    def records(self) -> tuple[Record, ...]:
        """Every record an assembled term uses, by id."""
        return tuple(self.built.records[key] for key in sorted(self.built.records))

    def cite(self) -> str:
        """BibTeX of every source of the records in use."""
        from annealkit.explain import bibliography

        return bibliography(self.records())

    def _build(self) -> Built:
        overrides = dict(self.parameters or {})
        material = self.material.with_overrides(overrides)
        switches = self.schedule.gas
        gases = [(time, as_atmosphere(gas)) for time, gas in switches] or [(0.0, self.atmosphere)]
        gases = [(time, _overridden(gas, overrides)) for time, gas in gases]
        coating = None if self.coating is None else self.coating.with_overrides(overrides)
        return build(material, self.body, self.stacks, gases, self.schedule, self.models, coating)


def _overridden(atmosphere: Atmosphere, overrides: Mapping[str, QuantityLike]) -> Atmosphere:
    return atmosphere.with_overrides(overrides)
