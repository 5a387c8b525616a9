"""Each check sees the plugin that is broken the way it asks about."""

from __future__ import annotations

import itertools
import re
import sys
from pathlib import Path

import pytest

from annealkit import plugins
from annealkit.errors import PluginWarning
from annealkit.testing import CHECKS
from annealkit.testing.running import outcome
from annealkit.testing.subject import subject_of

# The host warns of an observer that fails; the check tells it again.
pytestmark = pytest.mark.filterwarnings("ignore:.*annealkit_run_completed failed")

HEALTHY = Path(__file__).with_name("healthy.py")
_NUMBERS = itertools.count()

COAT = """if material.name == "Testcoat" and species == "Li":
        yield Diffusivity("coat", "Li", Constant(material["diffusivity"]))"""
ANY_COAT = """if material.name != NAME:
        yield Diffusivity("coat", species, Constant(COAT["diffusivity"]))"""
SNEAK = """
    if material.name == "LiCoO2" and face.kind == "gas":
        yield BoundaryFlux("substrate", "Li", ("sneak",), Constant("1e-12 mol/m^2/s"))
"""
MEMORY = """def __call__(self, c):
        self.values["velocity"] = self.values["velocity"] * 2
        return self.values["velocity"]"""
TWICE = """ripe = State("ripe", Constant(material["rate"]))
        yield Transformation("steady", "ripening", ripe)
        yield Transformation("fast", "rotting", ripe)"""

