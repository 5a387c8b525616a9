"""``annealkit plugin check``."""

from __future__ import annotations

import json
import textwrap

import pytest

from annealkit.cli import main

PLATES = """
    '''Plates.'''

    from annealkit.api import Book, Substrate, hookimpl

    ANNEALKIT_API = 1
    print("printing on import")


    @hookimpl
    def annealkit_substrates():
        '''One.'''
        return [Substrate("commandplate", "A plate", False, Book("commandplate"))]
"""


@pytest.fixture
def plates(tmp_path):
    file = tmp_path / "command_plates.py"
    file.write_text(textwrap.dedent(PLATES))
    return file


@pytest.fixture
def untold(plates):
    plates.write_text(plates.read_text().replace("'''One.'''", "pass"))
    return plates


@pytest.fixture
def run(capsys):
    """The command's exit code, standard output and standard error."""

    def called(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["plugin", "check", *map(str, arguments)])
        captured = capsys.readouterr()
        return int(left.value.code or 0), captured.out, captured.err

    return called


def test_a_plugin_that_passes(run, plates):
    code, out, _ = run(plates)
    assert code == 0
    assert out.startswith("plugin 'command_plates' of (file)")
    assert "does not apply" in out
    assert "printing on import" not in out


def test_a_plugin_that_fails(run, untold):
    code, out, err = run(untold)
    assert code == 1
    assert "FAILED" in out
    assert "The implementation of annealkit_substrates has no docstring" in out
    assert err in ("", "printing on import\n")


def test_json_is_one_object_and_nothing_else(run, untold):
    code, out, _ = run(untold, "--json")
    assert code == 1
    data = json.loads(out)
    assert data["ok"] is False
    assert [one["check"] for one in data["checks"] if one["status"] == "failed"] == ["is_documented"]


def test_expected_failures_come_from_a_file(run, untold, tmp_path):
    reasons = tmp_path / "expected.toml"
    reasons.write_text('[expected_failures]\nis_documented = "written next week"\n')
    code, out, _ = run(untold, "--expect", reasons)
    assert code == 0
    assert "failed as expected  is_documented: written next week" in out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[expected_failures]\nis_documente = 'x'\n", "'is_documente' is not known. Did you mean 'is_documented'"),
        ("[expected_failures]\nis_documented = ''\n", "expected a sentence"),
        ("[expected]\nis_documented = 'x'\n", r"holds the key 'expected'; expected one table [expected_failures]"),
        ("expected_failures = 1\n", "holds expected_failures = 1"),
        ("[expected", "cannot be read as TOML"),
        (None, "there is no file"),
    ],
)
def test_a_wrong_file_of_reasons_is_wrong_input(run, plates, tmp_path, text, message):
    reasons = tmp_path / "expected.toml"
    if text is not None:
        reasons.write_text(text)
    code, out, err = run(plates, "--expect", reasons)
    assert (code, out) == (2, "")
    assert message in err


def test_a_missing_file_of_reasons_has_the_nearest(run, plates, tmp_path):
    (tmp_path / "expected.toml").write_text("")
    code, _, err = run(plates, "--expect", tmp_path / "expectd.toml")
    assert code == 2
    assert "Did you mean" in err


@pytest.mark.parametrize("given", ["licoo", "lost.toml", "./lost.py"])
def test_what_is_not_there_is_wrong_input(run, tmp_path, monkeypatch, given):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(given)
    assert (code, out) == (2, "")
    assert given.removeprefix("./") in err
