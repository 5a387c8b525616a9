"""T(t), its text, its files, and its gas switches."""

from __future__ import annotations

import json
import math
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import PchipInterpolator

from annealkit import units
from annealkit.errors import InputError, UnitError, UnknownNameError
from annealkit.schedule import Cool, Hold, Log, Ramp, Schedule

STANDARD = "25 degC -> 700 degC @ 5 K/min; hold 30 min; -> 25 degC @ 5 K/min"


class TestText:
    def test_standard(self) -> None:
        schedule = Schedule.parse(STANDARD)
        assert schedule.duration == 18000.0
        assert schedule.corners == (0.0, 8100.0, 9900.0, 18000.0)
        assert schedule.holds == ((8100.0, 9900.0, 973.15),)
        assert (schedule.start, schedule.peak, schedule.lowest) == (298.15, 973.15, 298.15)
        assert schedule.text == STANDARD

    @pytest.mark.parametrize(
        "text",
        [
            "25 °C → 700 °C @ 5 °C/min; hold 0.5 h; → 25 °C @ 300 K/h",
            "298.15 K->973.15 K@5 K/min;hold 1800 s;->298.15 K@5 K/min",
            "25 degC -> 700 degC at 5 degC/min; hold for 30 min -> 25 degC in 2 h 15 min",
            "25 degC -> 700 degC in 135 min\nhold 30 min\n-> 25 degC at 5 K/min\n",
            "77 degF -> 1292 degF @ 9 degF/min; dwell 30 min; -> 77 degF @ 9 degF/min;",
        ],
    )
    def test_other_spellings(self, text: str) -> None:
        other, standard = Schedule.parse(text), Schedule.parse(STANDARD)
        t = np.linspace(0.0, 18000.0, 101)
        np.testing.assert_allclose(other.temperature(t), standard.temperature(t), rtol=1e-12)

    def test_furnace_cooling(self) -> None:
        schedule = Schedule.parse("700 degC; hold 30 min; furnace cool to 25 degC, time constant 2 h")
        assert schedule == Schedule("700 degC", [Hold("30 min"), Cool("25 degC", "2 h")])
        assert schedule.text == "700 degC; hold 30 min; furnace cool to 25 degC time constant 2 h"
        other = Schedule.parse("700 degC; furnace cool to 50 degC with a time constant of 2 h, ambient 30 degC")
        assert other.segments == (Cool("50 degC", "2 h", ambient="30 degC"),)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", ["empty", "25 degC -> 700 degC"]),
            (" ; ", ["empty"]),
            ("25 degC", ["no duration"]),
            ("25 degC; hold 0 min", ["no duration"]),
            ("hold 5 min", ["start temperature is missing"]),
            ("-> 700 degC @ 5 K/min", ["start temperature is missing"]),
            ("25 C -> 700 degC @ 5 K/min", ["start", "coulomb", "Did you mean '25 degC'"]),
            ("25 degC -> 700 C @ 5 K/min", ["segment 1 ('-> 700 C @ 5 K/min')", "Did you mean '700 degC'"]),
            ("25 degC -> 700 degC", ["segment 1", "no rate and no time"]),
            ("25 degC -> 700 degC @", ["segment 1", "nothing stands after '@'"]),
            ("25 degC -> 700 degC @ 5", ["segment 1", "without a unit", "5 K/min"]),
            ("25 degC -> 700 degC @ 5 C/min", ["segment 1", "Did you mean '5 degC/min'"]),
            ("25 degC -> 700 degC @ 0 K/min", ["segment 1", "above zero"]),
            ("25 degC -> 700 degC @ -5 K/min", ["segment 1", "above zero", "direction"]),
            ("25 degC -> 700 degC in 0 s", ["segment 1", "above zero"]),
            ("25 degC -> 700 degC in -2 h", ["segment 1", "negative"]),
            ("25 degC -> -300 degC @ 5 K/min", ["segment 1", "below absolute zero"]),
            ("25 degC -> 700 -> 25 degC in 1 h", ["segment 1 ('-> 700')", "no rate and no time"]),
            ("25 degC; hold 5 min; -> 25 degC @ 5 K/min", ["segment 2", "begins and ends at 25 degC"]),
            ("25 degC; hold -5 min", ["segment 1", "negative"]),
            ("25 degC; hold 30", ["segment 1 ('hold 30')", "Did you mean '30 min'"]),
            ("25 degC; hold", ["segment 1", "nothing stands after 'hold'"]),
            ("25 degC; wait 5 min", ["segment 1 ('wait 5 min')", "not understood"]),
            ("25 degC -> 700 degC @ 5 K/min, hold 30 min", ["segment 1", "Write ';' before 'hold 30 min'"]),
            ("25 degC -> 700 degC @ 5 K/min hold 30 min", ["segment 1", "Write ';' before 'hold 30 min'"]),
            (
                "700 degC; furnace cool to 20 degC time constant 2 h",
                ["segment 1", "not above the ambient of 20 degC"],
            ),
            ("700 degC; furnace cool to 25 degC time constant 0 h", ["segment 1", "above zero"]),
            ("25 degC; furnace cool to 100 degC time constant 2 h", ["segment 1", "is not above it"]),
            ("25 degC; log (s, K): 0 298.15, 5", ["segment 1", "a log is written as"]),
            ("25 degC; log (s, K): 0 398.15, 5 400", ["segment 1", "the log begins at 125 degC"]),
        ],
    )
    def test_refused(self, text: str, said: list[str]) -> None:
        with pytest.raises(InputError) as caught:
            Schedule.parse(text)
        assert str(caught.value).startswith("schedule")
        for part in said:
            assert part in str(caught.value)

    def test_not_text(self) -> None:
        with pytest.raises(InputError, match=r"expected text"):
            Schedule.parse(700)


