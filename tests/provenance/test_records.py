from __future__ import annotations

import importlib
import json
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pint
import pytest

from annealkit.errors import ParameterError, RecordError, UnitError, UnknownNameError
from annealkit.provenance import Book, Range, Record, Uncertainty
from annealkit.provenance.reading import read_parameters

EV = 1.602176634e-19 * 6.02214076e23  # J/mol of one eV per particle

BIB = "@misc{Someone2018, title = {A title}, doi = {10.1000/x}}\n@misc{Other, title = {Other}}\n"
FULL = """
annealkit = 1

[record."Li.D.energy"]
value = 0.34
unit = "eV"
uncertainty = { deviation = 0.05 }
valid = { T = ["298 K", "1000 degC"], p_O2 = ["1 Pa", "1 bar"], xi = [0, 1] }
basis = "fitted"
sources = ["Someone2018", "Other"]
where = "table 2"
spent = ["tracer profiles"]
note = "A note."

[record."Li.D.prefactor"]
value = 2e-3
unit = "cm^2/s"
uncertainty = { factor = 10 }
basis = "assumed"

[record.share]
value = 48
unit = "mol%"
basis = "derived"

[record."start"]
value = 25
unit = "degC"
uncertainty = { deviation = 5 }
basis = "assumed"

[record.dT]
value = -105
unit = "delta K"
uncertainty = { deviation = 10 }
basis = "assumed"

[record.R]
value = 147
unit = "ohm cm^2"
basis = "calibrated"
spent = ["a claim"]
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "records_under_test"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "parameters.toml").write_text(FULL)
    (folder / "references.bib").write_text(BIB)
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    yield folder
    sys.modules.pop("records_under_test", None)


@pytest.fixture
def book(package: Path) -> Book:
    return Book.load("records_under_test", "LiCoO2")


# -- loading ---------------------------------------------------------------------


def test_values_become_si_and_keep_their_printed_form(book: Book) -> None:
    energy = book["Li.D.energy"]
    assert energy.key == "LiCoO2.Li.D.energy"
    assert energy.value == pytest.approx(0.34 * EV, rel=1e-12)
    assert (energy.unit, energy.printed_value, energy.printed_unit) == ("J/mol", 0.34, "eV")
    assert energy.uncertainty is not None
    assert energy.uncertainty.deviation == pytest.approx(0.05 * EV, rel=1e-12)
    assert energy.uncertainty.factor is None
    assert (energy.basis, energy.sources) == ("fitted", ("Someone2018", "Other"))
    assert (energy.where, energy.note, energy.spent) == ("table 2", "A note.", ("tracer profiles",))
    assert not energy.overridden


def test_every_kind_of_unit(book: Book) -> None:
    expected = {
        "Li.D.prefactor": (2e-7, "m^2/s"),
        "share": (0.48, "1"),
        "start": (298.15, "K"),
        "dT": (-105.0, "delta K"),
        "R": (0.0147, "ohm m^2"),
    }
    for short, (value, unit) in expected.items():
        assert book[short].value == pytest.approx(value, rel=1e-14), short
        assert book[short].unit == unit


def test_deviation_of_a_temperature_is_a_difference(book: Book) -> None:
    assert book["start"].uncertainty == Uncertainty(deviation=5.0)
    assert book["dT"].uncertainty == Uncertainty(deviation=10.0)


def test_ranges_are_si_by_argument(book: Book) -> None:
    assert book["Li.D.energy"].valid == {
        "T": Range(298.0, 1273.15, "K"),
        "p_O2": Range(1.0, 1e5, "Pa"),
        "xi": Range(0.0, 1.0, "1"),
    }


def test_book_holds_short_ids_in_order_and_its_sources(book: Book) -> None:
    assert list(book) == ["Li.D.energy", "Li.D.prefactor", "share", "start", "dT", "R"]
    assert len(book) == 6
    assert "share" in book
    assert "LiCoO2.share" not in book
    assert book.sources["Someone2018"].doi == "10.1000/x"
    assert [source.key for source in book["Li.D.energy"].cited] == ["Someone2018", "Other"]


def test_unknown_record_names_the_nearest(book: Book) -> None:
    with pytest.raises(UnknownNameError, match=r"record of LiCoO2: 'Li\.D\.enrgy'.*mean 'Li\.D\.energy'"):
        book["Li.D.enrgy"]


def test_a_package_loads_its_own_book_while_it_is_imported(package: Path) -> None:
    (package / "__init__.py").write_text("from annealkit.provenance import Book\nBOOK = Book.load(__name__, 'own')\n")
    assert importlib.import_module("records_under_test").BOOK["share"].key == "own.share"


def test_bibliography_may_be_absent_where_nothing_is_cited(package: Path) -> None:
    (package / "references.bib").unlink()
    (package / "parameters.toml").write_text('annealkit = 1\n[record.a]\nvalue = 1\nunit = "1"\nbasis = "assumed"\n')
    assert Book.load("records_under_test", "o")["a"].value == 1.0


def test_missing_parameters_file_is_named(package: Path) -> None:
    (package / "parameters.toml").unlink()
    with pytest.raises(RecordError, match=r"parameters\.toml: the file is missing"):
        Book.load("records_under_test", "o")


def test_file_that_is_not_utf8_is_named(package: Path) -> None:
    (package / "parameters.toml").write_bytes(b"# \xff\n")
    with pytest.raises(RecordError, match=r"parameters\.toml: this is not UTF-8"):
        Book.load("records_under_test", "o")


def test_errors_name_the_real_files(package: Path) -> None:
    (package / "references.bib").write_text("@misc{A, year = 1")
    with pytest.raises(RecordError, match=r"references\.bib, line 1"):
        Book.load("records_under_test", "o")
    (package / "references.bib").write_text("")
    with pytest.raises(RecordError, match=r'parameters\.toml, record\."Li\.D\.energy"\.sources: .Someone2018.'):
        Book.load("records_under_test", "o")


# -- what is refused -----------------------------------------------------------------

GOOD = {"value": "0.34", "unit": '"eV"', "basis": '"derived"'}


def refusal(fields: dict[str, str | None]) -> str:
    lines = [f"{key} = {text}" for key, text in {**GOOD, **fields}.items() if text is not None]
    text = "\n".join(["annealkit = 1", '[record."Li.E"]', *lines])
    with pytest.raises(RecordError) as caught:
        read_parameters(text, file="pack/parameters.toml", owner="M", sources={})
    return str(caught.value)


@pytest.mark.parametrize(
    ("fields", "where", "words"),
    [
        ({"uncertanty": "{ factor = 2 }"}, "uncertanty", "mean 'uncertainty'"),
        ({"value": None}, "value", "missing"),
        ({"value": '"0.34"'}, "value", "without quotes"),
        ({"value": "true"}, "value", "number"),
        ({"value": "nan"}, "value", "finite"),
        ({"value": "inf"}, "value", "finite"),
        ({"value": "[1, 2]"}, "value", "number"),
        ({"unit": None}, "unit", "missing"),
        ({"unit": '""'}, "unit", 'Write "1"'),
        ({"unit": "1"}, "unit", "text in quotes"),
        ({"unit": '"eVV"'}, "unit", "eVV"),
        ({"value": "-300", "unit": '"degC"'}, "value", "absolute zero"),
        ({"basis": None}, "basis", "missing"),
        ({"basis": '"measurd"'}, "basis", "mean 'measured'"),
        ({"basis": '"measured"'}, "sources", "needs a source"),
        ({"basis": '"fitted"', "spent": '["x"]'}, "sources", "needs a source"),
        ({"basis": '"fitted"'}, "spent", "on what"),
        ({"basis": '"calibrated"'}, "spent", "on what"),
        ({"basis": '"calibrated"', "spent": '"x"'}, "spent", "list such as"),
        ({"sources": '["Nobody"]'}, "sources", "'Nobody' is not in references.bib"),
        ({"sources": "[1]"}, "sources.0", "text in quotes"),
        ({"where": "2"}, "where", "text in quotes"),
        ({"note": "[]"}, "note", "text in quotes"),
        ({"uncertainty": "0.1"}, "uncertainty", "factor = "),
        ({"uncertainty": "{}"}, "uncertainty", "exactly one"),
        ({"uncertainty": "{ factor = 2, deviation = 1 }"}, "uncertainty", "exactly one"),
        ({"uncertainty": "{ facter = 2 }"}, "uncertainty", "mean 'factor'"),
        ({"uncertainty": "{ factor = 0.5 }"}, "uncertainty.factor", "at least 1"),
        ({"uncertainty": "{ factor = nan }"}, "uncertainty.factor", "finite"),
        ({"uncertainty": "{ factor = 2 }", "value": "-1"}, "uncertainty.factor", "deviation"),
        ({"uncertainty": "{ deviation = 0 }"}, "uncertainty.deviation", "above 0"),
        ({"uncertainty": "{ deviation = -0.1 }"}, "uncertainty.deviation", "above 0"),
        ({"valid": '["298 K", "400 K"]'}, "valid", "T = "),
        ({"valid": '{ T = "298 K" }'}, "valid.T", "list such as"),
        ({"valid": '{ T = ["298 K"] }'}, "valid.T", "two ends"),
        ({"valid": '{ T = ["500 K", "400 K"] }'}, "valid.T", "not below"),
        ({"valid": '{ T = ["400 K", "400 K"] }'}, "valid.T", "not below"),
        ({"valid": '{ T = ["0 K", "400 K"] }'}, "valid.T", "above 0 K"),
        ({"valid": '{ T = ["-5 K", "400 K"] }'}, "valid.T", "absolute zero"),
        ({"valid": "{ T = [298, 400] }"}, "valid.T", "without a unit"),
        ({"valid": '{ T = ["20 C", "700 C"] }'}, "valid.T", "degC"),
        ({"valid": '{ p_O2 = ["1 K", "2 K"] }'}, "valid.p_O2", "pressure"),
        ({"valid": '{ depth = ["1 nm", "2 K"] }'}, "valid.depth", "length"),
    ],
)
def test_every_load_error_names_file_record_and_field(fields: dict[str, str | None], where: str, words: str) -> None:
    message = refusal(fields)
    assert message.startswith(f'pack/parameters.toml, record."Li.E".{where}: ')
    assert words in message


def test_the_good_record_of_these_tests_is_good() -> None:
    lines = "\n".join(f"{key} = {text}" for key, text in GOOD.items())
    records = read_parameters(f"annealkit = 1\n[record.a]\n{lines}", file="f", owner="M", sources={}).records
    assert records["a"].key == "M.a"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("annealkit = 1\n[record.a\n", "not TOML"),
        ("annealkit = 1\n[record.a]\n[record.a]\n", "not TOML"),
        ("[record]\n", "annealkit = 1"),
        ("annealkit = 2\n", "2 is not known"),
        ("annealkit = true\n", "True is not known"),
        ("annealkit = 1\n[records.a]\n", "mean 'record'"),
        ("annealkit = 1\nrecord = 3\n", "table"),
        ("annealkit = 1\n[record]\na = 3\n", "expected a table"),
        ("annealkit = 1\n[record.Li.D]\nvalue = 1\n", 'need quotes: [record."Li.D"]'),
        ("annealkit = 1\n[record.Li.D.energy]\nvalue = 1\n", 'need quotes: [record."Li.D.energy"]'),
        ("annealkit = 1\n[points.Li.D]\nx = {}\n", 'need quotes: [points."Li.D"]'),
        ('annealkit = 1\n[record."a b"]\n', "blanks"),
        ('annealkit = 1\n[record.""]\n', "empty"),
    ],
)
def test_a_file_that_is_not_a_parameter_file_is_refused(text: str, words: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_parameters(text, file="pack/parameters.toml", owner="M", sources={})
    assert str(caught.value).startswith("pack/parameters.toml")
    assert words in str(caught.value)


# -- overrides -------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["0.30 eV", (0.30, "eV"), f"{0.30 * EV / 1000} kJ/mol", "0.30 eV/particle"])
def test_override_in_any_unit_of_the_dimension(book: Book, given: str | tuple[float, str]) -> None:
    changed = book["Li.D.energy"].with_value(given)
    assert changed.value == pytest.approx(0.30 * EV, rel=1e-12)
    assert changed.overridden
    assert changed.key == "LiCoO2.Li.D.energy"
    assert changed.unit == "J/mol"
    assert "the record says 0.34 eV" in changed.note
    assert changed.note.startswith("A note.")


def test_override_shows_what_the_user_gave(book: Book) -> None:
    assert book["Li.D.energy"].with_value("0.30 eV").text == "0.3 eV"
    assert book["Li.D.energy"].with_value("29 kJ/mol").text == "29 kJ/mol"
    assert book["share"].with_value(0.25).text == "0.25"


def test_a_second_override_still_tells_the_record_s_own_value(book: Book) -> None:
    twice = book["Li.D.energy"].with_value("0.30 eV").with_value("0.20 eV")
    assert "the record says 0.34 eV" in twice.note
    assert "0.3 eV" not in twice.note


def test_override_takes_foreign_quantities_and_celsius(book: Book) -> None:
    registry: Any = pint.UnitRegistry()
    assert book["Li.D.energy"].with_value(registry.Quantity(0.3, "eV")).value == pytest.approx(0.3 * EV)
    assert book["start"].with_value("700 degC").value == pytest.approx(973.15, rel=1e-15)
    assert book["dT"].with_value("-20 delta K").value == -20.0


@pytest.mark.parametrize(
    ("short", "given"),
    [
        ("Li.D.energy", 0.3),
        ("Li.D.energy", "0.3"),
        ("Li.D.energy", "3 m"),
        ("start", "700 C"),
        ("share", "1 m"),
    ],
)
def test_override_of_another_dimension_is_refused_by_id(book: Book, short: str, given: str | float) -> None:
    with pytest.raises(UnitError, match=short):
        book[short].with_value(given)


def test_override_with_a_batch_keeps_the_array(book: Book) -> None:
    changed = book["Li.D.energy"].with_value((np.array([0.2, 0.3, 0.4]), "eV"))
    assert isinstance(changed.value, np.ndarray)
    np.testing.assert_allclose(changed.value, np.array([0.2, 0.3, 0.4]) * EV, rtol=1e-12)
    assert np.shape(changed.per_cell) == (3, 1)
    assert changed.text == "[0.2 eV … 0.4 eV, 3 values]"
    with pytest.raises(ValueError, match="read-only"):
        changed.value[0] = 1.0
    with pytest.raises(UnitError, match="empty"):
        book["Li.D.energy"].with_value((np.array([]), "eV"))


def test_a_batch_is_a_copy(book: Book) -> None:
    given = np.array([0.2, 0.3])
    changed = book["share"].with_value((given, "1"))
    given[0] = 9.0
    assert isinstance(changed.value, np.ndarray)
    assert changed.value[0] == 0.2


def test_book_overrides_its_own_ids_only(book: Book) -> None:
    changed = book.override({"LiCoO2.share": "50 mol%", "SiO2.share": "1 m", "LiCoO2x.share": "1 m"})
    assert changed["share"].value == 0.5
    assert changed["share"].overridden
    assert changed["R"] is book["R"]
    assert book["share"].value == pytest.approx(0.48)


def test_book_refuses_an_unknown_id_of_its_own(book: Book) -> None:
    with pytest.raises(ParameterError, match=r"'LiCoO2\.Li\.D\.enrgy'.*mean 'LiCoO2\.Li\.D\.energy'"):
        book.override({"LiCoO2.Li.D.enrgy": "0.3 eV"})


# -- storage ---------------------------------------------------------------------------


@pytest.mark.parametrize("short", ["Li.D.energy", "Li.D.prefactor", "share", "start", "dT", "R"])
def test_json_is_lossless(book: Book, short: str) -> None:
    record = book[short]
    back = Record.from_json(json.loads(json.dumps(record.to_json(), allow_nan=False)))
    assert back == record
    for name in attrs.fields_dict(Record):
        if name != "cited":
            assert getattr(back, name) == getattr(record, name), name


def test_json_of_an_overridden_batch_is_lossless(book: Book) -> None:
    record = book["Li.D.energy"].with_value((np.array([0.1, 1 / 3]), "eV"))
    back = Record.from_json(json.loads(json.dumps(record.to_json())))
    assert back == record
    assert back.overridden
    np.testing.assert_array_equal(np.asarray(back.value), np.asarray(record.value))


def test_records_of_different_values_differ(book: Book) -> None:
    record = book["share"]
    assert record != attrs.evolve(record, value=0.4800001)
    assert record.with_value(([0.1, 0.2], "%")) != record.with_value(([0.1, 0.3], "%"))
    assert hash(record) == hash(attrs.evolve(record))


@pytest.mark.parametrize("change", [{"extra": 1}, {"note": None, "gone": True}])
def test_stored_form_of_another_version_is_refused(book: Book, change: dict[str, object]) -> None:
    with pytest.raises(RecordError, match=r"'LiCoO2\.share': the stored form"):
        Record.from_json(book["share"].to_json() | change)


def test_stored_form_with_a_missing_key_or_bad_basis_is_refused(book: Book) -> None:
    stored = book["share"].to_json()
    with pytest.raises(RecordError, match="guessed"):
        Record.from_json(stored | {"basis": "guessed"})
    del stored["note"]
    with pytest.raises(RecordError, match="note"):
        Record.from_json(stored)


def test_book_survives_pickling(book: Book) -> None:
    assert pickle.loads(pickle.dumps(book)) == book


# -- ranges and text ---------------------------------------------------------------------


def test_range_contains_its_ends_and_keeps_the_shape() -> None:
    inside = Range(300.0, 400.0, "K").contains(np.array([[299.9, 300.0], [400.0, 400.1]]))
    np.testing.assert_array_equal(inside, [[False, True], [True, False]])
    assert Range(300.0, 400.0, "K").contains(350.0).item() is True
    assert Range(300.0, 400.0, "K").contains(np.nan).item() is False


def test_overlap_of_ranges() -> None:
    assert Range(1.0, 3.0, "K").overlap(Range(2.0, 4.0, "K")) == Range(2.0, 3.0, "K")
    apart = Range(1.0, 2.0, "K").overlap(Range(3.0, 4.0, "K"))
    assert not apart.contains(np.linspace(0, 5, 51)).any()
    with pytest.raises(UnitError, match="dimension"):
        Range(0.0, 1.0, "1").overlap(Range(0.0, 1.0, "m"))


def test_description_holds_number_error_bar_standing_and_source(book: Book) -> None:
    assert book["Li.D.energy"].describe() == (
        "LiCoO2.Li.D.energy = 0.34 eV ± 0.05 eV (fitted; Someone2018, Other, table 2)"
    )
    assert book["Li.D.prefactor"].describe() == ("LiCoO2.Li.D.prefactor = 0.002 cm²/s, within a factor 10 (assumed)")
    assert "± 5 degC" in book["start"].describe()
    assert "± 10 " in book["dT"].describe()
    assert book["share"].with_value("50 %").describe() == "LiCoO2.share = 50 % (derived, set by the run)"
