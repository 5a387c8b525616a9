"""What an anneal did: amounts, verdicts, balance and sources, stored without loss."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from annealkit.errors import UnknownNameError
from annealkit.explain import Explanation
from annealkit.provenance import Record
from annealkit.result import view
from annealkit.result.exports import Exports
from annealkit.result.profile import Profile
from annealkit.result.total import Total
from annealkit.result.verdict import Verdict
from annealkit.units import quantity

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

__all__ = ["MassBalance", "Result"]


@frozen
class MassBalance:
    """The ledger of the lithium: per area of a film, per metre of a fiber and of depth on a mesh of two dimensions.

    Amounts of a particle, also of one in a powder, are those of the whole particle.

    Attributes:
        initial: Held at the start.
        final: Held at the end.
        left: What left through each channel, by ``"face: channel"``; the faces of a mesh are its regions.
        made: What sources made.
        closure: Gap over the larger of the initial amount and all that was exchanged.
    """

    initial: Any
    final: Any
    left: Mapping[str, Any]
    made: Mapping[str, Any]
    closure: float


@frozen(eq=False, repr=False)
class Result(Exports):
    """The result of an anneal: a dataset and a manifest of plain values; all else is a view of them.

    Attributes:
        dataset: Histories over ``time`` and profiles over ``time`` and ``depth``; on a mesh over ``time`` and ``cell``,
            in the order of the mesh, with the coordinates of the cells.
        manifest: Everything else as plain JSON values, SI.
        earlier: Results of the steps before it in its sequence, in order; empty without.
    """

    dataset: xarray.Dataset
    manifest: dict[str, Any] = field(repr=False)
    earlier: tuple[Result, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What must be read before the numbers."""
        return tuple(self.manifest["warnings"])

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be read beside the numbers."""
        return tuple(self.manifest["notes"])

    @property
    def steps(self) -> tuple[Result, ...]:
        """The results of its sequence up to this one, which is the last; this one alone without a sequence."""
        return (*self.earlier, self)

    @property
    def title(self) -> str:
        """What the step of a sequence was, in words; empty without a sequence."""
        return str(self.manifest.get("step", {}).get("title", ""))

    @property
    def began(self) -> Any:
        """When it began, counted from the begin of its sequence; 0 s without one. Times of the dataset are its own."""
        return quantity(self.manifest.get("step", {}).get("began", 0.0), "s")

    @property
    def total(self) -> Total:
        """What left from the begin of the sequence to the end of this step, over what the body held at the begin."""
        return Total.of(self.manifest)

    @property
    def lost(self) -> dict[str, Any]:
        """Net amount that left over the initial amount, by species; negative is a gain.

        In a sequence it is that of the step, over what the body held when the step began; see :attr:`total`.
        """
        return {s: quantity(v, "1") for s, v in self.manifest["lost"].items()}

    @property
    def budget(self) -> dict[str, dict[str, Any]]:
        """The same by channel; the channels sum to ``lost``."""
        return {s: {c: quantity(v, "1") for c, v in own.items()} for s, own in self.manifest["budget"].items()}

    @property
    def limits(self) -> dict[str, dict[str, dict[str, float]]]:
        """What limits each channel: share of the driving force that each resistance takes, averaged over what passed.

        By species, channel and resistance ("solid diffusion", "evaporation", "boundary layer", "water supply" ...),
        adding up to 1; empty for a channel that nothing passed. Over time in ``dataset``.
        """
        stored = self.manifest.get("limits", {})
        return {s: {c: dict(shares) for c, shares in own.items()} for s, own in stored.items()}

    @property
    def bounds(self) -> dict[str, tuple[Any, Any] | None]:
        """Lowest and highest ``lost`` where a reactive solid's rate is unknown or calibrated, else None."""
        return {
            s: None if ends is None else (quantity(ends[0], "1"), quantity(ends[1], "1"))
            for s, ends in self.manifest["bounds"].items()
        }

    @property
    def lone(self) -> dict[str, Any]:
        """What one particle of a powder would lose alone in the same gas, by species; None for other bodies."""
        stored = self.manifest.get("lone", {})
        return {s: None if stored.get(s) is None else quantity(stored[s], "1") for s in self.manifest["lost"]}

    @property
    def sizes(self) -> dict[str, tuple[tuple[Any, Any], ...]]:
        """Diameter and ``lost`` of the particles of a powder with a spread, smallest first, by species.

        Each stands for an equal share of the mass, in the gas of the whole bed; their mean is what the powder loses.
        ``lost`` and all else is that of the particle of the powder's own diameter. Empty where all are equal.
        """
        stored = self.manifest.get("sizes", {})
        return {s: tuple((quantity(d, "m"), quantity(v, "1")) for d, v in own) for s, own in stored.items()}

    @property
    def phases(self) -> tuple[Verdict, ...]:
        """One verdict a phase rule."""
        return tuple(Verdict.from_json(one) for one in self.manifest["phases"])

    @property
    def observed(self) -> dict[str, float]:
        """Inner states averaged over the body at the end, such as ``crystallised_fraction``."""
        return dict(self.manifest["observed"])

    @property
    def observables(self) -> dict[str, Any]:
        """Virtual measurements of the final state, in SI units, by name."""
        return {name: quantity(one["value"], one["unit"]) for name, one in self.manifest["observables"].items()}

    def observe(self, name: str) -> Any:
        """A virtual measurement of the final state, or the mean of an inner state, as a quantity.

        Raises:
            UnknownNameError: The run has neither of this name; names the nearest.
        """
        known = {**{state: quantity(value, "1") for state, value in self.observed.items()}, **self.observables}
        if name not in known:
            raise UnknownNameError.of("observable", name, known)
        return known[name]

    @property
    def resistance(self) -> dict[str, Any]:
        """Area-specific resistance of the interface by part, and its total, Ω·cm²."""
        return {name: quantity(v * 1e4, "ohm * cm^2") for name, v in self.manifest["resistance"].items()}

    @property
    def balance(self) -> MassBalance:
        """Initial and final amount, flux by face and channel, sources, closure."""
        own = self.manifest["balance"]
        unit = own.get("unit", "mol / m^2")
        return MassBalance(
            quantity(own["initial"], unit),
            quantity(own["final"], unit),
            {name: quantity(v, unit) for name, v in own["left"].items()},
            {name: quantity(v, unit) for name, v in own["made"].items()},
            own["closure"],
        )

    @property
    def sources(self) -> tuple[Record, ...]:
        """Every record the run used."""
        return tuple(Record.from_json(one) for one in self.manifest["records"])

    def cite(self) -> str:
        """BibTeX of every source of those records."""
        return str(self.manifest["bibliography"])

    def explain(self) -> Explanation:
        """The equations that were solved, each term with its plugin and records."""
        return Explanation.from_json(self.manifest["explanation"])

    def profile(self, species: str) -> Profile:
        """Final concentration of a species over depth, or over the cells of a mesh.

        Raises:
            UnknownNameError: The result has no such species.
        """
        if species not in self.manifest["lost"]:
            raise UnknownNameError.of("profile", species, self.manifest["lost"])
        last = self.dataset[species].isel(time=-1)
        known = [name for name in ("depth", "x", "y", "z") if name in last.coords]
        places = {name: quantity(last[name].to_numpy(), "m") for name in known}
        return Profile(concentration=quantity(last.to_numpy(), "mol/m^3"), **places)

    def summary(self) -> str:
        """A table of what is read before and after the anneal."""
        return view.summary(self)

    def plot(self) -> Figure:
        """Temperature, loss by channel, profile (on a mesh a map) and phases in one figure."""
        from annealkit.figures.overview import overview

        return overview(self)

    def save(self, path: str | Path) -> Path:
        """Write to netCDF, replacing an older file in one move; :func:`annealkit.load` reads it back.

        Raises:
            InputError: The folder does not exist or cannot be written.
        """
        from annealkit.result.stored import save

        return save(self, Path(path))

    def to_json(self) -> dict[str, Any]:
        """What ``annealkit run --json`` prints, without the files."""
        own = self.manifest

        def value(number: float) -> dict[str, Any]:
            return {"value": number, "unit": "1"}

        return {
            "lost": {s: value(v) for s, v in own["lost"].items()},
            "budget": {s: {c: value(v) for c, v in b.items()} for s, b in own["budget"].items()},
            "bounds": own["bounds"],
            "limits": self.limits,
            "lone": own.get("lone", {}),
            "phases": own["phases"],
            "observed": own["observed"],
            "observables": own["observables"],
            "resistance": {n: {"value": v * 1e4, "unit": "ohm cm^2"} for n, v in own["resistance"].items()},
            "balance": own["balance"],
            "warnings": own["warnings"],
            "notes": own["notes"],
            **({"step": own["step"], "total": own["total"]} if "step" in own else {}),
            **({"earlier": [one._alone().to_json() for one in self.earlier]} if self.earlier else {}),
        }

    def _alone(self) -> Result:
        """The same without the steps before it."""
        return Result(self.dataset, self.manifest)

    def __str__(self) -> str:
        return view.text(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return view.html(self)
