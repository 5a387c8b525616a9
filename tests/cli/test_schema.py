"""``show schema``: the schemas accept what is shipped, and refuse what the readers refuse."""

from __future__ import annotations

import copy
import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from annealkit.catalogue import atmosphere
from annealkit.cli.schema import SCHEMAS
from annealkit.domain.body import BODIES
from annealkit.errors import InputError, RecordError, UnknownNameError
from annealkit.provenance import read_bibliography
from annealkit.provenance.reading import read_content
from annealkit.runfile import read_anneal
from annealkit.runschema import run_schema

ROOT = Path(__file__).parents[2]
PLACES = ("plugins/*/parameters.toml", "plugins/examples/*/*/parameters.toml", "materials/*/*/parameters.toml")
PARAMETERS = sorted(path for place in PLACES for path in ROOT.glob(place))
RUN_FILES = sorted(ROOT.glob("docs/examples/*.toml"))

BOOK = """
annealkit = 1
[record."Li.D.energy"]
value = 0.34
unit = "eV"
uncertainty = { deviation = 0.05 }
correlated = { "Li.D.prefactor" = 0.5 }
valid = { T = ["298 K", "1000 degC"], xi = [0, 1] }
forms = ["film"]
basis = "fitted"
sources = ["Someone2018"]
where = "table 2"
spent = ["tracer profiles"]
superseded_by = "Li.D.prefactor"
note = "A note."
[record."Li.D.prefactor"]
value = 2e-3
unit = "cm^2/s"
uncertainty = { factor = 10 }
basis = "assumed"
[points."Li.D.tracer"]
x = { name = "T", unit = "degC", values = [300, 400] }
y = { name = "D", unit = "cm^2/s", values = [1e-10, 1e-9], deviation = [2e-11, 1e-10] }
fits = ["Li.D.energy"]
basis = "measured"
sources = ["Someone2018"]
"""
RUN = """
material = "LiCoO2"
body = { type = "Film", thickness = "500 nm", substrate = ["steel", ["Pt", "100 nm"]], closed = false }
atmosphere = { gas = "air", H2O = "1 kPa" }
schedule = "25 degC -> 700 degC @ 5 K/min; hold 30 min"
models = { "Li.loss" = ["vaporisation"] }
parameters = { "LiCoO2.Li.D.deficient.energy" = "0.30 eV" }
run = { rtol = 1e-6, cells = 40, engine = "sundials", out_of_range = "warn" }
"""
SOURCES = read_bibliography("@misc{Someone2018, title = {A}}", file="references.bib")
MISSING = object()


def validator(kind):
    schema = SCHEMAS[kind]()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.fixture(scope="module")
def validators():
    return {kind: validator(kind) for kind in ("parameters", "run")}


def mutated(text, path, value):
    """The parsed text with one key set, or left out."""
    data = copy.deepcopy(tomllib.loads(text))
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    if value is MISSING:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return data