class TestObjects:
    def test_as_designed(self) -> None:
        built = Schedule("25 degC", [Ramp("700 degC", rate="5 K/min"), Hold("30 min"), Ramp("25 degC", rate="5 K/min")])
        assert built == Schedule.parse(STANDARD)

    @pytest.mark.parametrize("pace", [{}, {"rate": "5 K/min", "duration": "1 h"}])
    def test_a_ramp_has_one_pace(self, pace: dict[str, str]) -> None:
        with pytest.raises(InputError, match="exactly one"):
            Ramp("700 degC", **pace)

    @pytest.mark.parametrize(
        "make",
        [
            lambda: Ramp(700, rate="5 K/min"),
            lambda: Hold(30),
            lambda: Cool("30 degC", 2),
            lambda: Schedule(25, []),
        ],
    )
    def test_bare_numbers(self, make: Any) -> None:
        with pytest.raises(UnitError, match="without a unit"):
            make()

    def test_text_where_a_segment_belongs(self) -> None:
        with pytest.raises(InputError, match=r"segment 2: got 'hold 30 min'.*Schedule\.parse"):
            Schedule("25 degC", [Hold("5 min"), "hold 30 min"])

    @pytest.mark.parametrize("segments", ["hold 30 min", Hold("30 min"), None])
    def test_no_list(self, segments: Any) -> None:
        with pytest.raises(InputError, match="expected a list"):
            Schedule("25 degC", segments)

    def test_no_segment(self) -> None:
        with pytest.raises(InputError, match="no duration"):
            Schedule("25 degC", [])

    def test_pickles(self) -> None:
        schedule = Schedule.parse(STANDARD)
        again = pickle.loads(pickle.dumps(schedule))
        assert again == schedule
        assert again.temperature(5000.0) == schedule.temperature(5000.0)


