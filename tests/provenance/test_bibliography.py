from __future__ import annotations

import pytest

from annealkit.errors import RecordError
from annealkit.provenance.bibliography import read_bibliography

TWO = """% comments may hold a lone } or an @ sign
@article{First2001,
  title = {Diffusion of {Li} in LiCoO$_2$: a  study
           of \\& more},
  author = {Someone, A. and {Group {of} people}},
  doi = "https://doi.org/10.1000/abc_1",
  year = 2001
}

Free text between entries is skipped.
@book{Second-2002:a, title="An {A}ccount", year=2002,}
"""


def refusal(text: str) -> str:
    with pytest.raises(RecordError) as caught:
        read_bibliography(text, file="pack/references.bib")
    return str(caught.value)


def test_entries_keep_their_text_and_give_title_and_doi() -> None:
    sources = read_bibliography(TWO, file="references.bib")
    assert list(sources) == ["First2001", "Second-2002:a"]
    first, second = sources.values()
    assert first.title == "Diffusion of Li in LiCoO2: a study of & more"
    assert first.doi == "10.1000/abc_1"
    assert first.bibtex == TWO[TWO.index("@article") : TWO.index("\n\nFree")]
    assert (second.title, second.doi) == ("An Account", "")
    assert second.bibtex.startswith("@book{")
    assert second.bibtex.endswith("}")


@pytest.mark.parametrize(
    "given", ["10.1000/x", "doi:10.1000/x", "DOI: 10.1000/x", "http://dx.doi.org/10.1000/x", "{10.1000/x}"]
)
def test_doi_loses_its_prefix(given: str) -> None:
    assert read_bibliography(f"@misc{{A, doi = {{{given}}}}}", file="f")["A"].doi == "10.1000/x"


def test_title_may_be_absent() -> None:
    assert read_bibliography("@misc{A, year = 1999}", file="f")["A"].title == ""


def test_empty_file_has_no_sources() -> None:
    assert read_bibliography("% nothing yet\n", file="f") == {}


def test_comment_entries_are_skipped_whole() -> None:
    text = "@comment{\n@article{Old, title = {Old}}\n}\n@misc{New, title = {New}}"
    assert list(read_bibliography(text, file="f")) == ["New"]


def test_quotes_may_hold_braces_and_braces_may_hold_quotes() -> None:
    text = '@misc{A, title = "on {"quoted"} words", note = {a "word", and = signs}}'
    assert read_bibliography(text, file="f")["A"].title == 'on "quoted" words'


@pytest.mark.parametrize("again", ["Twice", "TWICE"])
def test_duplicate_key_names_file_and_line(again: str) -> None:
    message = refusal(f"@misc{{Twice, year = 1}}\n\n@misc{{{again}, year = 2}}\n")
    assert message.startswith("pack/references.bib, line 3:")
    assert again in message
    assert "twice" in message


def test_entry_never_closed_names_the_line_where_it_begins() -> None:
    message = refusal("@misc{A, year = 1}\n@article{B,\n  title = {open {title},\n  year = 2\n}\n")
    assert message.startswith("pack/references.bib, line 2:")
    assert "unbalanced" in message


def test_forgotten_brace_is_found_before_it_swallows_the_next_entry() -> None:
    message = refusal("@misc{A,\n  year = 1\n\n@misc{B,\n  year = 2\n}\n}\n")
    assert message.startswith("pack/references.bib, line 1:")
    assert "line 4" in message
    assert "unbalanced" in message


def test_surplus_brace_names_its_line() -> None:
    message = refusal("@misc{A,\n year = 1\n}}\n")
    assert message.startswith("pack/references.bib, line 3:")
    assert "unbalanced" in message


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("\nwrite to me@home.org\n", 2, "'%'"),
        ("@misc{, title = {T}}", 1, "no key"),
        ("@misc{A, title {T}}", 1, "name = {value}"),
        ("@misc{A, title = {T} year = 1}", 1, "comma"),
        ("@misc{A,\n title = ,\n year = 1}", 2, "value"),
        ('@misc{A,\n title = "open}', 2, "never closed"),
        ("@misc{A, title = {T},\n title = {U}}", 2, "twice"),
        ("@string{jps = {Journal}}", 1, "not expanded"),
        ("@misc{A, journal = jps # {x}}", 1, "comma"),
    ],
)
def test_what_is_no_entry_is_refused_with_its_line(text: str, line: int, word: str) -> None:
    message = refusal(text)
    assert message.startswith(f"pack/references.bib, line {line}:")
    assert word in message
