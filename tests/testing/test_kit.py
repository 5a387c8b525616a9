"""The kit itself: what it counts, what it refuses, what it can be given."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from annealkit import plugins
from annealkit.api import Book, Substrate, hookimpl
from annealkit.errors import InputError, UnknownNameError
from annealkit.testing import CHECKS, Outcome, Report, check_plugin, parametrize_with_checks, temporary
from annealkit.testing.parametrize import EVERY
from annealkit.testing.target import opened

HEALTHY = Path(__file__).with_name("healthy.py")
#: A promise to third parties: it changes with the changelog only.
NUMBER_OF_CHECKS = 40


class Plates:
    """Plates."""

    ANNEALKIT_API = 1

    @hookimpl
    def annealkit_substrates(self):
        """One plate."""
        return [Substrate("kitplate", "A plate", False, Book("kitplate"))]


# -- the checks --------------------------------------------------------------------------------


def test_the_number_of_checks_is_pinned():
    assert len(CHECKS) == NUMBER_OF_CHECKS
    assert all(name == one.name for name, one in CHECKS.items())


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_says_what_it_asks_and_why(check):
    one = CHECKS[check]
    assert one.asks.endswith(".")
    assert one.why.endswith(".")
    assert len(one.asks) > 30


# -- a healthy plugin --------------------------------------------------------------------------


def test_a_healthy_plugin_passes_all_that_applies():
    report = check_plugin(HEALTHY)
    assert report.ok, report.text()
    assert report.inapplicable == ("is_found_by_its_entry_point",)
    assert len(report.ran) == NUMBER_OF_CHECKS - 1
    assert report.expected == report.failed == report.unreached == ()


def test_an_object_is_checked_as_far_as_it_goes():
    report = check_plugin(Plates())
    assert report.ok, report.text()
    assert {"is_documented", "catalogues_are_told", "the_smallest_anneals_run"} <= set(report.passed)
    reasons = {one.check: one.reason for one in report.outcomes if one.status == "inapplicable"}
    assert reasons["laws_are_finite"] == "It implements no physics hook, hence brings no law."
    assert all(reasons.values())
    assert "kitplate" not in plugins.host().substrates()


def test_text_and_json_tell_the_same():
    report = check_plugin(Plates())
    data = json.loads(json.dumps(report.to_json()))
    assert data["ok"] is True
    assert data["counts"]["checks"] == NUMBER_OF_CHECKS == len(data["checks"])
    assert data["counts"]["passed"] == len(report.passed)
    text = report.text()
    assert all(name in text for name in CHECKS)
    assert text.splitlines()[-1].startswith(f"{NUMBER_OF_CHECKS} checks: {len(report.passed)} passed")


def test_a_report_in_which_nothing_ran_is_not_ok():
    assert not Report("nothing", (Outcome("hooks_answer", "inapplicable", (), "None."),)).ok
    assert not Report("nothing", ()).ok
    assert not Report("x", (Outcome("a", "passed"), Outcome("b", "unreached", (), "No."))).ok


def test_the_text_shortens_what_repeats():
    report = Report("x", (Outcome("a", "failed", tuple(f"Sentence {n}." for n in range(9))),))
    assert "Sentence 5." in report.text()
    assert "Sentence 6." not in report.text()
    assert "and 3 more of the kind." in report.text()


# -- expected failures -------------------------------------------------------------------------


def test_an_expected_failure_that_fails_is_ok():
    class Untold(Plates):
        pass

    Untold.__doc__ = None
    assert check_plugin(Untold()).failed == ("is_documented",)
    report = check_plugin(Untold(), expected_failures={"is_documented": "written next week"})
    assert report.ok
    assert report.expected == ("is_documented",)
    assert report["is_documented"].reason == "written next week"
    assert "has no docstring" in report["is_documented"].text


def test_an_expected_failure_that_passes_is_a_failure():
    report = check_plugin(Plates(), expected_failures={"is_documented": "not yet"})
    assert report.failed == ("is_documented",)
    assert not report.ok
    assert "It passes, and was expected to fail (not yet)." in report.text()


def test_an_expected_failure_that_does_not_apply_is_a_failure():
    report = check_plugin(Plates(), expected_failures={"laws_are_finite": "not yet"})
    assert report.failed == ("laws_are_finite",)


def test_an_unknown_check_is_refused():
    with pytest.raises(UnknownNameError, match=r"'laws_are_finit' is not known. Did you mean 'laws_are_finite'"):
        check_plugin(Plates(), expected_failures={"laws_are_finit": "x"})
    with pytest.raises(UnknownNameError, match="laws_are_finite"):
        parametrize_with_checks("licoo2", expected_failures={"laws_are_finit": "x"})


@pytest.mark.parametrize("reason", ["", "  ", None, True])
def test_a_reason_is_needed(reason):
    with pytest.raises(InputError, match=r"expected_failures\['is_documented'\]: .*expected a sentence"):
        check_plugin(Plates(), expected_failures={"is_documented": reason})


# -- targets -----------------------------------------------------------------------------------


def test_an_unknown_plugin_has_the_nearest():
    with pytest.raises(UnknownNameError, match=r"plugin: 'licoo' is not known. Did you mean 'licoo2'"):
        check_plugin("licoo")


def test_a_folder_of_that_name_is_pointed_to(tmp_path, monkeypatch):
    (tmp_path / "licoo").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnknownNameError, match=r"write './licoo'"):
        check_plugin("licoo")


def test_a_missing_path_has_the_nearest(tmp_path):
    (tmp_path / "glass.py").write_text("")
    with pytest.raises(InputError, match=r"there is no file or folder .*glas\.py'. Did you mean '.*glass\.py'"):
        check_plugin(tmp_path / "glas.py")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("notes.txt", "", "is neither a module nor a material file"),
        ("my-plugin.py", "", "'my-plugin' is no name of a module"),
        ("empty", None, "holds neither __init__.py nor pyproject.toml"),
    ],
)
def test_a_path_that_holds_no_plugin_is_refused(tmp_path, name, text, message):
    place = tmp_path / name
    place.mkdir() if text is None else place.write_text(text)
    with pytest.raises(InputError, match=message):
        check_plugin(place)


def test_a_module_whose_name_is_taken_is_refused(tmp_path):
    (tmp_path / "json.py").write_text("ANNEALKIT_API = 1\n")
    with pytest.raises(InputError, match=r"the name 'json' of .*json.py is taken by"):
        check_plugin(tmp_path / "json.py")


def test_a_plugin_that_is_left_out_is_refused(monkeypatch):
    monkeypatch.setenv("ANNEALKIT_PLUGINS", "licoo2")
    with pytest.raises(InputError, match=r"plugin 'substrates' .* is not in use. ANNEALKIT_PLUGINS does not name it"):
        check_plugin("substrates")


def distribution(folder: Path, announced: str) -> Path:
    package = folder / "src" / "kit_dist"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""A package."""\n')
    (package / "plugin.py").write_text(
        '"""Plates."""\nfrom annealkit.api import Book, Substrate, hookimpl\nANNEALKIT_API = 1\n\n'
        '@hookimpl\ndef annealkit_substrates():\n    """One."""\n'
        '    return [Substrate("distplate", "A plate", False, Book("distplate"))]\n'
    )
    (folder / "pyproject.toml").write_text(announced)
    return package