#: Check, what is replaced in the healthy plugin, by what, and what the check says.
BROKEN = [
    ("declares_a_supported_api", "ANNEALKIT_API = 1", "ANNEALKIT_API = 99", r"declares ANNEALKIT_API = 99; .*Upgrade"),
    (
        "is_light_to_import",
        "ANNEALKIT_API = 1",
        "import matplotlib\nANNEALKIT_API = 1",
        r"loads matplotlib; import it inside the function that needs it",
    ),
    (
        "implements_hooks_as_specified",
        "def annealkit_diffusivities(material, species)",
        "def annealkit_diffusivities(material, specie, species=0)",
        r"names the argument 'specie', which the hook does not have. Did you mean 'species'",
    ),
    ("is_used_by_the_host", 'aliases=("test material",)', 'aliases=("LCO",)', r"'LCO' among the materials .*'licoo2'"),
    ("contributes_something", "@hookimpl\ndef annealkit_", "def plain_", r"It implements no hook. Mark functions"),
    ("is_documented", '    """A step."""\n', "", r"implementation of annealkit_interfaces has no docstring"),
    ("catalogues_are_told", '"A gas for tests"', '" "', r"testgas of its atmospheres has no title"),
    (
        "defaults_name_offered_models",
        '"Li.loss": ("exchange",)',
        '"Li.loss": ("exchagne",)',
        r"names 'exchagne', which no plugin in use offers; .*Did you mean 'exchange'",
    ),
    (
        "records_are_whole",
        '("pressure", 1e5, "Pa"))',
        '("pressure", 1e5, "Pa"), basis="measured")',
        r"Record testkit.uptake: it is measured and names no source",
    ),
    ("ranges_hold", "Range(300.0, 1300.0", "Range(1300.0, 300.0", r"from 1300 to 300 K, which holds nothing"),
    (
        "record_ids_are_its_own",
        'COAT = book("Testcoat", ("site", 3e4, "mol/m^3")',
        'COAT = book(NAME, ("site", 3e4, "mol/m^3")',
        r"Record Testium.site: two books of the plugin give it different values",
    ),
    ("hooks_answer", '"""A dilute solution."""', '"""Ill."""\n    1 / 0', r"annealkit_activities failed: ZeroDivision"),
    (
        "hooks_are_pure",
        'yield VolumeSource("trickle", "Li", Constant(material["source"]))',
        'yield VolumeSource("trickle", "Li", Constant((float(np.random.rand()), "mol/m^3/s")))',
        r"annealkit_volume_sources gives something else when it is asked again",
    ),
    (
        "hooks_are_pure",
        'yield Observable("mean"',
        'material.start["Te"] += 1.0\n        yield Observable("mean"',
        r"annealkit_observables changes the arguments it is given",
    ),
    (
        "leaves_strangers_alone",
        COAT,
        ANY_COAT,
        r"annealkit_diffusivities gives 'coat' for a material it does not know",
    ),
    (
        "leaves_strangers_alone",
        '"""None to speak of."""\n    if material.name == NAME:',
        '"""None to speak of."""\n    if material.name == NAME or ("Uh" in material.species and material["site"]):',
        r"annealkit_volume_sources raises for a material it does not know: .*Compare material.name first",
    ),
    (
        "changes_no_other_material",
        "    if material.name != NAME:\n        return\n",
        SNEAK + "    if material.name != NAME:\n        return\n",
        r"An anneal of LiCoO2 that names no model has other terms beside this plugin than without it",
    ),
    (
        "laws_are_pure",
        'def __call__(self, c):\n        return self.values["velocity"]',
        MEMORY,
        r"plate.*it gives other numbers when it is called again",
    ),
    (
        "laws_are_pure",
        "def __call__(self, c):\n        return np.clip",
        "def __call__(self, c):\n        c *= 0.5\n        return np.clip",
        r"it changes the arrays it is called with",
    ),
    ("laws_have_the_due_unit", '("rate", 1e-4, "1/s")', '("rate", 1e-4, "m/s")', r"the rate of the state 'ripe'"),
    ("laws_have_the_due_unit", '"prefactor", 1e-9, "m^2/s"', '"prefactor", 1e-9, "m^2"', r"law of 'plain' is in 'm"),
    (
        "laws_read_known_arguments",
        'amount=law(Amount(site=site.per_cell), "1", ("c",)',
        'amount=law(Amount(site=site.per_cell), "1", ("c", "moisture")',
        r"amount: it reads moisture, which nothing gives it",
    ),
    (
        "laws_are_finite",
        'return R * T * (1.0 - c / self.values["site"])',
        'return R * T * np.log(c / self.values["site"])',
        r"margin: it is not finite, -inf at T = .*c = 0",
    ),
    ("laws_are_finite", "return np.sum(c * dx, axis=-1)", "return np.sum(c * nothing)", r"it raises NameError"),
    ("laws_have_their_sign", '"activity", 0.02', '"activity", -0.02', r"Li.activity = dilute .* it is negative"),
    ("laws_have_their_sign", '"ratio", 0.9', '"ratio", 0.0', r"volume_ratio: it is not above zero"),
    ("laws_have_their_sign", '("prefactor", 1e-9', '("prefactor", 0.0', r"zero everywhere, so that nothing would"),
    (
        "laws_work_on_arrays",
        'return np.clip(1.0 - c / self.values["site"], 0.0, 1.0)',
        'return np.clip(1.0 - c / self.values["site"], 0.0, 1.0) * (1.0 if np.size(c) > 1 else 0.5)',
        r"one state alone gives .* among others",
    ),
    (
        "laws_work_on_arrays",
        "return np.sum(c * dx, axis=-1) / np.sum(dx, axis=-1)",
        "return np.sum(c * dx) / np.sum(dx) * np.ones(3)",
        r"its result has the shape \(3,\)",
    ),
    ("laws_are_told", 'identity=f"testium {name}"', "identity=None", r"it has no identity, as a lambda"),
    (
        "overrides_reach_every_record",
        'Arrhenius(material["prefactor"], material["energy"])',
        'Arrhenius(BOOK["prefactor"], material["energy"])',
        r"the override of Testium.prefactor is taken and not used",
    ),
    (
        "laws_listen_to_their_records",
        'uptake = law(Uptake(velocity=shared["uptake"].per_cell)',
        "uptake = law(Uptake(velocity=1e-9)",
        r"its numbers do not change with any of its records \(testkit.uptake\)",
    ),
    (
        "laws_take_batches",
        'layer = Layer(site=np.asarray(material["site"].value)',
        'layer = Layer(site=np.asarray(float(material["site"].value))',
        r"cannot be made of records with other or several values: .*TypeError",
    ),
    (
        "laws_take_batches",
        "amount=law(Amount(site=site.per_cell)",
        "amount=law(Amount(site=np.max(site.value))",
        r"amount: in a batch of two values of its records, entry 0 differs",
    ),
    (
        "contributions_cross_processes",
        'uptake = law(Uptake(velocity=shared["uptake"].per_cell)',
        'uptake = law(lambda c: shared["uptake"].per_cell * c',
        r"plate .*: it cannot be pickled",
    ),
    (
        "fluxes_vanish_at_equilibrium",
        "(here - a_source) * (T / T)",
        "(here - 0.9 * a_source) * (T / T)",
        r"cross the face at T = .* with a_source equal to the body's activity",
    ),
    (
        "fluxes_point_down_the_activity",
        "(here - a_source) * (T / T)",
        "np.abs(here - a_source) * (T / T)",
        r"with a_source = 2 times the body's activity, matter does not enter",
    ),
    (
        "nothing_enters_from_an_empty_gas",
        "(here - a_source) * (T / T)",
        "(here - a_source - 1e-3) * (T / T)",
        r"it points inwards from a gas without a source, .* at",
    ),
    (
        "nothing_leaves_an_empty_body",
        'return self.values["velocity"] * np.maximum(c, 0.0)',
        'return self.values["velocity"] * (np.maximum(c, 0.0) + 10.0)',
        r"something leaves a surface that holds nothing, .*Let it end with c",
    ),
    (
        "fluxes_fall_with_the_concentration",
        'return self.values["velocity"] * np.maximum(c, 0.0)',
        'return self.values["velocity"] * np.maximum(c, 0.0) * np.maximum(5e4 - c, 0.0)',
        r"less leaves at c = .* than at",
    ),
    (
        "brackets_are_in_order",
        "bracket = Bracket(low=None, high=uptake",
        "bracket = Bracket(low=uptake * 2.0, high=uptake",
        r"bracket.low: it exceeds bracket.high somewhere",
    ),
    (
        "phase_rules_answer_everywhere",
        '"], 0.0, 1.0)',
        '"], 0.0, 1.5) + 0.1',
        r"amount: it is not a share between 0 and",
    ),
    ("phase_rules_are_told", '("seen", 0.02', '("seen", 2.0', r"XRD sees shares from 2; expected one between 0 and 1"),
    ("phase_rules_are_told", '"LiTeO2 = TeO + 1/2 Li2O + 1/4 O2"', '" "', r"it has no reaction"),
    ("states_can_be_integrated", 'State("ripe"', 'State("depth"', r"name 'depth' means something else to laws"),
    (
        "states_can_be_integrated",
        'State("ripe", Constant(material["rate"]))',
        'State("ripe", law(lambda ripe: 1e-4 / ripe, "1/s", ("ripe",), (), "ripening"))',
        r"the rate is not finite: inf at ripe = 0",
    ),
    (
        "states_do_not_share_names",
        'yield Transformation("steady", "ripening", State("ripe", Constant(material["rate"])))',
        TWICE,
        r"its state 'ripe' is also that of host.ripening = steady",
    ),
    ("observers_only_watch", "assert result.lost", "assert not result.lost", r"run_completed raises AssertionError"),
    (
        "observers_only_watch",
        "assert result.lost",
        'result.dataset["Li"] *= 2.0',
        r"annealkit_run_completed changes the result it is shown",
    ),
    (
        "a_closed_box_keeps_its_matter",
        'if face.kind == "gas":\n        names',
        'if face.kind in ("gas", "interface"):\n        names',
        r"An anneal of Testium in a closed body: something leaves through outer: Li gas",
    ),
    (
        "the_smallest_anneals_run",
        'yield Transformation("steady"',
        'yield Transformation("unsteady"',
        r"An anneal of Testium fails: .*names 'steady', which no working plugin offers here",
    ),
]