class TestTemperature:
    def test_ramp_and_hold(self) -> None:
        schedule = Schedule.parse(STANDARD)
        t = np.array([[-5.0, 0.0, 4050.0], [8100.0, 9000.0, 9900.0], [13950.0, 18000.0, 99999.0]])
        expected = np.array([[298.15, 298.15, 635.65], [973.15, 973.15, 973.15], [635.65, 298.15, 298.15]])
        np.testing.assert_allclose(schedule.temperature(t), expected, rtol=1e-14)
        assert np.all(schedule.temperature(np.linspace(8100, 9900, 50)) == 973.15)  # a plateau is exact

    def test_is_a_law_of_time(self) -> None:
        schedule = Schedule.parse(STANDARD)
        assert schedule.unit == "K"
        assert schedule.arguments == ("t",)
        assert schedule(t=4050.0) == pytest.approx(635.65, rel=1e-14)
        assert np.ndim(schedule(t=4050.0)) == 0

    def test_agrees_with_interpolation(self) -> None:
        schedule = Schedule.parse("300 K -> 500 K in 10 s; -> 400 K in 5 s; hold 5 s; -> 900 K in 20 s")
        t = np.linspace(0, 40, 1001)
        expected = np.interp(t, [0, 10, 15, 20, 40], [300, 500, 400, 400, 900])
        np.testing.assert_allclose(schedule.temperature(t), expected, rtol=1e-13)

    def test_cooling_is_exponential(self) -> None:
        schedule = Schedule("700 degC", [Cool("25 degC", "2 h")])
        assert schedule.duration == pytest.approx(7200.0 * math.log(680.0 / 5.0), rel=1e-12)
        t = np.linspace(0.0, schedule.duration, 50)
        expected = 293.15 + 680.0 * np.exp(-t / 7200.0)
        np.testing.assert_allclose(schedule.temperature(t), expected, rtol=1e-12)
        assert schedule.lowest == 298.15
        assert schedule.temperature(schedule.duration) >= 298.15

    @given(st.lists(st.sampled_from(["up", "down", "hold", "cool"]), min_size=1, max_size=8), st.randoms())
    def test_is_continuous_and_bounded(self, kinds: list[str], random: Any) -> None:
        schedule = Schedule("600 K", _drawn(kinds, random))
        corners = np.array(schedule.edges)
        left, right = schedule.temperature(corners - 1e-6), schedule.temperature(corners + 1e-6)
        np.testing.assert_allclose(left, right, atol=1e-3)
        values = schedule.temperature(np.linspace(0, schedule.duration, 300))
        assert values.max() <= schedule.peak
        assert values.min() >= schedule.lowest

    def test_corners_are_where_the_slope_jumps(self) -> None:
        same_rate = Schedule.parse("25 degC -> 400 degC @ 5 K/min -> 700 degC @ 5 K/min; hold 1 h; hold 1 h")
        assert same_rate.corners == (0.0, 8100.0, 15300.0)
        assert len(same_rate.holds) == 2
        no_hold = Schedule.parse("25 degC -> 700 degC @ 5 K/min; hold 0 s; -> 25 degC @ 5 K/min")
        assert no_hold.corners == (0.0, 8100.0, 16200.0)
        assert no_hold.holds == ((8100.0, 8100.0, 973.15),)


def _drawn(kinds: list[str], random: Any) -> list[Any]:
    """Segments that can follow one another, from 600 K on."""
    now = 600.0
    segments: list[Any] = []
    for kind in kinds:
        if kind == "hold" or (kind != "up" and now < 400.0):
            segments.append(Hold((random.uniform(1.0, 1e4), "s")))
        elif kind == "cool":
            now = random.uniform(320.0, now - 1.0)
            segments.append(Cool((now, "K"), (random.uniform(10.0, 1e4), "s")))
        else:
            target = now + random.uniform(1.0, 300.0) if kind == "up" else random.uniform(310.0, now - 1.0)
            pace = random.choice(
                [{"rate": (random.uniform(1e-3, 1.0), "K/s")}, {"duration": (random.uniform(1.0, 1e4), "s")}]
            )
            segments.append(Ramp((target, "K"), **pace))
            now = target
    return segments