def toml(value):
    """A parsed value as TOML again."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


# -- what is shipped ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", PARAMETERS, ids=lambda path: path.parent.name)
def test_every_shipped_file_of_parameters_fits_the_schema(validators, path):
    validators["parameters"].validate(tomllib.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", RUN_FILES, ids=lambda path: path.name)
def test_every_run_file_of_the_examples_fits_the_schema(validators, path):
    validators["run"].validate(tomllib.loads(path.read_text(encoding="utf-8")))


def test_there_are_shipped_files_to_check():
    assert len(PARAMETERS) >= 5
    assert RUN_FILES


def test_the_schema_of_materials_fits_what_is_shipped():
    schema = validator("material")
    shipped = sorted(ROOT.glob("materials/annealkit_materials/declared/*.toml"))
    assert shipped
    for path in shipped:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        schema.validate(data)
        assert not schema.is_valid(data | {"annealkit": 2})
        assert not schema.is_valid(data | {"expression": "D * 2"})


# -- parameters: schema and reader agree -----------------------------------------------------------

_ENERGY = ("record", "Li.D.energy")
_POINTS = ("points", "Li.D.tracer")


@pytest.mark.parametrize(
    ("path", "value", "accepted"),
    [
        ((), None, True),
        ((*_ENERGY, "uncertainty"), {"factor": 2}, True),
        ((*_ENERGY, "valid"), {}, True),
        ((*_ENERGY, "forms"), [], True),
        ((*_POINTS, "y", "deviation"), 2e-11, True),
        ((*_POINTS, "fits"), MISSING, True),
        (("points",), MISSING, True),
        (("annealkit",), MISSING, False),
        (("annealkit",), 2, False),
        (("annealkit",), True, False),
        (("annealkit",), "1", False),
        (("records",), {}, False),
        (("record",), 3, False),
        ((*_ENERGY, "value"), MISSING, False),
        ((*_ENERGY, "value"), "0.34", False),
        ((*_ENERGY, "value"), True, False),
        ((*_ENERGY, "value"), [1, 2], False),
        ((*_ENERGY, "unit"), MISSING, False),
        ((*_ENERGY, "unit"), "", False),
        ((*_ENERGY, "unit"), 1, False),
        ((*_ENERGY, "basis"), "measurd", False),
        ((*_ENERGY, "basis"), MISSING, False),
        ((*_ENERGY, "uncertanty"), {"factor": 2}, False),
        ((*_ENERGY, "uncertainty"), 0.1, False),
        ((*_ENERGY, "uncertainty"), {}, False),
        ((*_ENERGY, "uncertainty"), {"factor": 2, "deviation": 1}, False),
        ((*_ENERGY, "uncertainty"), {"facter": 2}, False),
        ((*_ENERGY, "uncertainty"), {"factor": 0.5}, False),
        ((*_ENERGY, "uncertainty"), {"deviation": 0}, False),
        ((*_ENERGY, "correlated"), {"Li.D.prefactor": 1.5}, False),
        ((*_ENERGY, "correlated"), ["Li.D.prefactor"], False),
        ((*_ENERGY, "valid"), ["298 K", "400 K"], False),
        ((*_ENERGY, "valid"), {"T": "298 K"}, False),
        ((*_ENERGY, "valid"), {"T": ["298 K"]}, False),
        ((*_ENERGY, "valid"), {"T": ["298 K", "400 K", "500 K"]}, False),
        ((*_ENERGY, "valid"), {"T": ["298 K", True]}, False),
        ((*_ENERGY, "sources"), "Someone2018", False),
        ((*_ENERGY, "sources"), [1], False),
        ((*_ENERGY, "forms"), [" "], False),
        ((*_ENERGY, "where"), "", False),
        ((*_ENERGY, "note"), [], False),
        ((*_ENERGY, "superseded_by"), 3, False),
        (("record", "a b"), {"value": 1, "unit": "1", "basis": "assumed"}, False),
        (("record", ""), {"value": 1, "unit": "1", "basis": "assumed"}, False),
        ((*_POINTS, "x"), MISSING, False),
        ((*_POINTS, "x", "values"), [], False),
        ((*_POINTS, "x", "values"), ["300", 400], False),
        ((*_POINTS, "y", "factor"), 0.5, False),
        ((*_POINTS, "y", "deviation"), [0, 1], False),
        ((*_POINTS, "y", "error"), 1, False),
        ((*_POINTS, "z"), {}, False),
        ((*_POINTS, "basis"), MISSING, False),
    ],
)
def test_schema_and_reader_of_parameters_agree(validators, path, value, accepted):
    data = mutated(BOOK, path, value) if path else tomllib.loads(BOOK)
    assert validators["parameters"].is_valid(data) is accepted
    if accepted:
        read_content(data, file="p.toml", owner="M", sources=SOURCES)
    else:
        with pytest.raises(RecordError, match=r"^p\.toml"):
            read_content(data, file="p.toml", owner="M", sources=SOURCES)


# -- run files: schema and reader agree ------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "accepted"),
    [
        (("run",), MISSING, True),
        (("atmosphere",), "air", True),
        (("atmosphere", "dew_point"), "10 degC", False),  # beside H2O; only the reader knows
        (("body", "thickness"), [500, "nm"], True),
        (("body", "substrate"), "SiO2", True),
        (("body", "composition"), {"Li": 1.06, "Co": 1}, True),
        (("models", "Li.loss"), "vaporisation", True),
        (("title",), "my film", False),
        (("material",), MISSING, False),
        (("material",), 3, False),
        (("body",), "Film", False),
        (("body", "type"), MISSING, False),
        (("body", "type"), "Filn", False),
        (("body", "thickness"), MISSING, False),
        (("body", "thickness"), 500, False),
        (("body", "thicknes"), "500 nm", False),
        (("body", "closed"), "yes", False),
        (("body", "composition"), ["Li", 1], False),
        (("body", "substrate"), 3, False),
        (("atmosphere", "gas"), MISSING, False),
        (("atmosphere", "H2O"), 1000, False),
        (("atmosphere", "water"), "1 kPa", False),
        (("schedule",), 30, False),
        (("schedule",), {"csv": "log.csv"}, False),
        (("models",), "vaporisation", False),
        (("models", "Li.loss"), 3, False),
        (("models", "Li.loss"), [3], False),
        (("parameters", "LiCoO2.Li.D.deficient.energy"), True, False),
        (("run", "rtol"), "fine", False),
        (("run", "cells"), 2.5, False),
        (("run", "cells"), True, False),
        (("run", "tolerance"), 1e-3, False),
    ],
)
def test_schema_and_reader_of_run_files_agree(validators, tmp_path, path, value, accepted):
    data = mutated(RUN, path, value)
    only_reader = path == ("atmosphere", "dew_point")
    assert validators["run"].is_valid(data) is (accepted or only_reader)
    file = tmp_path / "film.toml"
    file.write_text("\n".join(f"{json.dumps(key)} = {toml(one)}" for key, one in data.items()), encoding="utf-8")
    if accepted:
        read_anneal(file)
    else:
        with pytest.raises(InputError, match=r"film\.toml"):
            read_anneal(file)


@pytest.mark.parametrize(("key", "value"), [("engine", "petsc"), ("out_of_range", "ignore")])
def test_options_that_a_run_refuses_do_not_fit_the_schema(validators, key, value):
    assert validators["run"].is_valid(mutated(RUN, ("run", key), value)) is False


def test_every_body_and_each_of_its_keys_is_in_the_schema():
    bodies = {one["title"]: one for one in run_schema()["properties"]["body"]["oneOf"]}
    assert set(bodies) == set(BODIES)
    for name, schema in bodies.items():
        own = {one.alias or one.name for one in BODIES[name].__attrs_attrs__ if one.init}
        assert set(schema["properties"]) == {"type", *own}
        assert all(one["description"] for key, one in schema["properties"].items() if key != "type")


def test_every_input_of_an_atmosphere_that_is_solved_is_in_the_schema():
    schema = run_schema()["properties"]["atmosphere"]["anyOf"][1]
    with pytest.raises(UnknownNameError) as caught:
        atmosphere("air", nonsense="1 kPa")
    known = str(caught.value).split("Known: ")[1].rstrip(".").split(", ")
    assert set(schema["properties"]) == {"gas", *known}


# -- the command -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["parameters", "material", "run"])
def test_the_command_prints_the_schema_and_nothing_else(command, kind):
    done = command("show", "schema", kind)
    assert (done.code, done.err) == (0, "")
    told = json.loads(done.out)
    assert told == SCHEMAS[kind]()
    assert told["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_without_a_kind_it_is_that_of_parameters(command):
    assert json.loads(command("show", "schema").out) == SCHEMAS["parameters"]()


def test_an_unknown_kind_names_the_nearest(command):
    done = command("show", "schema", "parametrs")
    assert (done.code, done.out) == (2, "")
    assert "Did you mean 'parameters'?" in done.err
