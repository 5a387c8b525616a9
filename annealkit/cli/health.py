"""``annealkit doctor``: is this installation whole? Text to paste into a report."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import metadata
from typing import Any

import typer
from attrs import frozen

from annealkit.cli.console import collected_warnings, show

__all__ = ["Check", "checks", "doctor"]


@frozen
class Check:
    """One line of the report.

    Attributes:
        name: What was looked at.
        healthy: Whether it is as it should be.
        found: What was found; for a fault also what to do.
    """

    name: str
    healthy: bool
    found: str

    @property
    def line(self) -> str:
        """The check as one line of text."""
        return f"{'ok   ' if self.healthy else 'FAULT'}  {self.name}: {self.found}"


def doctor() -> None:
    """Check this installation; exit code 0 when it is healthy."""
    with collected_warnings():
        done = tuple(checks())
    show(one.line for one in done)
    faults = sum(not one.healthy for one in done)
    show([f"{faults} of {len(done)} checks found a fault" if faults else "healthy"])
    raise typer.Exit(1 if faults else 0)


def checks() -> Iterator[Check]:
    """Every check, in the order to print."""
    yield Check("python", sys.version_info >= (3, 11), f"{platform.python_version()} ({sys.executable})")
    yield Check("platform", True, platform.platform())
    yield from _distributions()
    yield _guarded("FiPy imports", _fipy)
    yield _guarded("CVODE solves", _cvode)
    yield _guarded("pint application registry", _pint)
    yield from _plugins()
    yield _guarded("current folder", _writable)


def _guarded(name: str, look: Callable[[], str]) -> Check:
    """A check whose failure, of whatever kind, is what the report is about."""
    try:
        return Check(name, True, look())
    except Exception as error:
        return Check(name, False, f"{type(error).__name__}: {error}")


def _distributions() -> Iterator[Check]:
    try:
        yield Check("annealkit", True, metadata.version("annealkit"))
        required = metadata.requires("annealkit") or []
    except metadata.PackageNotFoundError:
        yield Check("annealkit", False, "not installed. Run: python -m pip install annealkit")
        return
    for requirement in required:
        if "extra ==" not in requirement:
            yield _distribution(requirement)


def _distribution(requirement: str) -> Check:
    name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
    try:
        return Check(name, True, metadata.version(name))
    except metadata.PackageNotFoundError:
        return Check(name, False, f"not installed. Run: python -m pip install '{requirement}'")


def _fipy() -> str:
    """Through annealkit's shield, in a process of its own so that this one stays light."""
    code = "from annealkit.pde.fipy_import import fipy; print(fipy().__version__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise ImportError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no message")
    return done.stdout.strip()


def _cvode() -> str:
    import numpy as np
    from sksundae.cvode import CVODE

    def decay(t: float, y: np.ndarray, rate: np.ndarray) -> None:
        rate[:] = -y

    solution = CVODE(decay, rtol=1e-8, atol=1e-12).solve(np.array([0.0, 1.0]), np.array([1.0]))
    error = abs(float(solution.y[-1, 0]) - float(np.exp(-1.0)))
    if error > 1e-6:
        raise ArithmeticError(f"y' = -y is off by {error:.2g} at t = 1")
    return f"y' = -y to {error:.1g}"


def _pint() -> str:
    import pint

    from annealkit import units

    # Any: pint does not annotate this function.
    pint_: Any = pint
    registry = pint_.get_application_registry()
    millimetres = units.quantity(1.0, "m").to("mm").magnitude
    if abs(millimetres - 1000.0) > 1e-9:
        raise ArithmeticError(f"1 m is {millimetres} mm there")
    # The default registry has no public name; where it is not found, nothing is said to have replaced it.
    default = getattr(pint_, "_DEFAULT_REGISTRY", None)
    replaced = default is not None and registry.get() is not default
    origin = "replaced by another package" if replaced else "pint's own"
    return f"{origin}; quantities work in it"


def _plugins() -> Iterator[Check]:
    from annealkit.plugins import host

    try:
        records = host().records
    except Exception as error:
        yield Check("plugins", False, f"{type(error).__name__}: {error}")
        return
    for record in records:
        origin = f"{record.distribution} {record.version}"
        found = f"{record.state}, from {origin}{'. ' + record.reason if record.reason else ''}"
        yield Check(f"plugin {record.id}", record.state != "quarantined", found)


def _writable() -> str:
    with tempfile.NamedTemporaryFile(prefix=".annealkit-", dir="."):
        return "writable"
