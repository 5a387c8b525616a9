"""A third party's distribution, and broken ones, installed beside annealkit's wheel in an environment of their own."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from pathlib import Path

import pytest

from annealkit.cli.plugin_new import render
from outside import ROOT, Environment, build_wheel

# Wheels are built, an environment is made, and every look into it starts a process.
pytestmark = pytest.mark.slow

BROKEN = Path(__file__).parent / "broken"
ZNO = ("annealkit-zno", "zno")

RUN_FILE = """\
material = "{material}"
body = {{ type = "Film", thickness = "500 nm"{substrate} }}
atmosphere = "vacuum"
schedule = "600 degC -> 700 degC @ 20 K/min; hold 5 min"
[run]
cells = 4
rtol = 1e-3
"""

#: Anneals in one process of that environment; prints what was lost and the first one's warnings.
PROGRAM = """
import json
import annealkit as ak

results = [
    ak.Anneal(
        material=material,
        body=ak.Film("500 nm"),
        atmosphere=atmosphere,
        schedule="600 degC -> 700 degC @ 20 K/min; hold 5 min",
    ).run(cells=4, rtol=1e-3)
    for material, atmosphere in {asked!r}
]
print(json.dumps([[float(one.lost["Li"].magnitude) for one in results], results[0].warnings]))
"""


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """The wheel of every distribution here, by the name of its folder."""
    folder = tmp_path_factory.mktemp("wheels")
    sources = [ROOT, ROOT / "plugins" / "examples" / "annealkit-zno", *sorted(BROKEN.iterdir())]
    names = ["annealkit", *(one.name for one in sources[1:])]
    return {name: build_wheel(source, folder) for name, source in zip(names, sources, strict=True)}


@pytest.fixture(scope="module")
def environment(wheels, tmp_path_factory):
    """An environment with annealkit alone."""
    made = Environment.make(tmp_path_factory.mktemp("environment"))
    made.install(wheels["annealkit"])
    return made


@pytest.fixture
def holding(environment, wheels):
    """Installs some of the distributions for the length of a ``with`` block."""

    @contextmanager
    def installed(*names):
        environment.install(*(wheels[name] for name in names))
        try:
            yield environment
        finally:
            environment.uninstall(*names)

    return installed


def command(environment, material, *options, substrate=None, **variables):
    """Give a run file to the installed command."""
    file = environment.folder / f"{material}.toml"
    below = f', substrate = "{substrate}"' if substrate else ""
    file.write_text(RUN_FILE.format(material=material, substrate=below), encoding="utf-8")
    return environment.annealkit("run", str(file), *options, **variables)


def lost(environment, *asked):
    """What left in each anneal, ``(material, atmosphere)``, and the warnings of the first."""
    return environment.python(PROGRAM.format(asked=asked))


def test_the_environment_holds_the_wheel_and_no_other_annealkit(environment):
    code = (
        "import json, importlib, importlib.metadata as m; names = ['annealkit', 'annealkit_materials', "
        "'annealkit_vaporisation']; found = [importlib.import_module(one).__file__ for one in names]; "
        "print(json.dumps([found, [d.name for d in m.distributions() if 'annealkit' in d.name]]))"
    )
    files, distributions = environment.python(code)
    packages = environment.packages.resolve()
    assert [one for one in files if not Path(one).resolve().is_relative_to(packages)] == []
    assert distributions == ["annealkit"]
    assert {distribution for distribution, _ in environment.plugins()} == {"annealkit"}


def test_a_third_party_is_found_attributed_run_and_removed_and_changes_no_number_of_others(holding, environment):
    before = command(environment, "ZnO", "--dry")
    assert before.returncode == 2
    assert "'ZnO' is not known" in before.stderr
    (alone,), _ = lost(environment, ("LiCoO2", "air"))
    with holding("annealkit-zno"):
        listed = environment.plugins()[ZNO]
        assert (listed["version"], listed["api"], listed["state"]) == ("0.1.0", 1, "ok")
        assert listed["contributes"]["materials"] == ["ZnO"]
        done = command(environment, "ZnO", "--json")
        assert done.returncode == 0, done.stderr
        (air, beside), _ = lost(environment, ("ZnO", "air"), ("LiCoO2", "air"))
        assert json.loads(done.stdout)["lost"]["Li"]["value"] > air > 0.0
        assert beside == alone
    assert ZNO not in environment.plugins()
    after = command(environment, "ZnO", "--dry")
    assert (after.returncode, after.stderr) == (2, before.stderr)


def passed(said):
    """Number of tests that passed, where the others were checks that do not apply."""
    (count,) = re.findall(r"^(\d+) passed(?:, \d+ skipped)?(?:, \d+ deselected)? in ", said, flags=re.MULTILINE)
    return int(count)


def test_the_tests_of_the_third_party_pass_where_it_is_installed(holding):
    with holding("annealkit-zno") as environment:
        said = environment.pytest(ROOT / "plugins" / "examples" / "annealkit-zno" / "tests")
    assert passed(said) > 10, said


@pytest.mark.parametrize("kind", ["python", "data-only"])
def test_what_the_template_renders_installs_and_its_tests_pass(environment, tmp_path, kind):
    render(tmp_path / "new", {"kind": kind}, defaults=True)
    environment.install(build_wheel(tmp_path / "new", tmp_path))
    try:
        listed = environment.plugins()["annealkit-limno2", {"python": "limno2", "data-only": "limno2.limno2"}[kind]]
        assert listed["contributes"]["materials"] == ["LiMnO2"]
        # The other checks need no installation: test_template.py runs them.
        said = environment.pytest(tmp_path / "new" / "tests", "-k", "is_found_by_its_entry_point")
    finally:
        environment.uninstall("annealkit-limno2")
    assert passed(said) == 1, said


def test_what_cannot_be_loaded_is_set_aside_with_its_reason_and_the_rest_works(holding):
    reasons = {
        "broken-import": "cannot be imported: SystemExit: this was meant to be run, not imported",
        "broken-api": "declares ANNEALKIT_API = 99; this annealkit speaks 1. Upgrade annealkit.",
        "broken-hook": "Did you mean annealkit_diffusivities?",
        "broken-half": "annealkit_substrates gave an invalid item 2: str where Substrate is due",
    }
    with holding("annealkit-zno", *reasons) as environment:
        listed = environment.plugins()
        for name, reason in reasons.items():
            entry = listed[name, name]
            assert entry["state"] == "quarantined"
            assert reason in entry["reason"]
        assert listed[ZNO]["state"] == "ok"
        amounts, warnings = lost(environment, ("ZnO", "air"), ("LiCoO2", "air"))
        assert min(amounts) > 0.0
        assert [name for name in reasons if name not in " ".join(warnings)] == []
        strict = command(environment, "ZnO", "--dry", ANNEALKIT_STRICT="1")
        assert strict.returncode == 1
        assert "ANNEALKIT_STRICT is set" in strict.stderr


def test_asking_for_what_a_broken_distribution_offers_names_it(holding, environment):
    with holding("broken-half"):
        done = command(environment, "LiCoO2", "--dry", substrate="Granite")
    assert done.returncode == 2
    assert "'Granite' is not known" in done.stderr
    assert "plugin 'broken-half' of broken-half 1.4" in done.stderr
    assert "invalid item 2" in done.stderr


def test_a_plugin_that_raises_in_physics_stops_the_run_and_the_remedy_it_names_works(holding):
    with holding("annealkit-zno", "broken-physics") as environment:
        assert environment.plugins()["broken-physics", "broken-physics"]["state"] == "ok"
        stopped = command(environment, "ZnO")
        assert stopped.returncode == 1
        (line,) = [one for one in stopped.stderr.splitlines() if one.startswith("error: ")]
        assert "plugin 'broken-physics' of broken-physics 1.5: annealkit_phase_rules failed" in line
        assert "ZeroDivisionError: no phase at all" in line
        _, _, remedy = line.partition("set ANNEALKIT_PLUGINS=")
        assert "zno" in remedy.split(",")
        done = command(environment, "ZnO", ANNEALKIT_PLUGINS=remedy)
        assert done.returncode == 0, done.stderr


def test_two_third_parties_with_one_id_exclude_each_other_until_one_goes(holding):
    with holding("annealkit-zno") as environment:
        with holding("rival-zno"):
            listed = environment.plugins()
            assert "also announced by plugin 'zno' of rival-zno 1.6" in listed[ZNO]["reason"]
            assert "also announced by plugin 'zno' of annealkit-zno 0.1.0" in listed["rival-zno", "zno"]["reason"]
            refused = command(environment, "ZnO", "--dry")
            assert refused.returncode == 2
            assert "rival-zno 1.6" in refused.stderr
            assert command(environment, "LiCoO2", "--dry").returncode == 0
        assert environment.plugins()[ZNO]["state"] == "ok"


def test_the_template_is_found_in_the_wheel_and_its_extra_is_named_where_it_is_missing(environment):
    code = (
        "import json; from pathlib import Path; from annealkit.cli.plugin_new import render, template\n"
        "try:\n    said = render(Path('new'), {}, defaults=True)\n"
        "except Exception as error:\n    said = f'{type(error).__name__}: {error}'\n"
        "print(json.dumps([str(template()), said, Path('new').exists()]))"
    )
    place, said, written = environment.python(code)
    assert Path(place).resolve() == (environment.packages / "annealkit_template").resolve()
    assert "annealkit[author]" in said
    assert not written
