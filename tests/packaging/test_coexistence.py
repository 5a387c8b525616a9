"""Packages that replace pint's application registry when imported, before or after annealkit."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

PROGRAM = """
import importlib, json, sys
import pint

name, first = sys.argv[1], sys.argv[2] == "first"
if first:
    importlib.import_module(name)
    before = pint.get_application_registry().get()
import annealkit as ak
from annealkit import units

early = units.quantity(1.0, "m")
if not first:
    importlib.import_module(name)
    before = pint.get_application_registry().get()
registry = pint.get_application_registry()
late = units.quantity(1.0, "m")
print(json.dumps({
    "sum": (late + registry.Quantity(1, "cm")).to("m").magnitude,
    "text": ak.Film("500 nm").thickness,
    "foreign": ak.Film(registry.Quantity(500, "nm")).thickness,
    "early": ak.Film(early).thickness,
    "registry kept": registry.get() is before,
    "left alone": not hasattr(registry, "sccm"),
}))
"""


@pytest.mark.parametrize("order", ["first", "last"])
@pytest.mark.parametrize(
    "package",
    [
        "cantera.with_units",
        pytest.param("pycalphad", marks=pytest.mark.slow),
        pytest.param("h_transport_materials", marks=pytest.mark.slow),
    ],
)
def test_annealkit_works_beside_it_and_leaves_its_registry(tmp_path, package, order):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, package, order],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    assert told == {
        "sum": pytest.approx(1.01),
        "text": pytest.approx(5e-7),
        "foreign": pytest.approx(5e-7),
        "early": pytest.approx(1.0),
        "registry kept": True,
        "left alone": True,
    }
