"""``annealkit study``: six verbs on one run file, what they print and write, and what they refuse."""

from __future__ import annotations

import json

import pytest
import xarray

from annealkit.cli import study as cli
from annealkit.runfile import STUDIES
from annealkit.runstudy import KEYS, OWN_DEFAULTS
from annealkit.study import running
from quick_work import loses, quick_work

STUDY_FILE = """
material = "LiCoO2"
body = { type = "Film", thickness = "500 nm", substrate = "Pt" }
atmosphere = "air"
schedule = "25 degC -> 600 degC @ 20 K/min; hold 30 min"
models = { "Li.loss" = ["first-order"] }
[run]
cells = 4
rtol = 1e-2
[compare]
atmospheres = ["air", { gas = "argon", H2O = "1 kPa" }]
parameters = { "as it is" = {}, "low" = { "LiCoO2.Li.D.deficient.energy" = "0.25 eV" } }
[sweep.axes]
"body.thickness" = { from = "100 nm", to = "1 um", number = 2, spacing = "geometric" }
[sweep.zipped.recipe]
"schedule.hold.duration" = ["1 min", "1 h"]
atmosphere = ["air", { gas = "argon" }]
[window]
temperature = ["500 degC", "700 degC", 3]
time = ["5 min", "4 h", 2]
limits = { crystallised_fraction = ">= 0.95", resistance = "<= 50 ohm cm^2", detectable_XRD = false }
[protocol]
temperatures = ["500 degC", "600 degC"]
times = ["30 min", "1 h"]
atmospheres = ["air", { gas = "argon", H2O = "10 Pa" }]
[shortest-hold]
temperature = "650 degC"
between = ["1 min", "2 h"]
[optimize]
objective = "min lost"
constraints = { crystallised_fraction = ">= 0.5" }
trials = 4
[optimize.over]
"schedule.hold.temperature" = { low = "600 degC", high = "700 degC" }
"schedule.hold.duration" = { low = "30 min", high = "4 h", log = true }
atmosphere = ["air", "argon"]
"""


@pytest.fixture
def study(command, tmp_path, monkeypatch):
    """The command on a file with all six tables; chunks are answered by closed forms, pictures drawn where asked."""
    monkeypatch.setattr(running, "work", quick_work)

    def run(verb, *arguments, change=("", ""), draw=False):
        assert change[0] in STUDY_FILE
        if not draw:
            monkeypatch.setattr(cli, "write", lambda study, folder, stem: (folder / f"{stem}.png",))
        (tmp_path / "film.toml").write_text(STUDY_FILE.replace(*change), encoding="utf-8")
        return command("study", verb, "film.toml", *arguments)

    return run


@pytest.mark.parametrize("verb", STUDIES)
def test_every_verb_prints_one_object_and_writes_two_files(study, tmp_path, verb):
    done = study(verb, "--json", "--output", "out", draw=True)
    assert (done.code, done.err) == (0, "")
    told = json.loads(done.out)
    assert told["study"] == verb
    assert told["warnings"] == [
        f"{(n := told_points(told))} of {n} points, such as: T was outside 1 to 2 K for 50 % of space-time."
    ]
    assert [(tmp_path / one).name for one in told["files"]] == [f"film-{verb}.nc", f"film-{verb}.png"]
    with xarray.open_dataset(tmp_path / told["files"][0], engine="h5netcdf") as table:
        assert "ok" in table["status"].values
    assert (tmp_path / told["files"][1]).read_bytes().startswith(b"\x89PNG")


def told_points(told):
    return len(told["anneals"] if told["study"] == "compare" else told["points"])


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("compare", "argon, H2O 1 kPa, low"),
        ("sweep", "4 points over body.thickness x recipe: 4 computed"),
        ("window", "feasible: "),
        ("protocol", "Recommended: 600 degC, 1 h, air."),
        ("shortest-hold", "Shortest hold: 15.8 min."),
        ("optimize", "For the least lost:"),
    ],
)
def test_every_verb_tells_people_its_answer(study, verb, said):
    done = study(verb)
    assert (done.code, done.err) == (0, "")
    assert said in done.out
    assert "warning: " in done.out
    assert f"film-{verb}.png" in done.out


def test_the_table_of_the_file_is_what_is_varied(study):
    told = json.loads(study("sweep", "--json").out)
    assert [one["inputs"]["body.thickness"] for one in told["points"]] == ["100.0 nm"] * 2 + ["1000.0 nm"] * 2
    assert told["points"][1]["measures"]["lost"] == pytest.approx(loses(600, "argon") * 3600.0, rel=1e-9)
    assert told["counts"]["computed"] == 4


def test_no_such_time_is_an_answer_and_no_failure(study):
    done = study("shortest-hold", "--json", change=('temperature = "650 degC"', 'temperature = "300 degC"'))
    told = json.loads(done.out)
    assert done.code == 0
    assert told["time"] is None
    assert told["reason"].startswith("No such time from 1 min to 2 h.")


def test_a_table_of_points_is_read_beside_the_run_file(study, tmp_path):
    (tmp_path / "points.csv").write_text("schedule.hold.duration [min],atmosphere\n1,air\n2,argon\n", encoding="utf-8")
    start = STUDY_FILE.index("[sweep.axes]")
    sweep = STUDY_FILE[start : STUDY_FILE.index("[window]")]
    told = json.loads(study("sweep", "--json", change=(sweep, '[sweep]\ntable = "points.csv"\n')).out)
    assert [one["inputs"]["schedule.hold.duration"] for one in told["points"]] == ["1 min", "2 min"]


