"""What a fresh process says: which modules an import loads, and what contributions arrive as."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from attrs import frozen

from annealkit.plugins.calling import said
from annealkit.testing.fingerprint import fingerprint

__all__ = ["HEAVY", "Elsewhere", "asked_elsewhere"]

#: What importing a plugin must not load: solvers, figures and datasets belong to runs and results.
HEAVY = ("fipy", "matplotlib", "xarray")

_LONGEST = 120.0  # s
_CODE = """
import importlib, json, pickle, sys, time

path, module, heavy = json.loads(sys.stdin.buffer.readline())
sys.path[:] = path
import annealkit.api

start = time.perf_counter()
if module:
    importlib.import_module(module)
told = {"seconds": time.perf_counter() - start, "loaded": [name for name in heavy if name in sys.modules]}
from annealkit.testing.fingerprint import fingerprint

def arrived(size):
    try:
        return ["", fingerprint(pickle.loads(sys.stdin.buffer.read(size)))]
    except Exception as error:
        return [f"{type(error).__name__}: {error}", ""]

told["arrived"] = [arrived(size) for size in json.loads(sys.stdin.buffer.readline())]
sys.__stdout__.write("\\n" + json.dumps(told))
"""


@frozen
class Elsewhere:
    """What a fresh process said.

    Attributes:
        failure: Why it said nothing, empty when it did.
        seconds: What importing the plugin took beyond ``annealkit.api``, s.
        loaded: Which of :data:`HEAVY` that loaded.
        trouble: For each contribution why it did not arrive as it was sent, empty when it did.
    """

    failure: str
    seconds: float
    loaded: tuple[str, ...]
    trouble: tuple[str, ...]


def asked_elsewhere(module: str, items: Sequence[Any]) -> Elsewhere:
    """Import a plugin in a fresh process and send it contributions.

    Args:
        module: Name of the plugin's module, empty for one without.
        items: Contributions.
    """
    packed = [_packed(item) for item in items]
    whole = [blob for blob, _ in packed]
    letter = [_line([sys.path, module, HEAVY]), _line([len(blob) for blob in whole]), *whole]
    try:
        done = subprocess.run(
            [sys.executable, "-c", _CODE], input=b"".join(letter), capture_output=True, timeout=_LONGEST
        )
    except subprocess.TimeoutExpired:
        return Elsewhere(f"It did not end within {_LONGEST:g} s.", 0.0, (), tuple("" for _ in items))
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["no message"]
        return Elsewhere(f"A fresh process failed to import it: {last[0]}.", 0.0, (), tuple("" for _ in items))
    told = json.loads(done.stdout.decode().splitlines()[-1])
    trouble = [
        failed or (f"it cannot be unpickled in another process ({wrong})" if wrong else _compared(item, text))
        for item, (_, failed), (wrong, text) in zip(items, packed, told["arrived"], strict=True)
    ]
    return Elsewhere("", told["seconds"], tuple(told["loaded"]), tuple(trouble))


def _packed(item: Any) -> tuple[bytes, str]:
    """A contribution ready to be sent to a process of our own (never stored), or why it cannot be."""
    try:
        return pickle.dumps(item), ""
    except Exception as error:  # whatever a plugin's classes raise
        return pickle.dumps(None), f"it cannot be pickled ({said(error).rstrip('.')})"


def _compared(item: Any, text: str) -> str:
    return "" if fingerprint(item) == text else "it arrives as something else in another process"


def _line(value: object) -> bytes:
    return json.dumps(value).encode() + b"\n"