class TestRoundTrips:
    @given(st.lists(st.sampled_from(["up", "down", "hold", "cool"]), min_size=1, max_size=6), st.randoms())
    def test_any_schedule(self, kinds: list[str], random: Any) -> None:
        schedule = Schedule("600 K", _drawn(kinds, random))
        assert Schedule.parse(schedule.text) == schedule
        stored = json.loads(json.dumps(schedule.to_json()))
        assert Schedule.from_json(stored) == schedule

    @given(st.integers(0, 1500), st.integers(1, 100), st.integers(1, 600))
    def test_round_numbers_stay_readable(self, celsius: int, rate: int, minutes: int) -> None:
        text = f"20.5 degC -> {celsius} degC @ {rate} K/min; hold {minutes} s"
        assert Schedule.parse(text).text.startswith(f"20.5 degC -> {celsius} degC @ {rate} K/min; hold ")

    @given(st.lists(st.tuples(st.floats(0.1, 100.0), st.floats(200.0, 1500.0)), min_size=2, max_size=20))
    def test_any_log(self, steps: list[tuple[float, float]]) -> None:
        times = np.cumsum([step for step, _ in steps])
        log = Log((times, "s"), ([kelvin for _, kelvin in steps], "K"))
        schedule = Schedule((steps[0][1], "K"), [log, Hold("1 s")])
        assert Schedule.parse(schedule.text) == schedule
        assert Schedule.from_json(json.loads(json.dumps(schedule.to_json()))) == schedule

    @pytest.mark.parametrize(
        ("stored", "said"),
        [
            ({}, "not complete"),
            ({"start": 300.0, "segments": [{}]}, "not complete"),
            ({"start": 300.0, "segments": [{"kind": "hold", "duration": None}]}, "Hold.duration"),
            ({"start": 300.0, "segments": 5}, "not complete"),
        ],
    )
    def test_stored_wrongly(self, stored: dict[str, Any], said: str) -> None:
        with pytest.raises(InputError, match=said):
            Schedule.from_json(stored)

    def test_stored_kind_unknown(self) -> None:
        with pytest.raises(UnknownNameError, match="Did you mean 'ramp'"):
            Schedule.from_json({"start": 300.0, "segments": [{"kind": "rampp"}]})


class _Atmosphere:
    """What a schedule needs to know of an atmosphere to store it."""

    name = "air"

    def __init__(self, **given_texts: str) -> None:
        self.given = given_texts


class TestGas:
    def test_switches_are_corners(self) -> None:
        argon = _Atmosphere()
        base = Schedule.parse(STANDARD)
        schedule = Schedule("25 degC", base.segments, gas=[("0 s", "O2"), ("1 h", argon)])
        assert schedule.gas == ((0.0, "O2"), (3600.0, argon))
        assert schedule.gas[1][1] is argon
        assert schedule.corners == (0.0, 3600.0, 8100.0, 9900.0, 18000.0)
        assert str(schedule).endswith("gas: O2 from 0 s, air from 1 h")

    def test_none_throughout(self) -> None:
        assert Schedule.parse(STANDARD).gas == ()

    def test_stored_as_in_a_run_file(self) -> None:
        gases = [
            ("0 s", "O2"),
            ("1 h", _Atmosphere()),
            ("2 h", _Atmosphere(H2O="1 kPa")),
            ("3 h", {"gas": "argon"}),
        ]
        schedule = Schedule("700 degC", [Hold("5 h")], gas=gases)
        stored = json.loads(json.dumps(schedule.to_json()))
        expected = [
            [0.0, "O2"],
            [3600.0, "air"],
            [7200.0, {"gas": "air", "H2O": "1 kPa"}],
            [10800.0, {"gas": "argon"}],
        ]
        assert stored["gas"] == expected
        again = Schedule.from_json(stored)
        assert [time for time, _ in again.gas] == [0.0, 3600.0, 7200.0, 10800.0]
        assert again.to_json() == schedule.to_json()

    def test_a_switch_at_a_corner_is_one_moment(self) -> None:
        almost = 8100.0 * (1 + 1e-13)
        schedule = Schedule("25 degC", Schedule.parse(STANDARD).segments, gas=[("0 s", "O2"), ((almost, "s"), "argon")])
        assert schedule.corners == (0.0, 8100.0, 9900.0, 18000.0)
        assert schedule.gas[1][0] == 8100.0

    @pytest.mark.parametrize(
        ("gas", "said"),
        [
            ([], "must start at '0 s'"),
            ([("1 min", "O2")], "must start at '0 s'"),
            ([("0 s", "O2"), ("0 s", "argon")], "must increase"),
            ([("0 s", "O2"), ("10 min", "argon"), ("5 min", "air")], "must increase"),
            ([("0 s", "O2"), ("1 h", "argon")], "not inside the schedule"),
            ([("0 s", "O2"), (5, "argon")], "gas 2, time: .*without a unit"),
            (["O2"], "gas 1: got 'O2'; expected a pair"),
        ],
    )
    def test_refused(self, gas: Any, said: str) -> None:
        with pytest.raises(InputError, match=said):
            Schedule("700 degC", [Hold("1 h")], gas=gas)