def test_a_point_that_fails_is_a_row_and_the_run_is_well(study):
    done = study("sweep", "--json", change=('from = "100 nm"', 'from = "10 nm"'))
    told = json.loads(done.out)
    assert done.code == 0
    assert [one["status"] for one in told["points"]] == ["failed", "failed", "ok", "ok"]
    assert told["points"][0]["reason"] == "SolverError: too thin."


def test_where_no_point_has_a_result_the_run_failed(study, tmp_path):
    done = study("window", "--json", change=('thickness = "500 nm"', 'thickness = "50 nm"'))
    assert (done.code, done.out) == (1, "")
    assert "no point has a result" in done.err
    assert "too thin" in done.err
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("verb", STUDIES)
def test_without_a_table_a_study_says_so_or_takes_its_own(study, verb, tmp_path, command):
    (tmp_path / "film.toml").write_text(STUDY_FILE[: STUDY_FILE.index("[compare]")], encoding="utf-8")
    if verb in OWN_DEFAULTS:
        from annealkit.runstudy import read_study

        assert read_study(tmp_path / "film.toml", verb).given == {}
    else:
        done = command("study", verb, "film.toml")
        assert (done.code, done.out) == (2, "")
        assert f"it has no table [{verb}] that says what to vary. Add one, with {KEYS[verb][0]}" in done.err


@pytest.mark.parametrize(
    ("verb", "change", "said"),
    [
        ("window", ("limits =", "limit ="), "Did you mean 'limits'?"),
        ("window", ("[window]", "[windows]"), "Did you mean 'window'?"),
        ("window", ('"700 degC", 3]', '"700", 3]'), "with a unit"),
        ("window", ("crystallised_fraction = ", "crystalised_fraction = "), "Did you mean 'crystallised_fraction'?"),
        ("sweep", ('"body.thickness"', '"body.thicknes"'), "Did you mean 'thickness'?"),
        ("sweep", ("number = 2", "numbr = 2"), "Did you mean 'number'?"),
        ("sweep", ('"1 min", "1 h"]', '"1 min"]'), "unequal lengths"),
        ("sweep", ('"geometric"', '"even"'), "linear or geometric"),
        ("compare", ("atmospheres = [", "atmosphere = ["), "Did you mean 'atmospheres'?"),
        ("compare", ('gas = "argon", H2O', 'gas = "argn", H2O'), "Did you mean 'argon'?"),
        ("protocol", ('"30 min", "1 h"]', '"30 min", "1 K"]'), "schedule.hold.duration"),
        ("shortest-hold", ('between = ["1 min", "2 h"]', 'between = ["2 h", "1 min"]'), "the shorter time first"),
        ("optimize", ("objective = ", "objectives = "), "Did you mean 'objective'?"),
        ("optimize", ("log = true", "log = 1"), "expected true or false"),
        ("optimize", ('{ low = "600 degC",', '{ lo = "600 degC",'), "Did you mean 'low'?"),
    ],
)
def test_what_is_wrong_is_told_with_the_file_and_exit_code_2(study, tmp_path, verb, change, said):
    done = study(verb, "--json", change=change)
    assert (done.code, done.out) == (2, "")
    assert "film.toml" in done.err
    assert said in done.err
    assert not (tmp_path / "runs").exists()


def test_a_store_that_is_none_is_refused(study, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x", encoding="utf-8")
    done = study("window", "--store", "mine")
    assert done.code == 2
    assert "holds files and no store" in done.err


def test_a_number_of_workers_that_is_none_is_refused(study):
    done = study("window", "--workers", "0")
    assert done.code == 2
    assert "workers: 0 was given" in done.err


def test_a_sequence_is_not_studied(command, tmp_path):
    text = 'material = "LiCoO2"\nbody = { type = "Film", thickness = "1 um" }\natmosphere = "air"\n'
    text += '[window]\ntime = ["1 min", "1 h", 3]\n[[sequence]]\nschedule = "150 degC; hold 1 h"\n'
    (tmp_path / "film.toml").write_text(text, encoding="utf-8")
    done = command("study", "window", "film.toml")
    assert done.code == 2
    assert "it holds a sequence" in done.err


def test_a_run_leaves_the_tables_of_studies_alone(command, tmp_path):
    (tmp_path / "film.toml").write_text(STUDY_FILE, encoding="utf-8")
    done = command("run", "film.toml", "--dry")
    assert (done.code, done.err) == (0, "")


def test_the_verbs_are_those_of_the_tables():
    assert tuple(cli.VERBS) == STUDIES == tuple(KEYS)


def test_the_schema_of_run_files_accepts_the_tables_and_refuses_unknown_keys():
    import tomllib

    import jsonschema

    from annealkit.runschema import run_schema

    schema = jsonschema.Draft202012Validator(run_schema())
    data = tomllib.loads(STUDY_FILE)
    schema.validate(data)
    for verb in STUDIES:
        assert not schema.is_valid({**data, verb: {**data[verb], "nonsense": 1}})
        properties = run_schema()["properties"][verb]["properties"]
        assert set(properties) == set(KEYS[verb])
        assert all(properties.values())


@pytest.mark.slow  # two anneals in processes of their own
def test_a_store_is_gone_on_with_and_workers_compute(command, tmp_path):
    (tmp_path / "film.toml").write_text(STUDY_FILE, encoding="utf-8")
    words = ("study", "sweep", "film.toml", "--json", "--store", "store", "--workers", "2")
    first, again = (json.loads(command(*words).out) for _ in range(2))
    assert first["counts"]["computed"] == 4
    assert again["counts"]["reused"] == 4
    assert [one["measures"] for one in again["points"]] == [one["measures"] for one in first["points"]]
