"""The page docs/licoo2.md: its code runs, and says what the page says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import annealkit as ak

PAGE = (Path(__file__).parents[2] / "docs" / "licoo2.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)


def run(*programs: str) -> dict[str, Any]:
    """What the blocks define, executed in one scope."""
    scope: dict[str, Any] = {}
    exec(compile("\n".join(programs), "licoo2.md", "exec"), scope)
    return scope


def test_every_model_of_the_page_is_offered_and_every_one_offered_is_on_the_page() -> None:
    table = PAGE.partition("| slot | model |")[2].partition("\n\n")[0]
    told = set(re.findall(r"`([^`]+)`", table))
    slots = ("Li.diffusivity", "Li.activity", *(name for name in ak.models("LiCoO2") if name.startswith("host.")))
    offered = ak.models("LiCoO2")
    for slot in slots:
        if slot == "host.protons":  # told on a page of its own
            continue
        assert slot in told
        assert {one.name for one in offered[slot] if one.plugin == "licoo2"} <= told, slot
    known = {one.name for own in offered.values() for one in own} | set(offered)
    assert {one for one in told if re.fullmatch(r"[\w.-]+", one)} <= known


def test_the_orders_of_the_mechanisms(capsys: pytest.CaptureFixture[str]) -> None:
    scope = run(PROGRAMS[0])
    assert scope["order"] == pytest.approx({"vacancy": 1.0, "divacancy": 2.0}, abs=1e-3)
    assert capsys.readouterr().out.endswith("True\n")


@pytest.mark.slow
def test_the_claim_and_the_case_against_it() -> None:
    scope = run(PROGRAMS[1])
    assert scope["on_silica"].phases[0].onset["XRD"].m_as("min") == pytest.approx(33, abs=1)
    assert scope["on_platinum"].phases[0].product == "Co3O4"
    assert scope["on_platinum"].phases[0].onset["XRD"] is None


@pytest.mark.slow
def test_the_form_of_the_excess() -> None:
    scope = run("import annealkit as ak", PROGRAMS[2])
    (form,) = (verdict for verdict in scope["rich"].phases if verdict.amount > 0.01)
    assert form.product == "Li2CO3"
    assert form.stable
    assert form.amount == pytest.approx(0.04 / 1.06, rel=0.02)
