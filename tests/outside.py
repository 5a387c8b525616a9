"""An environment outside this one: what annealkit and pytest require, what a test installs, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from importlib import metadata
from pathlib import Path
from typing import Any

from attrs import frozen
from packaging.requirements import Requirement

__all__ = ["ROOT", "Environment", "build_wheel"]

ROOT = Path(__file__).parents[1]

#: What would let this environment shine through into the other.
_FOREIGN = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "ANNEALKIT_PLUGINS", "ANNEALKIT_STRICT")


def build_wheel(source: Path, folder: Path) -> Path:
    """A wheel of a distribution, as a build frontend without isolation makes it (PEP 517)."""
    code = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=source, check=True, capture_output=True, text=True
    )
    return folder / done.stdout.split()[-1]


@frozen
class Environment:
    """A virtual environment that holds what is installed into it.

    Its dependencies are links to those of the running environment, found from the metadata that the wheel declares:
    downloading them again would take a network and a minute, and would prove no more. annealkit and every plugin of
    the running environment stay invisible.
    """

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> Environment:
        """An environment with pytest and what annealkit requires, but without annealkit."""
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
        made = cls(folder)
        links = folder / "dependencies"
        links.mkdir()
        for name in {"pytest", *_required("pytest"), *_required("annealkit")}:
            _link(name, links)
        (made.packages / "dependencies.pth").write_text(f"{links}\n", encoding="utf-8")
        return made

    @property
    def packages(self) -> Path:
        """Where packages are installed."""
        scheme = "nt_venv" if os.name == "nt" else "posix_venv"
        base = str(self.folder / "venv")
        return Path(sysconfig.get_path("purelib", scheme, {"base": base, "platbase": base}))

    def pip(self, *arguments: str | Path) -> str:
        """Run the running environment's pip on this one; never with a network."""
        return self._run(sys.executable, "-m", "pip", "--python", self._program("python"), *arguments).stdout

    def install(self, *wheels: Path) -> None:
        """Install wheels; what they require must be there."""
        self.pip("install", "--quiet", "--no-index", "--disable-pip-version-check", *wheels)

    def uninstall(self, *names: str) -> None:
        """Remove distributions."""
        self.pip("uninstall", "--quiet", "--yes", *names)

    def python(self, code: str) -> Any:
        """What a program prints as JSON on its last line."""
        return json.loads(self._run(self._program("python"), "-c", code).stdout.splitlines()[-1])

    def pytest(self, tests: Path, *words: str) -> str:
        """Run a folder of tests, copied so that nothing beside it is imported; gives what pytest said."""
        place = self.folder / "tests"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(tests, place, ignore=shutil.ignore_patterns("__pycache__"))
        options = ("-q", "-p", "no:cacheprovider", "--import-mode=importlib", "--rootdir", place)
        return self._run(self._program("python"), "-m", "pytest", *options, *words, place).stdout

    def annealkit(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the installed command, whatever its exit code."""
        return self._run(self._program("annealkit"), *words, check=False, **variables)

    def plugins(self) -> dict[tuple[str, str], dict[str, Any]]:
        """``annealkit plugin list --json``, by distribution and id."""
        done = self.annealkit("plugin", "list", "--json")
        assert done.returncode == 0, done.stderr
        return {(one["distribution"], one["id"]): one for one in json.loads(done.stdout)}

    def _program(self, name: str) -> Path:
        scripts = self.folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        return scripts / (f"{name}.exe" if os.name == "nt" else name)

    def _run(self, *words: str | Path, check: bool = True, **variables: str) -> subprocess.CompletedProcess[str]:
        work = self.folder / "work"
        work.mkdir(exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
        done = subprocess.run(
            list(map(str, words)), cwd=work, env=kept | variables, capture_output=True, text=True, encoding="utf-8"
        )
        if check and done.returncode:
            raise AssertionError(f"{' '.join(map(str, words))} failed:\n{done.stdout}\n{done.stderr}")
        return done


def _required(name: str) -> set[str]:
    """Names of the distributions that one requires, directly or not."""
    found: set[str] = set()
    wanted = [Requirement(name)]
    seen: set[str] = set()
    while wanted:
        asked = wanted.pop()
        if str(asked) in seen:
            continue
        seen.add(str(asked))
        for text in metadata.requires(asked.name) or []:
            one = Requirement(text)
            if any(one.marker is None or one.marker.evaluate({"extra": extra}) for extra in ("", *asked.extras)):
                found.add(one.name)
                wanted.append(one)
    return found


def _link(name: str, folder: Path) -> None:
    """Make the top level of a distribution's files visible in a folder."""
    distribution = metadata.distribution(name)
    tops = {file.parts[0] for file in distribution.files or () if file.parts[0] not in ("..", "__pycache__")}
    for top in tops:
        target, place = Path(str(distribution.locate_file(top))), folder / top
        if place.exists() or not target.exists():
            continue
        try:
            place.symlink_to(target, target_is_directory=target.is_dir())
        except OSError:  # Windows lets not everyone make links
            (shutil.copytree if target.is_dir() else shutil.copy2)(target, place)
