"""The pages on studies show code that runs."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from annealkit.runschema import run_schema
from annealkit.study import running
from quick_work import quick_work

DOCS = Path(__file__).parents[2] / "docs"
PAGE, CLUSTER = DOCS / "studies.md", DOCS / "how-to" / "scale-out.md"


def blocks(page: Path, language: str = "python") -> list[str]:
    found = re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found


def run(page: Path) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in blocks(page):
        if not block.startswith("# not run here"):
            exec(compile(block, str(page), "exec"), names)
    return names


def test_the_code_on_studies_runs_on_closed_forms(monkeypatch, tmp_path):
    from annealkit.study import attribution

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(running, "work", quick_work)
    monkeypatch.setattr("matplotlib.figure.Figure.savefig", lambda *given: None)  # drawn, and not rendered
    monkeypatch.setattr(attribution, "attributed", lambda *given: [])
    code = "".join(blocks(PAGE))
    assert {"compare", "sweep", "window", "shortest_hold", "protocol", "optimize"} <= set(
        re.findall(r"ak\.(\w+)\(", code)
    )
    names: dict[str, Any] = {}
    for block in blocks(PAGE):
        # Attribution and whole results need real runs; the slow test has them.
        lines = [one for one in block.splitlines() if "attribute(" not in one and "print(effect)" not in one]
        lines = [one for one in lines if ".result(" not in one]
        exec(compile("\n".join(lines), str(PAGE), "exec"), names)
    assert names["hold"].runs > 1
    assert names["best"].best is not None


@pytest.mark.slow  # about forty anneals
def test_the_code_on_studies_runs(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    names = run(PAGE)
    told = capsys.readouterr().out
    assert "Recommended: " in told
    assert names["hold"].found
    assert names["best"].best is not None
    assert {one.name for one in tmp_path.glob("*.png")} == {"compare.png", "window.png", "protocol.png"}


def test_the_run_file_of_the_page_is_one():
    import jsonschema

    (text,) = blocks(PAGE, "toml")
    jsonschema.Draft202012Validator(run_schema()).validate(tomllib.loads(text))


@pytest.mark.slow  # starts processes
def test_the_code_on_scaling_out_runs_as_a_script(tmp_path):
    import subprocess
    import sys

    pytest.importorskip("distributed", reason="the extra 'parallel' is not installed")
    script = tmp_path / "study.py"
    script.write_text(
        "\n".join(one for one in blocks(CLUSTER) if not one.startswith("# not run here")), encoding="utf-8"
    )
    done = subprocess.run([sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "'computed': 4" in done.stdout


def test_what_is_not_run_here_is_python_at_least():
    odd = [one for one in blocks(CLUSTER) if one.startswith("# not run here")]
    assert len(odd) == 2
    for one in odd:
        compile(one, str(CLUSTER), "exec")
