"""Going on where a solution ended: checkpoints, error estimates, steps of a host."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import numpy as np
import pytest

from annealkit import pde
from annealkit.errors import InputError, SolverError
from pde_films import C0, RATE, L, after_four_seconds, decaying, everything, film, law, plate

# -- checkpoints -----------------------------------------------------------------------------------------


def test_a_restart_from_disk_equals_one_run(tmp_path):
    """Every state of every kind goes on, and integrated amounts count from the problem's start."""
    whole = everything().solve(np.array([4.0, 10.0]), rtol=1e-6)
    path = after_four_seconds().checkpoint().save(tmp_path / "state.npz")
    again = everything().solve(np.array([10.0]), rtol=1e-6, start=pde.Checkpoint.load(path))
    np.testing.assert_allclose(again.concentration[-1], whole.concentration[-1], atol=2e-6 * 90)
    for name in ("w", "held", "theta", "vessel"):
        np.testing.assert_allclose(again.state(name)[-1], whole.state(name)[-1], rtol=1e-5)
    assert again.balance.left["outer: flux"] == pytest.approx(whole.balance.left["outer: flux"], rel=5e-6)
    assert again.balance.initial == whole.balance.initial
    assert again.balance.closure < 1e-12
    # Not the same as starting anew.
    assert np.max(np.abs(whole.concentration[0] - whole.concentration[-1])) > 1.0


def test_a_checkpoint_keeps_every_digit(tmp_path):
    solution = after_four_seconds()
    kept = pde.Checkpoint.load(solution.checkpoint().save(tmp_path / "state"))
    assert kept.time == 4.0
    np.testing.assert_array_equal(kept.state, solution.states[-1])
    with zipfile.ZipFile(tmp_path / "state") as archive:
        for name in archive.namelist():  # refuses to load objects, so there is no pickle inside
            np.load(io.BytesIO(archive.read(name)), allow_pickle=False)
    assert [one.name for one in tmp_path.iterdir()] == ["state"]


def test_the_engines_may_take_turns():
    """FiPy goes on where SUNDIALS stopped."""
    first = decaying(cells=1).solve(np.array([20.0]), rtol=1e-6)
    then = decaying(cells=1).solve(np.array([40.0]), rtol=1e-3, engine="fipy", start=first.checkpoint())
    rate = 1 / (1 / RATE + 0.5 * L / 1e-9)
    assert then.inventory[-1] == pytest.approx(C0 * L * np.exp(-rate * 40.0 / L), rel=1e-3)
    assert then.balance.closure < 1e-12


def test_a_checkpoint_appears_whole_or_not_at_all(tmp_path, monkeypatch):
    """A write that fails half way leaves what was there before, and nothing beside it."""
    checkpoint = decaying().solve(np.array([4.0])).checkpoint()
    path = checkpoint.save(tmp_path / "state.npz")
    before = path.read_bytes()

    def broken(file: Any, **arrays: Any) -> None:
        file.write(b"half")
        raise OSError("the disk is full")

    monkeypatch.setattr(np, "savez", broken)
    with pytest.raises(InputError, match="cannot be written: the disk is full"):
        checkpoint.save(path)
    with pytest.raises(InputError, match="cannot be written"):
        checkpoint.save(tmp_path / "new.npz")
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["state.npz"]


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (lambda: everything(cells=6), "number of cells 9"),
        (lambda: everything(states=()), "states"),
        (lambda: everything(reservoirs=(), outer=pde.NoFlux(), states=()), "channels|states"),
        (lambda: everything(outer=pde.Flux("0 mol/m^2/s", channels=("gone",)), reservoirs=()), "channels"),
        (lambda: everything(sources=[]), "sources|states"),
        (
            lambda: everything(
                layers=[
                    pde.Layer("0.6 um", "1e-14 m^2/s", initial="90 mol/m^3", cells=5),
                    pde.Layer("0.3 um", "1e-14 m^2/s", partition=2.0, initial="41 mol/m^3", cells=4),
                ]
            ),
            "initial differ",
        ),
        (
            lambda: everything(
                layers=[
                    pde.Layer("0.61 um", "1e-14 m^2/s", initial="90 mol/m^3", cells=5),
                    pde.Layer("0.3 um", "1e-14 m^2/s", partition=2.0, initial="40 mol/m^3", cells=4),
                ]
            ),
            "cells differ",
        ),
    ],
)
def test_a_checkpoint_of_another_problem_is_refused(other: Any, says: str):
    """What differs is named."""
    with pytest.raises(InputError, match=f"start: the checkpoint.*({says})"):
        other().solve(np.array([10.0]), start=after_four_seconds().checkpoint())


def test_a_restart_goes_forward():
    checkpoint = decaying().solve(np.array([4.0])).checkpoint()
    with pytest.raises(InputError, match="after 4 s, where the run starts"):
        decaying().solve(np.array([3.0, 10.0]), start=checkpoint)


