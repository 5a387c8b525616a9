"""Where records were used outside their ranges: several arguments at once, and what a run says of it."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest

import annealkit as ak
from annealkit.errors import OutOfRangeError
from annealkit.plugins import host
from annealkit.provenance import Range, Record
from annealkit.result.ranges import excursions, sentences, unjudged
from annealkit.result.states import Histories

REFERENCE = 5e4


class Seen:
    """What laws saw at three times in two cells, the second three times as large as the first."""

    times = np.array([0.0, 10.0, 20.0])
    cells = 2
    weights = np.array([0.25, 0.75])

    def each(self) -> Any:
        for T, c in ((300.0, [5e4, 5e4]), (500.0, [4e4, 5e4]), (700.0, [3e4, 4e4])):
            yield {"T": T, "p_O2": 100.0, "c": np.array(c), "c_H": np.array([0.0, 1.0]), "w": np.array([0.0, T / 1e3])}


SEEN: Any = Seen()


def record(**valid: tuple[float, float, str]) -> Record:
    ranges = {argument: Range(*ends) for argument, ends in valid.items()}
    return Record(key="M.D", value=1.0, unit="1", printed_value=1.0, printed_unit="1", basis="assumed", valid=ranges)


def shares(one: Record, reference: float | None = REFERENCE) -> dict[str, tuple[float, float]]:
    return {e.argument: (e.share, e.box) for e in excursions([one], SEEN, reference=reference)}


def test_a_range_of_temperature_counts_time() -> None:
    assert shares(record(T=(400.0, 800.0, "K"))) == {"T": (pytest.approx(0.25), pytest.approx(0.25))}
    assert shares(record(T=(200.0, 800.0, "K"))) == {}


def test_the_box_is_left_where_any_argument_is_outside() -> None:
    found = shares(record(T=(400.0, 800.0, "K"), c=(3.5e4, 4.5e4, "mol/m^3")))
    # Cold at the start (1/4 of the time); full in both cells then, in the large one halfway, and empty in the
    # small one at the end.
    assert found["T"] == (pytest.approx(0.25), pytest.approx(0.25 + 0.5 * 0.75 + 0.25 * 0.25))
    assert found["c"] == (pytest.approx(0.25 + 0.5 * 0.75 + 0.25 * 0.25), found["T"][1])


def test_arguments_that_leave_their_ranges_in_turn_add_up_in_the_box() -> None:
    found = shares(record(T=(400.0, 800.0, "K"), ratio=(0.7, 1.1, "1")))
    assert found == {
        "T": (pytest.approx(0.25), pytest.approx(0.25 + 0.25 * 0.25)),
        "ratio": (pytest.approx(0.25 * 0.25), pytest.approx(0.25 + 0.25 * 0.25)),
    }


@pytest.mark.parametrize(
    ("argument", "ends", "share"),
    [
        ("ratio", (0.9, 1.1, "1"), 0.5 * 0.25 + 0.25),
        ("p_O2", (1.0, 10.0, "Pa"), 1.0),
        ("c_H", (0.5, 2.0, "mol/m^3"), 0.25),
        ("w", (0.0, 0.6, "1"), 0.25 * 0.75),
    ],
)
def test_every_argument_that_laws_see_is_judged(argument: str, ends: tuple[float, float, str], share: float) -> None:
    found = shares(record(**{argument: ends}))
    assert found == {argument: (pytest.approx(share), pytest.approx(share))}


def test_what_nothing_tells_is_named_and_not_taken_for_inside() -> None:
    one = record(grain_size=(1e-9, 1e-6, "m"), ratio=(2.0, 3.0, "1"), T=(200.0, 800.0, "K"))
    assert unjudged([one], SEEN, reference=REFERENCE) == (
        "grain_size is unknown to this run: the range over it of M.D was not judged.",
    )
    assert shares(one, reference=None) == {}
    assert [told.split()[0] for told in unjudged([one], SEEN)] == ["grain_size", "ratio"]


def test_sentences_tell_each_range_and_the_box_worst_first() -> None:
    one = record(T=(400.0, 800.0, "K"), ratio=(0.7, 1.1, "1"))
    told = sentences(excursions([one], SEEN, reference=REFERENCE))
    assert told == (
        "T or ratio was outside for 31.2 % of space-time: extrapolated M.D.",
        "T was outside 400 to 800 K for 25.0 % of space-time (300 to 700 K met): extrapolated M.D.",
        "ratio was outside 0.7 to 1.1 for 6.2 % of space-time (0.6 to 1 met): extrapolated M.D.",
    )


# -- in a run ------------------------------------------------------------------------------


@pytest.fixture
def limited() -> ak.Anneal:
    """A film whose diffusivity holds in a box of temperature and composition."""
    material = host().material("LiCoO2").item
    book = material.book
    short = "Li.D.deficient.energy"
    box = {"T": Range(120.0, 400.0, "K"), "ratio": Range(0.5, 0.98, "1"), "p_O2": Range(1.0, 1e6, "Pa")}
    records = {**book.records, short: attrs.evolve(book[short], valid=box)}
    return ak.Anneal(
        material=attrs.evolve(material, book=attrs.evolve(book, records=records)),
        body=ak.Film("500 nm"),
        atmosphere="air",
        schedule="25 degC -> 700 degC @ 20 K/min; hold 5 min",
        models={"Li.loss": ["first-order"]},
    )


def test_a_run_s_composition_is_judged(limited: ak.Anneal) -> None:
    built = limited.built
    solution = built.problem(12, None).solve(np.array([0.0, 1000.0, 2300.0]), rtol=1e-4)
    found = excursions(built.records.values(), Histories(solution, "Li"), reference=built.reference)
    own = {one.argument: one for one in found if one.key == "LiCoO2.Li.D.deficient.energy"}
    assert set(own) == {"T", "ratio"}
    # The film begins at one Li per Co and loses a few per cent at the end.
    assert own["ratio"].seen[1] == pytest.approx(1.0)
    assert own["ratio"].box >= max(one.share for one in own.values())


def test_the_share_outside_is_in_the_result_and_printed_first(limited: ak.Anneal) -> None:
    result = limited.run(cells=12, rtol=1e-4)
    stored = {
        (key, argument): share for key, argument, *_, share, seen in (row[:7] for row in result.manifest["ranges"])
    }
    share = stored["LiCoO2.Li.D.deficient.energy", "T"]
    assert 0.5 < share < 1.0
    told = [one for one in result.warnings if "of space-time" in one]
    assert told
    assert result.warnings[: len(told)] == tuple(told)
    assert any(f"{100 * share:.1f} %" in one for one in told)
    assert str(result).index(told[0][:40]) < str(result).index("lost")


def test_the_run_decides_what_leaving_a_range_means(limited: ak.Anneal) -> None:
    with pytest.raises(OutOfRangeError, match="outside the range"):
        limited.run(cells=12, rtol=1e-4, out_of_range="raise")
    silent = limited.run(cells=12, rtol=1e-4, out_of_range="allow")
    assert not [one for one in silent.warnings if "of space-time" in one]
    assert silent.manifest["ranges"] == []
