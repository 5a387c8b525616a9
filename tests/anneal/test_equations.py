"""What `explain` and `annealkit show equations` print: complete, attributed, and good LaTeX."""

from __future__ import annotations

import re

import pytest
from matplotlib.mathtext import MathTextParser

import annealkit as ak
from annealkit.typeset import escaped, math


@pytest.fixture(scope="module")
def told():
    return ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", substrate="SiO2"),
        atmosphere="air",
        schedule="25 degC -> 700 degC @ 5 K/min; hold 30 min",
    ).explain()


def test_every_symbol_of_the_equations_is_a_term(told):
    symbols = {term.symbol for term in told.terms}
    asked = {one for plain, _ in told.equations for one in re.findall(r"[\w]+\[[^\]]+\]", plain)}
    assert asked <= symbols
    assert {"D[vacancy]", "J[vaporisation]", "crystallisation[JMAK]"} <= asked


def test_every_term_names_plugin_records_and_sources(told):
    text = told.text()
    for term in told.terms:
        assert term.plugin in text
        for key in term.records:
            assert f"    {told.records[key]}" in text
    cited = set(re.findall(r"\b([A-Z]\w+\d{4})\b", " ".join(told.records.values())))
    assert cited & set(told.sources)
    assert all(f"    {key}: {title}" in text for key, title in told.sources.items())


def test_the_latex_is_mathematics(told):
    """Every formula is read by a parser of TeX's mathematics."""
    parser = MathTextParser("path")
    formulas = [latex.replace("&", "") for _, latex in told.equations]
    formulas += re.findall(r"\\\[ (.*) \\\]", told.latex()) + re.findall(r"item\[\$(.*?)\$\]", told.latex())
    assert len(formulas) > 25
    for formula in formulas:
        # Matplotlib has no \text; what stands in it is prose.
        parser.parse(f"${re.sub(r'.text{.*}', '', formula)}$")


def test_the_latex_is_balanced(told):
    latex = re.sub(r"\\[\\{}%&#$_]", "", told.latex())
    assert latex.count("{") == latex.count("}")
    for name in ("align", "description", "itemize"):
        assert latex.count(f"\\begin{{{name}}}") == latex.count(f"\\end{{{name}}}") > 0
    assert not re.search(r"[^\x00-\x7f]", "".join(re.findall(r"\\\[ (.*) \\\]", told.latex())))


def test_an_explanation_survives_storing(told):
    assert type(told).from_json(told.to_json()) == told


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("2e-07 m²/s · exp(−0.34 eV/kT)", r"2\times 10^{-7}\ m^{2}/s \cdot  \exp (-0.34\ \mathrm{eV}/\mathrm{kT})"),
        ("1 − e^−η", r"1 - e^{-\eta }"),
        ("p_O2/bar", r"p_{\mathrm{O}2}/\mathrm{bar}"),
        ("w^1.5", r"w^{1.5}"),
        ("100 % of {x}", r"100 \% \mathrm{of} \{x\}"),
        ("a_source", r"a_{\mathrm{source}}"),
    ],
)
def test_mathematics_is_typeset(text, latex):
    assert math(text) == latex.replace(r"\mathrm{O}2", r"\mathrm{O2}")


def test_prose_is_escaped():
    assert escaped("50 % of a_b & {c} ~ ^\\") == (
        r"50 \% of a\_b \& \{c\} \textasciitilde{} \textasciicircum{}\textbackslash{}"
    )
