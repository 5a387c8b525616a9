"""``annealkit plugin list``."""

from __future__ import annotations

import io
import json
import sys

import pytest
from rich.console import Console

from annealkit import plugins
from annealkit.cli.plugins import listed
from annealkit.plugins import PluginRecord

KEYS = ["id", "distribution", "version", "api", "state", "reason", "contributes"]


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Announce a plugin of a distribution of its own, beside those that are installed."""
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("ANNEALKIT_PLUGINS", "ANNEALKIT_STRICT"):
        monkeypatch.delenv(name, raising=False)

    def make(plugin_id: str, code: str, version: str = "1.0") -> None:
        module = f"listed_{plugin_id}"
        (tmp_path / f"{module}.py").write_text(code)
        info = tmp_path / f"fake_{plugin_id}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: fake-{plugin_id}\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(f"[annealkit.plugins]\n{plugin_id} = {module}\n")
        plugins.reset()

    yield make
    plugins.reset()
    for name in [one for one in sys.modules if one.startswith("listed_")]:
        del sys.modules[name]


def drawn(records, width):
    """The listing on a terminal of some width."""
    out = io.StringIO()
    page = Console(file=out, width=width, highlight=False, markup=False, emoji=False, color_system=None)
    for part in listed(tuple(records)):
        page.print(part, soft_wrap=isinstance(part, str))
    return out.getvalue()


def test_json_is_one_list_with_the_agreed_keys(command, install):
    install("broken", "raise SystemExit('no licence')", version="0.4")
    done = command("plugin", "list", "--json")
    assert (done.code, done.err) == (0, "")
    told = json.loads(done.out)
    assert [list(one) for one in told] == [KEYS] * len(told)
    assert [one["id"] for one in told] == sorted(one["id"] for one in told)
    (broken,) = [one for one in told if one["id"] == "broken"]
    assert broken == {
        "id": "broken",
        "distribution": "fake-broken",
        "version": "0.4",
        "api": None,
        "state": "quarantined",
        "reason": "It cannot be imported: SystemExit: no licence.",
        "contributes": {},
    }
    (licoo2,) = [one for one in told if one["id"] == "licoo2"]
    assert licoo2["contributes"]["materials"] == ["LiCoO2"]
    assert "annealkit_phase_rules" in licoo2["contributes"]["hooks"]


def test_the_table_tells_the_reason_once_and_exits_with_0(command, install):
    install("broken", "ANNEALKIT_API = 7")
    done = command("plugin", "list")
    assert (done.code, done.err) == (0, "")
    assert done.out.count("ANNEALKIT_API = 7") == 1
    assert "plugin 'broken' of fake-broken 1.0 is quarantined: It declares ANNEALKIT_API = 7" in done.out
    assert "LiCoO2" in done.out


def test_a_strict_environment_can_still_be_listed(command, install, monkeypatch):
    """The list is what tells why everything else refuses."""
    install("broken", "1 / 0")
    monkeypatch.setenv("ANNEALKIT_STRICT", "1")
    done = command("plugin", "list")
    assert done.code == 0
    assert "ZeroDivisionError" in done.out
    assert command("show", "materials").code == 1


def test_what_is_left_out_is_listed_as_blocked(command, monkeypatch):
    monkeypatch.setenv("ANNEALKIT_PLUGINS", "licoo2,licoo3")
    done = command("plugin", "list")
    assert "warning: ANNEALKIT_PLUGINS names 'licoo3', which no installed plugin is called." in done.out
    assert "plugin 'vaporisation' of annealkit" in done.out
    assert "is blocked: ANNEALKIT_PLUGINS does not name it." in done.out
    as_json = command("plugin", "list", "--json")
    assert "licoo3" in as_json.err
    assert {one["state"] for one in json.loads(as_json.out)} == {"ok", "blocked"}


@pytest.mark.parametrize("width", [80, 120])
def test_a_long_name_goes_on_in_the_next_line(width):
    name = "a-distribution-whose-name-goes-on-and-on-for-longer-than-its-column"
    shown = drawn([PluginRecord("a", name, "1.0", "a", 1), *plugins.survey().records], width)
    assert "…" not in shown
    assert max(len(line) for line in shown.splitlines()) <= width
    lines = shown.splitlines()
    start, end = lines[1].index("distribution"), lines[1].index("version")
    assert "".join(line[start:end].strip() for line in lines[3:]).startswith(name)


def test_every_name_is_whole_on_80_columns():
    shown = drawn(plugins.survey().records, 80)
    for record in plugins.survey().records:
        for name in (record.id, record.distribution, *(n for own in record.contributes.values() for n in own)):
            assert name.removeprefix("annealkit_") in shown


def test_an_empty_list_says_so():
    assert drawn([], 80) == "No plugin is installed.\n"
