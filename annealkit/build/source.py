"""A source that is made of a material: its activity follows its temperature and the oxygen of the furnace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import evolve, frozen

from annealkit import laws
from annealkit.domain import Atmosphere
from annealkit.domain.composition import start_ratio
from annealkit.errors import InputError
from annealkit.laws import Law
from annealkit.laws.law import Values
from annealkit.laws.steps import steps
from annealkit.provenance import Record
from annealkit.selection import resolved
from annealkit.units import QuantityLike

__all__ = ["source_activity", "with_source"]

#: What a record's range over an argument of the body's laws is one over, where it is the source that has it.
_OF_SOURCE = {"T": "T_source", "c": "c_source", "ratio": "ratio_source"}


def source_activity(
    gases: Sequence[tuple[float, Atmosphere]],
    oxide: str,
    overrides: Mapping[str, QuantityLike],
    furnace: Mapping[str, Law],
) -> tuple[Law, dict[str, Record]]:
    """Activity of the oxide in the source as a law of t, T and whatever else the gas follows, and its records.

    Args:
        gases: Atmosphere from each time (s) on.
        oxide: The oxide that the body exchanges, such as ``"Li2O"``.
        overrides: Of records, by full id.
        furnace: What laws read of the gas, among it ``p_O2`` and ``T_source``.

    Raises:
        InputError: The activity of that oxide over the material of a source is not known.
        PluginError: A plugin's hook failed.
    """
    times = np.array([time for time, _ in gases])
    plain = steps(times, np.array([one.source for _, one in gases]), "1")
    made = [None if one.source_material is None else _over(one, oxide, overrides) for _, one in gases]
    own = [law for law in made if law is not None]
    if not own:
        return plain, {}
    read = {name: furnace[_OF_SOURCE.get(name, name)] for law in own for name in law.arguments if name != "t"}
    records = {key: _of_source(record) for law in own for key, record in law.records.items()}
    called = [f"{gas.source:g}" if law is None else law.describe() for law, (_, gas) in zip(made, gases, strict=True)]
    since = [f" from {time:g} s" if len(gases) > 1 else "" for time in times]
    activity = laws.Callable(
        _OfSource(times, plain, tuple(made), read),
        "1",
        arguments=tuple(dict.fromkeys(("t", *(name for law in read.values() for name in law.arguments)))),
        records=records,
        name="activity of the source",
        text="; ".join(text + when for text, when in zip(called, since, strict=True)),
    )
    return activity, records


def with_source(records: Mapping[str, Record], of_source: Mapping[str, Record]) -> dict[str, Record]:
    """The records of a source; one that the body uses too is judged over the state of both.

    Args:
        records: What the body uses.
        of_source: What the source uses, with ranges over its own state.
    """
    return {
        key: evolve(records[key], valid={**records[key].valid, **one.valid}) if key in records else one
        for key, one in of_source.items()
    }


@frozen(eq=False)
class _OfSource:
    """One activity after another; those of a material at the state of the source.

    Attributes:
        times: Start of each piece, s.
        plain: Activities that were given as numbers.
        made: Those of a material by piece, None where there is none.
        read: What these read, as laws of t, T and the amounts in a vessel.
    """

    times: np.ndarray
    plain: Law
    made: tuple[Law | None, ...]
    read: Mapping[str, Law]

    def __call__(self, **state: Values) -> Values:
        seen = {"t": state["t"], **{name: law.at(state) for name, law in self.read.items()}}
        piece = np.searchsorted(self.times, state["t"], side="right") - 1
        found = self.plain.at(state)
        for index, law in enumerate(self.made):
            if law is not None:
                found = np.where(piece == index, law.at(seen), found)
        return np.asarray(found)


@frozen(eq=False)
class _AtComposition:
    """An activity over a solid whose composition stays."""

    law: Law
    concentration: Values

    def __call__(self, **state: Values) -> Values:
        return np.asarray(self.law.at({**state, "c": self.concentration}))


def _over(gas: Atmosphere, oxide: str, overrides: Mapping[str, QuantityLike]) -> Law:
    """Activity over the material of one source, a law of T (the source's) and of the gas."""
    assert gas.source_material is not None  # as chosen
    material = resolved(gas.source_material.with_overrides(overrides), gas)
    if oxide not in material.activities:
        known = f"; known is that of {', '.join(material.activities)}" if material.activities else ""
        raise InputError(
            f"atmosphere {gas.name!r}, activity: the source is made of {material.name}, over which the activity of "
            f"{oxide} is not known{known}. Give the activity as a number, or name a material that has it."
        )
    symbol = next(one for one, species in material.species.items() if species.oxide == oxide)
    law, site = material.activity(oxide), material.species[symbol].site_concentration
    ratio = start_ratio(material, symbol, gas.source_composition)
    return laws.Callable(
        _AtComposition(law, ratio * site.per_cell),
        "1",
        arguments=tuple(name for name in law.arguments if name != "c"),
        records={**law.records, site.key: site},
        name=f"activity of {oxide} over {material.name}",
        text=f"a({oxide}) over {material.name} of {material.species[symbol].ratio} = {ratio:.6g}",
    )


def _of_source(record: Record) -> Record:
    """A record whose ranges are over the state of the source."""
    return evolve(record, valid={_OF_SOURCE.get(name, name): valid for name, valid in record.valid.items()})
