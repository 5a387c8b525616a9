"""A comparison: the same things read off several anneals, how far they are apart, and what made the difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from annealkit.errors import InputError, RunError, UnknownNameError
from annealkit.files import written_whole
from annealkit.stated import anneal_of
from annealkit.study.attribution import Effect, attributed
from annealkit.study.axes import Axis
from annealkit.study.differing import Difference, differing
from annealkit.study.layout import Rows
from annealkit.study.pairwise import metrics
from annealkit.study.reading import cells_of, heads_of
from annealkit.study.store import Store
from annealkit.study.table import dataset
from annealkit.study.telling import finite, outcome_json, warning_lines, warnings_of
from annealkit.study.work import Outcome

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

    from annealkit.result import Result

__all__ = ["Comparison"]


@frozen(eq=False)
class Comparison:
    """Several anneals beside each other.

    Attributes:
        inputs: Each anneal as plain data, by name.
        outcomes: What became of each.
        options: Of every run.
        store: Where results are kept, or None.
        dataset: Status, reason and every measure over the dimension ``case``.
        metrics: Distances over ``case`` and ``other``: ``profile_distance``, ``loss_ratio``, ``verdict_differences``.
    """

    inputs: Mapping[str, Mapping[str, Any]]
    outcomes: Mapping[str, Outcome]
    options: Mapping[str, Any]
    store: Store | None = None
    dataset: xarray.Dataset = field(init=False, repr=False)
    metrics: xarray.Dataset = field(init=False, repr=False)

    @dataset.default
    def _measured(self) -> xarray.Dataset:
        axis = Axis("case", ("case",), tuple((name,) for name in self.inputs))
        return dataset([axis], list(self.outcomes.values()))

    @metrics.default
    def _apart(self) -> xarray.Dataset:
        return metrics(list(self.inputs), [one.measured for one in self.outcomes.values()])

    @property
    def names(self) -> tuple[str, ...]:
        """Of the anneals, in the order given."""
        return tuple(self.inputs)

    @property
    def table(self) -> Rows:
        """What people read of each anneal; ``.text()``, ``.html()``, ``.latex()``, ``.csv()``, ``.markdown()``."""
        found = [one.measured for one in self.outcomes.values()]
        heads = heads_of([one for one in found if one is not None])
        rows = [(name, *cells_of(self.outcomes[name], heads)) for name in self.names]
        return Rows(("anneal", *heads), rows)

    def result(self, name: str) -> Result:
        """The whole result of one anneal: from the store, or computed again where there is none.

        Raises:
            UnknownNameError: No anneal has the name.
            RunError: It has no result.
        """
        outcome = self.outcomes[self._known(name)]
        if outcome.status != "ok":
            raise RunError(f"comparison: {name!r} has no result: {outcome.reason}")
        if self.store is not None:
            from annealkit.result import load

            return load(self.store.result_path(outcome.key))
        return anneal_of(self.inputs[name]).run(**self.options)

    def differences(self, one: str, other: str) -> list[Difference]:
        """In what two of the anneals differ: inputs, models with their plugins, records.

        Raises:
            UnknownNameError: No anneal has the name.
        """
        pair = self.inputs[self._known(one)], self.inputs[self._known(other)]
        return differing(anneal_of(pair[0]).built, anneal_of(pair[1]).built, pair)

    def attribute(self, one: str, other: str, measure: str = "lost") -> list[Effect]:
        """What each difference alone does to a measure: the first anneal, run again with one input of the second.

        Args:
            one: Name of the anneal to begin with.
            other: Name of the one whose inputs are taken over.
            measure: ``"lost"``, ``"resistance"``, or the name of an inner state or an observable.

        Returns:
            One effect an input that differs, the largest first, and what they do together that none does alone.

        Raises:
            UnknownNameError: No anneal or no measure has the name.
            RunError: One of the two has no result.
        """
        for name in (one, other):
            if self.outcomes[self._known(name)].measured is None:
                raise RunError(f"comparison: {name!r} has no result: {self.outcomes[name].reason}")
        found = {name: self.outcomes[name].measured or {} for name in (one, other)}
        return attributed(
            (self.inputs[one], self.inputs[other]), (found[one], found[other]), measure, dict(self.options), self.store
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings of the anneals, those alike gathered, the commonest first."""
        return warnings_of(self.outcomes.values())

    def text(self, *, width: int = 100) -> str:
        """Warnings, the table, and what has no result.

        Args:
            width: Columns that the table may take.
        """
        warned = warning_lines(self.outcomes.values())
        return "\n".join([*warned, self.table.text(width=width), *_reasons(self.outcomes.items())])

    def to_json(self) -> dict[str, Any]:
        """Warnings, status and measures of every anneal, and the distance of every pair as plain values; SI."""
        apart = {
            str(name): [[finite(one) for one in row] for row in values.to_numpy()]
            for name, values in self.metrics.data_vars.items()
        }
        anneals = {name: outcome_json(one) for name, one in self.outcomes.items()}
        return {"warnings": list(self.warnings), "anneals": anneals, "metrics": apart}

    def save(self, path: str | Path) -> Path:
        """Write dataset and metrics as netCDF; the file appears whole or not at all.

        Raises:
            InputError: The place cannot be written.
        """
        with written_whole(Path(path), what="save") as fresh:
            self.dataset.merge(self.metrics).to_netcdf(fresh, engine="h5netcdf")
        return Path(path)

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.table.html()

    def plot(self) -> Figure:
        """Losses by channel, final profiles, and how far every pair is apart."""
        from annealkit.figures.comparison import comparison

        measured = {name: one.measured for name, one in self.outcomes.items() if one.measured is not None}
        if not measured:
            raise InputError("comparison: no anneal has a result that could be drawn. Read the reasons in .text().")
        return comparison(measured, self.metrics)

    def _known(self, name: str) -> str:
        if name not in self.inputs:
            raise UnknownNameError.of("anneal of the comparison", name, self.inputs)
        return name


def _reasons(outcomes: Iterable[tuple[str, Outcome]]) -> list[str]:
    return [f"{name}: {one.status}: {one.reason}" for name, one in outcomes if one.status != "ok"]
