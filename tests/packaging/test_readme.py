"""The README's promises: the two commands, and the Python example."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_gate_finds_the_two_commands():
    commands = re.findall(r"^    (python -m pip install .*)$", README, flags=re.MULTILINE)
    assert commands == [
        "python -m pip install . && annealkit run docs/examples/licoo2-film-700C.toml",
        'python -m pip install ".[test]" && pytest',
    ]


def test_files_that_the_readme_links_exist():
    targets = re.findall(r"\]\(([^)#:]+)\)", README)
    assert targets
    assert [one for one in targets if not (ROOT / one).exists()] == []


@pytest.mark.slow
def test_the_python_example_runs(tmp_path, monkeypatch):
    (example,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    monkeypatch.chdir(tmp_path)
    scope: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), scope)
    assert (tmp_path / "run.nc").stat().st_size > 0


def test_the_gate_is_valid_bash():
    subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=True)
