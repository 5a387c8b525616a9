"""The page on records: its file is read, and what it says of it is so."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from annealkit.errors import RecordError
from annealkit.figures.pairs import pairs
from annealkit.provenance import Book, read_bibliography, superseded
from annealkit.provenance.plausible import DIMENSIONS
from annealkit.provenance.reading import read_parameters
from annealkit.provenance.tables import ParametersFile, RecordTable
from annealkit.tables import json_schema, read_toml

PAGE = (Path(__file__).parents[2] / "docs" / "records.md").read_text(encoding="utf-8")
TOML = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)[1]
BIBTEX = re.search(r"```bibtex\n(.*?)```", PAGE, re.DOTALL)[1]


def read(text: str) -> Book:
    sources = read_bibliography(BIBTEX, file="references.bib")
    content = read_parameters(text, file="parameters.toml", owner="M", sources=sources)
    return Book("M", content.records, sources, content.points)


def test_the_file_of_the_page_is_read() -> None:
    book = read(TOML)
    assert len(book) == 5
    assert book["Li.site_concentration"].value == pytest.approx(51500.0)
    assert book["Li.D.tracer.energy"].correlated == {"M.Li.D.tracer.prefactor": 0.97}
    assert set(book["Li.D.tracer.prefactor"].valid) == {"T", "ratio", "p_O2"}
    assert len(superseded(book.records.values())) == 2
    assert len(book.points["Li.D.tracer"]) == 2
    jsonschema.Draft202012Validator(json_schema(ParametersFile, title="")).validate(read_toml(TOML, where=""))


def test_the_fit_of_the_page_goes_through_its_points() -> None:
    book = read(TOML)
    fit = next(one for one in pairs(book) if one.stem == "Li.D.tracer")
    points = book.points["Li.D.tracer"]
    off = np.log(fit.at(points.x.values) / points.y.values)
    assert np.all(np.abs(off) < np.log(points.factor))
    correlated = fit.spread(np.array([950.0]))[0]
    assert correlated < 0.5 * np.hypot(np.log(3), 0.08 / 8.617333e-5 / 950)


def test_the_mistake_of_the_page_is_told_as_it_says() -> None:
    printed = re.search(r"\n    (parameters\.toml, .*)\n", PAGE)[1]
    with pytest.raises(RecordError) as caught:
        read(TOML.replace('value = 1.10\nunit = "eV"', 'value = 1.10\nunit = "kJ/mol"'))
    assert str(caught.value) == printed


def test_the_page_names_every_key_of_a_record() -> None:
    table = PAGE.partition("## Records")[2].partition("Points are readings")[0]
    named = {key for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)}
    assert named == {one.name for one in RecordTable.__attrs_attrs__}


def test_the_page_names_every_id_that_fixes_a_dimension() -> None:
    assert all(f"`.{last}`" in PAGE for last in DIMENSIONS)
