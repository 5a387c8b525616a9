"""``show``, ``plugin list`` and ``doctor``."""

from __future__ import annotations

import json

import pytest

from annealkit.cli import health


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("materials", ["LiCoO2"]),
        ("atmospheres", ["air", "oxygen", "nitrogen", "argon", "vacuum", "Li2O-rich"]),
        ("substrates", ["SiO2", "Al2O3", "steel", "Pt", "Au", "MgO"]),
    ],
)
def test_show_lists_what_is_on_offer(command, kind, names):
    done = command("show", kind)
    assert (done.code, done.err) == (0, "")
    assert [one for one in names if one not in done.out] == []


def test_show_a_material_tells_its_records_and_their_sources(command):
    done = command("show", "materials", "lco")
    assert done.code == 0
    assert "LiCoO2.Li.D.deficient.energy" in done.out
    assert "0.34 eV" in done.out
    assert "default Li.loss: vaporisation + substrate" in done.out


def test_show_an_atmosphere_tells_its_presets_and_their_basis(command):
    done = command("show", "atmospheres", "air")
    assert done.code == 0
    assert "p(O2): 21227.6 Pa" in done.out  # 0.2095 of one atmosphere
    assert "assumed" in done.out


def test_show_models_marks_the_defaults(command):
    done = command("show", "models", "LiCoO2")
    assert done.code == 0
    lines = done.out.splitlines()
    assert any("* vaporisation" in one for one in lines)
    named_only = [one for one in lines if "substrate-calibrated" in one]
    assert named_only
    assert not any("* substrate-calibrated" in one for one in named_only)


def test_show_equations_and_sources_solve_nothing(command, tmp_path):
    equations = command("show", "equations", "film.toml")
    sources = command("show", "sources", "film.toml")
    assert (equations.code, sources.code) == (0, 0)
    assert "vaporisation" in equations.out
    assert "LiCoO2.Li.D.deficient.energy" in sources.out
    assert "@" in sources.out  # BibTeX entries
    assert not (tmp_path / "runs").exists()


def test_plugin_list_tells_the_first_party_plugins(command):
    done = command("plugin", "list", "--json")
    assert (done.code, done.err) == (0, "")
    told = {one["id"]: one for one in json.loads(done.out)}
    assert {"licoo2", "atmospheres", "vaporisation", "substrates"} <= set(told)
    licoo2 = told["licoo2"]
    assert set(licoo2) == {"id", "distribution", "version", "api", "state", "reason", "contributes"}
    assert (licoo2["distribution"], licoo2["api"], licoo2["state"]) == ("annealkit", 1, "ok")
    assert "LiCoO2" in licoo2["contributes"]["materials"]
    assert "licoo2" in command("plugin", "list").out


def test_doctor_finds_this_installation_healthy(command):
    done = command("doctor")
    assert done.code == 0, done.out
    for told in (
        "python",
        "platform",
        "annealkit",
        "numpy",
        "FiPy imports",
        "CVODE solves",
        "pint",
        "plugin licoo2",
    ):
        assert told in done.out
    assert done.out.rstrip().endswith("healthy")


def test_doctor_tells_a_fault_and_exits_with_1(command, monkeypatch):
    def broken() -> str:
        raise OSError("no such library")

    monkeypatch.setattr(health, "_cvode", broken)
    done = command("doctor")
    assert done.code == 1
    assert "FAULT  CVODE solves: OSError: no such library" in done.out


def test_doctor_finds_a_missing_dependency(monkeypatch):
    monkeypatch.setattr(health.metadata, "requires", lambda _: ["no-such-thing>=2", "pytest; extra == 'test'"])
    found = {one.name: one for one in health._distributions()}
    assert not found["no-such-thing"].healthy
    assert "pip install 'no-such-thing>=2'" in found["no-such-thing"].found
    assert "pytest" not in found
