"""Sweeps: one status a point, stores that go on, executors of any kind, and nothing lost when one breaks."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import xarray

import annealkit as ak
from annealkit.errors import InputError, UnknownNameError
from annealkit.laws import Callable
from annealkit.study import work
from annealkit.study.axes import linspace, zipped
from annealkit.study.store import Store
from annealkit.study.sweeping import sweep

QUICK = {"rtol": 1e-2, "cells": 4}


def anneal(**more) -> ak.Anneal:
    given = {
        "material": "LiCoO2",
        "body": ak.Film("500 nm", substrate="Pt"),
        "atmosphere": "air",
        "schedule": "25 degC -> 600 degC @ 20 K/min; hold 1 min",
        "models": {"Li.loss": ["first-order"]},  # the cheapest of them
    }
    return ak.Anneal(**{**given, **more})


@pytest.fixture
def counted(monkeypatch):
    """How often an anneal was run in this process."""
    runs = []
    run = ak.Anneal.run

    def told(self, **options):
        runs.append(self)
        return run(self, **options)

    monkeypatch.setattr(ak.Anneal, "run", told)
    return runs


def test_a_point_is_what_the_anneal_alone_gives():
    study = sweep(anneal(), {"body.thickness": ["100 nm", "1 um"]}, **QUICK)
    alone = anneal(body=ak.Film("1 um", substrate="Pt")).run(**QUICK)
    assert study.dataset["lost_Li"].values[1] == alone.manifest["lost"]["Li"]
    assert study.dataset["body.thickness"].values.tolist() == [100.0, 1000.0]
    assert study.counts == {"computed": 2, "reused": 0, "failed": 0, "not_computed": 0}
    assert study.result(body_thickness=1).manifest["lost"] == alone.manifest["lost"]


def test_a_point_that_fails_is_a_row_with_its_reason():
    study = sweep(anneal(), {"body.thickness": ["100 nm", "-1 nm"], "atmosphere": ["air", "ear"]}, **QUICK)
    assert study.dataset["status"].values.tolist() == [["ok", "failed"], ["failed", "failed"]]
    assert "ear" in str(study.dataset["reason"].values[0, 1])
    assert "Film thickness" in str(study.dataset["reason"].values[1, 0])
    assert np.isnan(study.dataset["lost_Li"].values[1, 0])
    assert "3 failed" in study.text()
    assert "body.thickness = 100 nm, atmosphere = ear: failed" in study.text()


@pytest.mark.parametrize(
    ("axes", "kind", "said"),
    [
        ({"body.thicknes": ["1 um"]}, UnknownNameError, "Did you mean 'thickness'?"),
        ({"body.thickness": [100, 200]}, InputError, "Did you mean '100 nm'?"),
        ({"atmosphere": ["ear", "aire"]}, UnknownNameError, "axes['atmosphere']"),
    ],
)
def test_what_no_point_can_be_is_refused_before_anything_is_computed(axes, kind, said: str, counted):
    with pytest.raises(kind) as caught:
        sweep(anneal(), axes, **QUICK)
    assert said in str(caught.value)
    assert not counted


def test_a_stored_point_is_not_computed_twice(tmp_path, counted):
    axes = {"body.thickness": ["100 nm", "1 um"]}
    first = sweep(anneal(), axes, store=tmp_path / "store", **QUICK)
    assert len(counted) == 2
    files = {path: path.read_bytes() for path in (tmp_path / "store" / "points").iterdir()}
    # The same point, written otherwise.
    again = sweep(anneal(), {"body.thickness": ["100 nm", "1000 nm", "2 um"]}, store=tmp_path / "store", **QUICK)
    assert len(counted) == 3
    assert again.counts == {"computed": 1, "reused": 2, "failed": 0, "not_computed": 0}
    assert again.dataset["lost_Li"].values[:2].tobytes() == first.dataset["lost_Li"].values.tobytes()
    assert {path: path.read_bytes() for path in files} == files
    for name in (
        "state",
        "part",
        "phase",
        "channel_Li",
    ):  # what is read again stands in the order in which it was computed
        assert again.dataset[name].values.tolist() == first.dataset[name].values.tolist()
    assert again.result(body_thickness=0).lost == first.result(body_thickness=0).lost


@pytest.mark.slow  # half a dozen anneals
@pytest.mark.parametrize("change", [{"rtol": 2e-2}, {"cells": 5}, {"out_of_range": "allow"}])
def test_other_numerics_are_another_point(tmp_path, change, counted):
    axes = {"atmosphere": ["air"]}
    sweep(anneal(), axes, store=tmp_path / "store", **QUICK)
    sweep(anneal(), axes, store=tmp_path / "store", **{**QUICK, **change})
    assert len(counted) == 2


def test_an_override_is_another_point_and_the_record_s_own_value_is_the_same(tmp_path, counted):
    energy = anneal().built.records["LiCoO2.Li.D.deficient.energy"].text
    axes = {"parameters.LiCoO2.Li.D.deficient.energy": [energy, "0.4 eV"]}
    sweep(anneal(), {"atmosphere": ["air"]}, store=tmp_path / "store", **QUICK)
    study = sweep(anneal(), axes, store=tmp_path / "store", **QUICK)
    assert study.counts["reused"] == 1
    assert len(counted) == 2


def test_a_store_says_what_it_is_and_refuses_what_it_is_not(tmp_path):
    axes = {"atmosphere": ["air"]}
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="holds files and no store"):
        sweep(anneal(), axes, store=tmp_path / "mine", **QUICK)
    old = Store.open(tmp_path / "old")
    (old.path / "store.json").write_text('{"annealkit_store": 0}', encoding="utf-8")
    with pytest.raises(InputError, match="format 0 by another version"):
        sweep(anneal(), axes, store=old.path, **QUICK)


@pytest.fixture
def read_only():
    """A store that this process may read and not write; root may write everywhere, so it is somebody else meanwhile."""
    folder = Path(tempfile.mkdtemp(prefix="annealkit-read-only-"))
    store = Store.open(folder / "store")
    folder.chmod(0o755)
    store.path.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield store
    if root:
        os.seteuid(0)
    store.path.chmod(0o755)
    shutil.rmtree(folder)


def test_a_store_that_cannot_be_written_is_refused_at_once(request, counted):
    ready = anneal()  # before the change of user, who may not read every module
    ready.built.problem(cells=4)
    store = request.getfixturevalue("read_only")
    with pytest.raises(InputError, match="cannot be written"):
        sweep(ready, {"atmosphere": ["air"]}, store=store.path, **QUICK)
    assert not counted


@pytest.mark.slow  # half a dozen anneals
def test_a_disk_that_fills_up_fails_its_point_and_keeps_the_others(tmp_path, monkeypatch):
    from annealkit.result import stored

    save, full = stored.save_into, []

    def filling(result, path):
        full.append(path)
        if len(full) == 2:
            raise OSError(28, "No space left on device")
        save(result, path)

    monkeypatch.setattr(stored, "save_into", filling)
    axes = {"body.thickness": ["100 nm", "200 nm", "300 nm"]}
    study = sweep(anneal(), axes, store=tmp_path / "store", **QUICK)
    assert study.dataset["status"].values.tolist() == ["ok", "failed", "ok"]
    assert "No space left on device" in str(study.dataset["reason"].values[1])
    again = sweep(anneal(), axes, store=tmp_path / "store", **QUICK)
    assert again.counts == {"computed": 1, "reused": 2, "failed": 0, "not_computed": 0}
    assert not [one for one in (tmp_path / "store" / "points").iterdir() if one.name.startswith(".")]


def test_a_law_without_identity_is_refused_by_a_store_and_runs_without_one(tmp_path, monkeypatch):
    from annealkit.contributions import Diffusivity

    mine = Callable(lambda T: 1e-14 + 0 * T, "m^2/s", arguments=("T",), name="mine")
    plain = anneal()
    (offered,) = plain.built.chosen.by_slot["Li.diffusivity"]
    from attrs import evolve

    from annealkit.study.key import key

    slots = {**plain.built.chosen.by_slot, "Li.diffusivity": (evolve(offered, item=Diffusivity("mine", "Li", mine)),)}
    odd = evolve(plain.built, chosen=evolve(plain.built.chosen, by_slot=slots))
    object.__setattr__(plain, "built", odd)
    options = {"engine": "sundials", "rtol": 1e-5, "cells": None, "out_of_range": "warn"}
    with pytest.raises(InputError, match=r"the law 'mine' of 'mine' .* identity='\.\.\.'"):
        key(plain, options)


@pytest.mark.slow  # half a dozen anneals
def test_any_executor_gives_the_same_numbers():
    axes = {"body.thickness": ["100 nm", "1 um"], "atmosphere": ["air", "argon"]}
    here = sweep(anneal(), axes, **QUICK)
    with ThreadPoolExecutor(2) as pool:
        there = sweep(anneal(), axes, executor=pool, **QUICK)
    assert bits(here.dataset) == bits(there.dataset)


def bits(table: xarray.Dataset) -> dict[str, bytes]:
    return {str(name): np.ascontiguousarray(one.values).tobytes() for name, one in table.variables.items()}


class Breaking:
    """An executor whose worker dies at its second chunk."""

    def __init__(self) -> None:
        self.taken = 0

    def submit(self, function, *given):
        self.taken += 1
        future: Future = Future()
        if self.taken == 2:
            future.set_exception(RuntimeError("a worker died"))
        elif self.taken > 3:
            raise RuntimeError("the pool is broken")
        else:
            future.set_result(function(*given))
        return future


@pytest.mark.slow  # half a dozen anneals
def test_a_pool_that_breaks_keeps_the_rest_and_says_how_to_go_on(tmp_path):
    axes = {"body.thickness": linspace("100 nm", "400 nm", 4)}
    study = sweep(anneal(), axes, executor=Breaking(), store=tmp_path / "store", **QUICK)
    assert study.dataset["status"].values.tolist() == ["ok", "not computed", "ok", "not computed"]
    assert "a worker died" in str(study.dataset["reason"].values[1])
    assert "same store" in str(study.dataset["reason"].values[3])
    assert sweep(anneal(), axes, store=tmp_path / "store", **QUICK).counts["reused"] == 2


def test_a_worker_with_other_code_refuses_and_names_the_difference():
    from annealkit.stated import stated
    from annealkit.study.versions import installed

    other = [{**one, "version": "0.0.1"} if one["id"] == "licoo2" else one for one in installed()]
    options = {"engine": "sundials", "rtol": 1e-2, "cells": 4, "out_of_range": "warn"}
    chunk = {"points": [[0, stated(anneal())]], "options": options, "store": None, "code": other}
    (outcome,) = work.work(json.dumps(chunk))
    assert outcome.status == "failed"
    assert "'licoo2' of annealkit is version 0.0.1 there" in outcome.reason


def test_the_dataset_is_netcdf_clean(tmp_path):
    study = sweep(
        anneal(), {"recipe": zipped({"atmosphere": ["air", "argon"], "body.thickness": ["1 um", "x"]})}, **QUICK
    )
    path = study.save(tmp_path / "study.nc")
    with xarray.open_dataset(path, engine="h5netcdf") as table:
        assert table["status"].values.tolist() == ["ok", "failed"]
        assert table["lost_Li"].attrs["units"] == "1"
        assert table.attrs["failed"] == 1
        assert not [name for name in table.data_vars if "second" in str(name)]


SCRIPT = """
import sys
import annealkit as ak
from annealkit.study.sweeping import sweep
from annealkit.study.axes import linspace