def broken_files(folder: Any) -> dict[str, Any]:
    """Files that no checkpoint is."""
    whole = decaying().solve(np.array([4.0])).checkpoint().save(folder / "whole.npz").read_bytes()
    (folder / "text").write_text("not a checkpoint")
    (folder / "cut").write_bytes(whole[: len(whole) // 2])
    (folder / "empty").write_bytes(b"")
    np.savez(folder / "other.npz", state=np.zeros(3))
    np.save(folder / "array.npy", np.zeros(3))
    np.savez(folder / "format.npz", about=np.array('{"format": 99}'), state=0.0, points=0.0, start=0.0)
    np.savez(folder / "words.npz", about=np.array("no json"), state=0.0, points=0.0, start=0.0)
    return {"text": "not written", "cut": "not written", "empty": "not written", "other.npz": "not written",
            "array.npy": "not written", "format.npz": "format 99", "words.npz": "not written",
            "missing": "is not a file"}  # fmt: skip


@pytest.mark.parametrize(
    "name", ["text", "cut", "empty", "other.npz", "array.npy", "format.npz", "words.npz", "missing"]
)
def test_what_is_no_checkpoint_is_refused(tmp_path, name: str):
    says = broken_files(tmp_path)[name]
    with pytest.raises(InputError, match=f"{name}.*{says}"):
        pde.Checkpoint.load(tmp_path / name)


def test_a_checkpoint_into_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        decaying().solve(np.array([4.0])).checkpoint().save(tmp_path / "none" / "state.npz")


# -- error estimate --------------------------------------------------------------------------------------


def sheet(fourier: float) -> float:
    """Share left in a sheet, empty at one face and sealed at the other."""
    n = np.arange(400)
    return float(np.sum(8 / ((2 * n + 1) ** 2 * np.pi**2) * np.exp(-((2 * n + 1) ** 2) * np.pi**2 * fourier / 4)))


@pytest.mark.parametrize("cells", [8, 24])
def test_the_error_estimate_has_the_size_of_the_error(cells: int):
    """Of coarse cells, against the closed form; and it falls with the cells as the error does."""
    times, d = np.array([0.05, 0.3]) * L**2 / 1e-14, "1e-14 m^2/s"
    solution = film(pde.FixedConcentration("0 mol/m^3"), cells=cells, diffusivity=d).solve(times, rtol=1e-6)
    error = abs(solution.inventory[-1] - C0 * L * sheet(0.3))
    estimate = solution.error_estimate()
    part = estimate.inventory["c"]
    assert part.value == solution.inventory[-1]
    assert error / 3 < part.total < 3 * error
    assert error / 3 < estimate.left["c"]["outer: fixed concentration"].total < 3 * error
    assert part.time < 0.1 * part.cells  # rtol was chosen so
    n = np.arange(400)
    waves = (2 * n + 1) * np.pi / 2
    off = []
    for row, fourier in enumerate((0.05, 0.3)):
        edges = solution.operator.mesh.edges / L  # sealed at 0, empty at 1
        whole = 2 * C0 * (-1.0) ** n / waves**2 * np.sin(np.outer(edges, waves)) * np.exp(-(waves**2) * fourier)
        off.append(np.max(np.abs(solution.concentration[row] - np.diff(whole.sum(axis=1)) / np.diff(edges))))
    assert max(off) / 3 < estimate.profile["c"].total < 3 * max(off)


def test_the_error_estimate_sees_the_time_integration():
    """One cell per film of instant diffusion: all error is in time."""
    solution = decaying(cells=1).solve(np.array([50.0]), rtol=1e-2)
    rate = 1 / (1 / RATE + 0.5 * L / 1e-9)
    error = abs(solution.inventory[-1] - C0 * L * np.exp(-rate * 50.0 / L))
    part = solution.error_estimate().inventory["c"]
    assert error / 3 < part.time < 3 * error


def test_given_meshes_and_foreign_solutions_have_no_estimate():
    solution = plate().solve(np.array([1.0]))
    with pytest.raises(InputError, match="a given mesh cannot be refined"):
        solution.error_estimate()
    lonely = pde.Solution(solution.operator, solution.times, solution.states, "sundials", {})
    with pytest.raises(InputError, match="not made by a problem's solve"):
        lonely.error_estimate()


# -- steps of a host -------------------------------------------------------------------------------------


def test_a_failed_step_leaves_the_clock(monkeypatch):
    """A host may take a smaller step after a failure; the state is that of the last good one."""
    source = pde.Source(law(lambda t: np.where(t > 5.0, np.nan, -1.0), "mol/m^3/s"))
    problem = film(sources=[source])
    assert problem.step("4 s").inventory[-1] == pytest.approx(96.0 * L, rel=1e-9)
    with pytest.raises(SolverError, match="not finite"):
        problem.step("4 s")
    after = problem.step("0.5 s")
    assert after.times[-1] == 4.5
    assert after.inventory[-1] == pytest.approx(95.5 * L, rel=1e-9)
    assert problem.solve(np.array([1.0])).inventory[-1] == pytest.approx(99.0 * L, rel=1e-9)