class TestCsv:
    @pytest.fixture
    def write(self, tmp_path: Path) -> Any:
        def _write(content: str | bytes) -> Path:
            path = tmp_path / "furnace.csv"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            return path

        return _write

    @pytest.mark.parametrize(
        ("header", "time", "temperature"),
        [
            ("time [min],T [degC]", "time [min]", "T [degC]"),
            ("time [min],T (°C)", "time", "T"),
            ("time / min,T / degC", "time", "T"),
            ("t,T", ("t", "min"), ("T", "degC")),
            ("t;T", ("t", "min"), ("T", "degC")),
            ("t\tT", ("t", "min"), ("T", "°C")),
        ],
    )
    def test_headers_and_units(self, write: Any, header: str, time: Any, temperature: Any) -> None:
        mark = next(one for one in ";\t," if one in header)
        rows: list[list[float]] = [[10, 25], [20, 125.5], [25, 120]]
        text = "# furnace 3\n\n" + header + "\n" + "\n".join(mark.join(map(str, row)) for row in rows) + "\n"
        schedule = Schedule.from_csv(write(text), time=time, temperature=temperature)
        assert schedule.duration == 900.0  # the first time becomes 0
        np.testing.assert_allclose(schedule.temperature([0.0, 600.0, 900.0]), [298.15, 398.65, 393.15], rtol=1e-14)

    def test_windows_logger(self, write: Any) -> None:
        path = write('"Zeit [s]","T [°C]"\r\n0,25\r\n10,30\r\n'.encode("cp1252"))
        assert Schedule.from_csv(path, time="Zeit", temperature="T").peak == pytest.approx(303.15)

    def test_an_open_quotation_mark_swallows_no_row(self, write: Any) -> None:
        path = write('t [s],T [K]\n0,300\n1,"310\n2,320\n')
        log = Schedule.from_csv(path, time="t", temperature="T").segments[0]
        assert isinstance(log, Log)
        assert log.temperatures == (300.0, 310.0, 320.0)

    def test_byte_order_mark(self, write: Any) -> None:
        path = write("t [s],T [K]\n0,300\n10,310\n".encode("utf-8-sig"))
        assert Schedule.from_csv(path, time="t", temperature="T").duration == 10.0

    def test_a_noisy_log_has_no_inner_corner(self, write: Any) -> None:
        t = np.linspace(0.0, 3600.0, 2001)
        noisy = 300.0 + 0.2 * t + np.random.default_rng(1).normal(0.0, 2.0, t.size)
        path = write(
            "t [s],T [K]\n" + "\n".join(f"{a!r},{b!r}" for a, b in zip(t.tolist(), noisy.tolist(), strict=True))
        )
        schedule = Schedule.from_csv(path, time="t", temperature="T")
        assert schedule.corners == (0.0, 3600.0)
        at = np.linspace(0.0, 3600.0, 5003)
        np.testing.assert_allclose(schedule.temperature(at), PchipInterpolator(t, noisy)(at), rtol=1e-10)
        assert (schedule.lowest, schedule.peak) == (noisy.min(), noisy.max())
        assert len(str(schedule)) < 120
        assert "furnace.csv" in str(schedule)
        assert Schedule.parse(schedule.text) == schedule

    def test_a_log_and_what_follows(self, write: Any) -> None:
        path = write("t [s],T [K]\n0,300\n100,400\n")
        log = Schedule.from_csv(path, time="t", temperature="T").segments[0]
        schedule = Schedule("300 K", [log, Hold("50 s"), Ramp("300 K", duration="100 s")])
        assert schedule.corners == (0.0, 100.0, 150.0, 250.0)

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ("", "empty"),
            ("t [s],T [degC]\n", "two rows or more, found 0"),
            ("t [s],T [degC]\n0,25\n", "two rows or more, found 1"),
            ("t [s],U [degC]\n0,25\n1,26\n", "temperature column: 'T' is not known"),
            ("t [s],T [degC],T (K)\n0,25,1\n1,26,1\n", "several columns"),
            ("t [s],T\n0,25\n1,26\n", "column 'T': it has no unit"),
            ("t [s],T [C]\n0,25\n1,26\n", r"column 'T \[C\]', row 2: .*coulomb.*degC"),
            ("t [degC],T [degC]\n0,25\n1,26\n", r"column 't \[degC\]', row 2: .*a time"),
            ("t [s],T [degC]\n0,25\n1,hot\n2,26\n", r"column 'T \[degC\]', row 3: got 'hot'"),
            ("t [s],T [degC]\n0,25\n\n1\n2,26\n", "row 4: the cell is empty"),
            ("t [s];T [degC]\n0;25\n1;26,5\n", "row 3: .*point"),
            ("t [s],T [degC]\n0,25\n1,nan\n2,26\n", "row 3: .*not finite"),
            ("t [s],T [degC]\n0,25\n1,26\n2,-400\n", "row 4: .*below absolute zero"),
            ("t [s],T [degC]\n0,25\n5,26\n5,27\n", r"column 't \[s\]', row 4: time 5 is not later than 5"),
            ("t [s],T [degC]\n0,25\n5,26\n4,27\n", "row 4: time 4 is not later"),
        ],
    )
    def test_refused(self, write: Any, content: str, said: str) -> None:
        with pytest.raises(InputError, match=said) as caught:
            Schedule.from_csv(write(content), time="t", temperature="T")
        assert "furnace.csv" in str(caught.value)

    def test_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"nowhere\.csv: cannot be read"):
            Schedule.from_csv(tmp_path / "nowhere.csv", time="t", temperature="T")

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="cannot be read"):
            Schedule.from_csv(tmp_path, time="t", temperature="T")


class TestLog:
    @pytest.mark.parametrize(
        ("times", "kelvins", "said"),
        [
            ([0.0], [300.0], "two points"),
            ([0.0, 1.0], [300.0], "equal length"),
            ([0.0, 1.0, 1.0], [300.0, 301.0, 302.0], "point 3 is not later"),
        ],
    )
    def test_refused(self, times: list[float], kelvins: list[float], said: str) -> None:
        with pytest.raises(InputError, match=said):
            Log((times, "s"), (kelvins, "K"))

    def test_from_quantities(self) -> None:
        log = Log(units.quantity(np.array([0.0, 1.0]), "min"), units.quantity(np.array([25.0, 30.0]), "degC"))
        assert log.times == (0.0, 60.0)
        assert log.temperatures == pytest.approx((298.15, 303.15))