@pytest.fixture
def broken(tmp_path):
    """Writes a changed copy of the healthy plugin under a name of its own."""

    def write(old: str, new: str) -> Path:
        text = HEALTHY.read_text()
        assert old in text, f"the healthy plugin no longer holds {old!r}"
        file = tmp_path / f"broken_{next(_NUMBERS)}.py"
        file.write_text(text.replace(old, new))
        return file

    return write


def judged(path: object, check: str):
    with subject_of(path) as subject:
        return outcome(CHECKS[check], subject)


@pytest.mark.parametrize(("check", "old", "new", "message"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_broken_plugin_fails_its_check(broken, check, old, new, message):
    found = judged(broken(old, new), check)
    assert found.status == "failed", found
    assert re.search(message, " ".join(found.sentences)), found.sentences


def test_every_check_has_a_broken_plugin():
    # The one that is left needs an installed distribution; it follows.
    assert {row[0] for row in BROKEN} | {"is_found_by_its_entry_point"} == set(CHECKS)


def test_an_entry_point_to_nothing_fails(tmp_path, monkeypatch):
    info = tmp_path / "fake_lost-1.0.dist-info"
    info.mkdir()
    info.joinpath("METADATA").write_text("Metadata-Version: 2.1\nName: fake-lost\nVersion: 1.0\n")
    info.joinpath("entry_points.txt").write_text("[annealkit.plugins]\nlost = fake_lost_plugin\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    plugins.reset()
    try:
        with pytest.warns(PluginWarning, match="fake_lost_plugin"):
            found = judged("lost", "is_found_by_its_entry_point")
        assert found.status == "failed"
        assert "It cannot be imported: ModuleNotFoundError: No module named 'fake_lost_plugin'." in found.text
        assert judged("lost", "hooks_answer").status == "unreached"
    finally:
        monkeypatch.undo()
        plugins.reset()


def test_what_cannot_be_reached_says_why(broken):
    found = judged(broken("ANNEALKIT_API = 1", "1 / 0"), "laws_are_finite")
    assert found.status == "unreached"
    assert "It cannot be imported: ZeroDivisionError" in found.reason


def test_nothing_stays_behind(broken):
    path, modules = list(sys.path), set(sys.modules)
    file = broken("ANNEALKIT_API = 1", "ANNEALKIT_API = 1")
    assert judged(file, "hooks_answer").status == "passed"
    assert sys.path == path
    assert file.stem not in set(sys.modules) - modules
    assert "Testium" not in plugins.host().materials()