ANNOUNCED = '[project.entry-points."annealkit.plugins"]\nplates = "kit_dist.plugin"\n'


@pytest.mark.parametrize("inner", ["", "src/kit_dist/plugin.py"])
def test_a_distribution_and_a_file_of_a_package_are_imported_from_where_they_lie(tmp_path, inner):
    distribution(tmp_path, ANNOUNCED)
    before = set(sys.modules)
    report = check_plugin(tmp_path / inner)
    assert report.ok, report.text()
    assert report.target == f"plugin '{'plugin' if inner else 'plates'}' of (file) (kit_dist.plugin)"
    assert "s beyond annealkit.api" in report.facts["import"]
    assert not {name for name in sys.modules if name.startswith("kit_dist")} - before


@pytest.mark.parametrize(
    ("announced", "message"),
    [
        ("[project]\nname = 'x'\n", r"announces no plugin; expected a table \[project.entry-points"),
        ("[project", "announces no plugin"),
        (f'{ANNOUNCED}b = "kit_dist.other"\n', "announces 2 plugins"),
        (ANNOUNCED.replace("kit_dist.plugin", "kit_dist.lost"), "lies neither beside it nor in src/"),
    ],
)
def test_a_distribution_that_announces_no_single_plugin_is_refused(tmp_path, announced, message):
    distribution(tmp_path, announced)
    with pytest.raises(InputError, match=message):
        check_plugin(tmp_path)


@pytest.mark.parametrize("inner", ["", "__init__.py"])
def test_the_source_of_an_installed_plugin_is_that_plugin(inner):
    import annealkit_atmospheres

    plugins.host()
    with opened(Path(annealkit_atmospheres.__file__).parent / inner) as target:
        assert (target.kind, target.id) == ("installed", "atmospheres")


# -- pytest ------------------------------------------------------------------------------------


def test_a_temporary_plugin_is_a_fixture(temporary_plugin):
    record = temporary_plugin(Plates(), id="plates")
    assert record.id == "plates"
    assert "kitplate" in plugins.host().substrates()
    assert temporary is plugins.temporary


def test_the_kit_as_pytest_cases(tmp_path):
    """Passing, expected and skipped cases; a case that is left out; a plugin that fails."""
    (tmp_path / "plates.py").write_text(textwrap.dedent(CASES))
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-rsx", "plates.py"]
    whole, part = (
        subprocess.run([*command, "-k", wanted], cwd=tmp_path, capture_output=True, text=True, check=False)
        for wanted in ("test_good or test_known", f"(test_good and {EVERY}) or (test_bad and is_documented)")
    )
    assert whole.returncode == 0, whole.stdout
    assert "1 xfailed" in whole.stdout
    assert "does not apply. It implements no physics hook, hence brings no law." in whole.stdout
    assert part.returncode == 1
    assert f"Of the kit's {NUMBER_OF_CHECKS} checks {NUMBER_OF_CHECKS} were left out of this run" in part.stdout
    assert "The class Untold has no docstring" in part.stdout
    assert "2 failed" in part.stdout


CASES = """
    from annealkit.api import Book, Substrate, hookimpl
    from annealkit.testing import parametrize_with_checks


    class Plates:
        "Plates."

        ANNEALKIT_API = 1

        @hookimpl
        def annealkit_substrates(self):
            "One plate."
            return [Substrate("kitplate", "A plate", False, Book("kitplate"))]


    class Untold(Plates):
        pass


    Untold.__doc__ = None
    test_good = parametrize_with_checks(Plates())
    test_known = parametrize_with_checks(Untold(), expected_failures={"is_documented": "written next week"})
    test_bad = parametrize_with_checks(Untold())
"""


def test_the_pytest_plugin_loads_nothing_heavy(tmp_path):
    code = (
        "import sys, annealkit.testing.pytest_plugin; "
        "print(sorted({one.partition('.')[0] for one in sys.modules} & {'numpy', 'pint', 'fipy', 'attrs', 'pluggy', "
        "'matplotlib', 'xarray', 'scipy', 'annealkit_materials'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    # pytest itself needs pluggy.
    assert set(json.loads(done.stdout.replace("'", '"'))) <= {"pluggy"}