if __name__ == "__main__":
    # The cheapest anneal there is: 400 of them are computed.
    anneal = ak.Anneal(material="LiNbO3", body=ak.Wafer("500 um"), atmosphere="air", schedule="1000 degC; hold 1 min")
    thick = linspace("100 um", "1 mm", int(sys.argv[4]))
    axes = {"body.thickness": thick, "schedule.hold.duration": linspace("1 min", "10 min", 10)}
    study = sweep(anneal, axes, store=sys.argv[1], workers=int(sys.argv[2]), rtol=1e-2, cells=4)
    study.save(sys.argv[3])
    print(study.counts)
"""


def started(folder: Path, store: Path, workers: int, name: str, points: int = 200) -> subprocess.Popen:
    script = folder / "study.py"
    script.write_text(textwrap.dedent(SCRIPT), encoding="utf-8")
    given = [sys.executable, str(script), str(store), str(workers), str(folder / name), str(points // 10)]
    return subprocess.Popen(given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def children(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=True)
    return [int(one) for one in found.stdout.split()]


def lives(pid: int) -> bool:
    """Whether a process is there and not only its entry, which nobody may have collected."""
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return bool(found.stdout.strip()) and not found.stdout.strip().startswith("Z")


@pytest.mark.slow  # 400 anneals in processes of their own
def test_a_sweep_of_200_points_that_was_killed_goes_on_and_ends_bit_for_bit_the_same(tmp_path):
    killed = started(tmp_path, tmp_path / "store", 2, "never.nc")
    points = tmp_path / "store" / "points"
    while killed.poll() is None and len(list(points.glob("*.json"))) < 30:
        time.sleep(0.2)
    workers = children(killed.pid)
    assert len(workers) >= 2
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    deadline = time.monotonic() + 20.0
    while any(map(lives, workers)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(map(lives, workers)), "workers went on alone"
    done = {path: path.read_bytes() for path in points.glob("*.nc")}
    assert 30 <= len(done) < 200
    finished = len([path for path in done if path.with_suffix(".json").is_file()])
    out, err = started(tmp_path, tmp_path / "store", 2, "resumed.nc").communicate()
    counts = eval_counts(out, err)
    assert counts == {"computed": 200 - finished, "reused": finished, "failed": 0, "not_computed": 0}
    assert {path: path.read_bytes() for path in done} == done
    out, err = started(tmp_path, tmp_path / "other", 2, "straight.nc").communicate()
    assert eval_counts(out, err)["computed"] == 200
    with (
        xarray.open_dataset(tmp_path / "resumed.nc", engine="h5netcdf") as resumed,
        xarray.open_dataset(tmp_path / "straight.nc", engine="h5netcdf") as straight,
    ):
        assert bits(resumed) == bits(straight)


def eval_counts(out: str, err: str) -> dict[str, int]:
    assert out.strip(), err
    found: dict[str, int] = json.loads(out.strip().replace("'", '"'))
    return found


@pytest.mark.slow  # up to 80 anneals in two processes
def test_two_processes_on_one_store_corrupt_nothing(tmp_path):
    both = [started(tmp_path, tmp_path / "store", 1, f"{name}.nc", points=40) for name in ("a", "b")]
    told = [eval_counts(*one.communicate()) for one in both]
    assert all(one["computed"] + one["reused"] == 40 for one in told)
    assert sum(one["computed"] for one in told) >= 40
    with (
        xarray.open_dataset(tmp_path / "a.nc", engine="h5netcdf") as one,
        xarray.open_dataset(tmp_path / "b.nc", engine="h5netcdf") as other,
    ):
        assert bits(one) == bits(other)
    for path in (tmp_path / "store" / "points").glob("*.nc"):
        assert ak.load(path).balance.closure < 1e-10


@pytest.mark.slow  # starts a cluster of processes and kills one
def test_a_dask_worker_that_is_killed_loses_nothing(tmp_path):
    distributed = pytest.importorskip("distributed", reason="the extra 'parallel' is not installed")
    axes = {"body.thickness": linspace("100 nm", "1 um", 30)}
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
        ThreadPoolExecutor(1) as aside,
    ):
        running = aside.submit(sweep, anneal(), axes, executor=client.get_executor(), store=tmp_path / "store", **QUICK)
        points = tmp_path / "store" / "points"
        while len(list(points.glob("*.json")) if points.is_dir() else []) < 3:
            time.sleep(0.2)
        pid = next(iter(client.run(os.getpid).values()))
        os.kill(pid, signal.SIGKILL)
        study = running.result()
    assert study.counts["computed"] + study.counts["reused"] == 30
    assert set(study.dataset["status"].values.tolist()) == {"ok"}
