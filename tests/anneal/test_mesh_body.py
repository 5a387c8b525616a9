"""Bodies on FiPy meshes: strips and blocks against films, a disc against a cylinder, what is refused, what is told."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import annealkit as ak
from annealkit import pde
from annealkit.errors import InputError, UnknownNameError, UnusedParameterError
from annealkit.pde.fipy_import import fipy
from annealkit.runfile import read_anneal

#: Slow enough inside that the shape matters: D t/l² is about 3 for 500 nm at 700 °C.
SLOW = {"LiCoO2.Li.D.stoichiometric.prefactor": "2e-10 m^2/s"}
FIRST_ORDER = {"Li.loss": ["first-order"]}
CALIBRATED = {"Li.loss": ["first-order", "substrate-calibrated"]}
RAMP = "25 degC -> 650 degC @ 200 K/min"


def anneal(body: Any, **changes: Any) -> ak.Anneal:
    """A short anneal in air with a loss that is easy to see, with changes."""
    inputs: dict[str, Any] = {
        "material": "LiCoO2",
        "body": body,
        "atmosphere": "air",
        "schedule": "25 degC -> 700 degC @ 100 K/min; hold 10 min",
        "models": FIRST_ORDER,
        "parameters": SLOW,
    }
    return ak.Anneal(**{**inputs, **changes})


def grid(nx: int = 2, ny: int = 20) -> Any:
    """A plane grid, 200 nm wide and 500 nm high."""
    return fipy().Grid2D(nx=nx, ny=ny, dx=200e-9 / nx, dy=500e-9 / ny)


@functools.cache
def film() -> ak.Result:
    return anneal(ak.Film("500 nm", substrate="Pt")).run(rtol=1e-4, cells=60)


@functools.cache
def strip() -> ak.Result:
    return anneal(ak.MeshBody(grid(), gas=["top"], substrate={"bottom": "Pt"})).run(rtol=1e-4)


@functools.cache
def corner() -> ak.Result:
    """Two regions in the gas, and the default loss, which is far below what an instrument sees."""
    body = ak.MeshBody(grid(nx=4, ny=10), gas=["top", "left"])
    return anneal(body, models=None, parameters=None).run(rtol=1e-3)


def lost(result: ak.Result) -> float:
    return float(result.manifest["lost"]["Li"])


# -- against one dimension -----------------------------------------------------------------


def test_a_strip_is_the_film_of_its_height() -> None:
    assert lost(strip()) == pytest.approx(lost(film()), rel=1e-5)
    assert strip().budget["Li"].keys() == film().budget["Li"].keys()
    assert sum(strip().manifest["budget"]["Li"].values()) == lost(strip())
    assert strip().balance.closure <= 1e-10
    # per metre of depth and 200 nm of width
    held = strip().balance.initial.to("mol/m").magnitude / 200e-9
    assert held == pytest.approx(film().balance.initial.to("mol/m^2").magnitude, rel=1e-12)
    assert strip().balance.left.keys() == {"top: first-order loss"}
    ratio = strip().dataset["Li_ratio"].isel(time=-1).to_numpy().reshape(20, 2)
    np.testing.assert_allclose(ratio[:, 0], ratio[:, 1], rtol=1e-12)
    inside = np.interp(500e-9 - strip().dataset["y"][::2], film().dataset["depth"], film().dataset["Li_ratio"][-1])
    np.testing.assert_allclose(ratio[:, 0], inside, atol=2e-6)


def test_the_strip_is_told_like_the_film() -> None:
    for phase, other in zip(strip().phases, film().phases, strict=True):
        assert phase.product == other.product
        assert phase.detectable == other.detectable
        assert phase.amount == pytest.approx(other.amount, rel=1e-5)
        assert phase.depth is None
    onset, other = (next(one.onset_s["Raman"] for one in result.phases) for result in (strip(), film()))
    assert onset == pytest.approx(other, rel=1e-4)
    inside = {name: value for name, value in film().observed.items() if name != "proton_coverage"}
    assert strip().observed == pytest.approx(inside, rel=1e-6)  # a mesh has no one outer face
    assert strip().warnings == tuple(one for one in film().warnings if "LiCoO2.protons." not in one)
    assert {record.key for record in strip().sources} <= {record.key for record in film().sources}


def test_a_block_in_three_dimensions_is_the_film_too() -> None:
    mesh = fipy().Grid3D(nx=2, ny=2, nz=20, dx=1e-7, dy=1e-7, dz=2.5e-8)
    result = anneal(ak.MeshBody(mesh, gas=["back"])).run(rtol=1e-4)
    assert lost(result) == pytest.approx(lost(film()), rel=1e-5)
    assert result.balance.initial.to("mol").magnitude == pytest.approx(51500 * 2e-20, rel=1e-12)
    assert result.dataset["volume"].attrs["units"] == "m^3"
    assert result.dataset["z"].dims == ("cell",)
    assert len(result.profile("Li").z) == 80
    figure = result.plot()
    # Nothing differs along x and y, so a cut across one of them is shown.
    assert "cut at" in figure.axes[2].get_title()
    assert "z / nm" in (figure.axes[2].get_xlabel(), figure.axes[2].get_ylabel())


def disc(size: float) -> Any:
    """A disc of radius 500 nm; its boundary is a polygon with sides of about ``size`` (m)."""
    pytest.importorskip("gmsh", reason="needs the extra 'mesh'")
    return fipy().Gmsh2D(
        f"""
        R = 5e-7; h = {size};
        Point(1) = {{0, 0, 0, h}}; Point(2) = {{R, 0, 0, h}}; Point(3) = {{0, R, 0, h}};
        Point(4) = {{-R, 0, 0, h}}; Point(5) = {{0, -R, 0, h}};
        Circle(1) = {{2, 1, 3}}; Circle(2) = {{3, 1, 4}}; Circle(3) = {{4, 1, 5}}; Circle(4) = {{5, 1, 2}};
        Line Loop(1) = {{1, 2, 3, 4}}; Plane Surface(1) = {{1}};
        Physical Line("wall") = {{1, 2, 3, 4}}; Physical Surface("body") = {{1}};
        """
    )


def cylinder(of: ak.Anneal) -> float:
    """What the same fluxes take from a cylinder of radius 500 nm."""
    built = of.built
    given = built.problem()
    start = {"Li": (built.start * built.reference, "mol/m^3")}
    problem = pde.Problem(
        shape="cylinder",
        layers=[pde.Layer("500 nm", given.diffusivity, initial=start)],
        outer=given.boundaries["wall"],
        states=given.states,
        temperature=given.temperature,
        gas=given.gas,
    )
    solution = problem.solve(np.array([of.schedule.duration]), rtol=1e-3)
    return float(1 - solution.inventory[-1] / solution.balance.initial)


def disc_error(size: float) -> float:
    mine = anneal(ak.MeshBody(disc(size), gas="wall"))
    return lost(mine.run(rtol=1e-3)) / cylinder(mine) - 1


@pytest.mark.slow
def test_a_disc_is_a_cylinder_but_for_the_corners_of_its_polygon() -> None:
    # Thirty-two sides: the polygon has 0.5 % more wall for its area than the circle.
    assert disc_error(1e-7) == pytest.approx(4.8e-3, rel=0.1)


@pytest.mark.slow
def test_the_corners_of_a_disc_fade_with_the_square_of_their_size() -> None:
    assert disc_error(5e-8) == pytest.approx(disc_error(1e-7) / 4, rel=0.1)


# -- faces -------------------------------------------------------------------------------


@pytest.mark.slow
def test_channels_of_all_regions_add_up() -> None:
    result = corner()
    assert sum(result.manifest["budget"]["Li"].values()) == lost(result)
    left = result.balance.left
    assert {name.partition(":")[0] for name in left} == {"top", "left"}
    held = float(result.balance.initial.magnitude)
    water = sum(float(left[f"{region}: LiOH gas"].magnitude) for region in ("top", "left"))
    assert water / held == pytest.approx(result.manifest["budget"]["Li"]["LiOH gas"], rel=1e-12)
    # D is fast here, so each region gives by its area: 200 nm of top, 500 nm of left.
    ratio = left["left: LiOH gas"] / left["top: LiOH gas"]
    assert float(ratio.to("").magnitude) == pytest.approx(2.5, rel=1e-5)


@pytest.mark.slow
def test_a_sink_at_two_regions_grows_a_layer_on_each() -> None:
    body = ak.MeshBody(grid(nx=2, ny=2), gas=["top"], substrate={"left": "SiO2", "right": "SiO2", "bottom": "Pt"})
    made = anneal(body, models=CALIBRATED, schedule=RAMP)
    problem = made.built.problem()
    names = {state.name: state.where for state in problem.states if state.where != "cell"}
    assert names == {"L_SiO2 at left": "left", "L_SiO2 at right": "right"}
    solution = problem.solve(np.array([made.schedule.duration]), rtol=1e-2)
    left, right = (solution.channels[side]["substrate"][-1] for side in ("left", "right"))
    assert left == pytest.approx(right, rel=1e-6)
    assert left > 1e-3 * solution.inventory[0]
    grown = solution.state("L_SiO2 at left")[-1]
    assert grown.shape == (2,)
    assert 2 * grown.mean() / 3.57e-5 * 500e-9 == pytest.approx(left, rel=1e-6)
    assert "regions left, right (substrate)" in made.explain().text()


@pytest.mark.slow
def test_a_reactive_substrate_is_bracketed() -> None:
    body = ak.MeshBody(grid(nx=1, ny=4), gas=["top"], substrate={"bottom": ["steel", ("SiO2", "100 nm")]})
    result = anneal(body, models={"Li.loss": ["first-order", "substrate"]}, schedule=RAMP).run(rtol=1e-3)
    low, high = result.manifest["bounds"]["Li"]
    assert low == lost(result)
    assert high > 10 * low
    assert any("lies between" in warning for warning in result.warnings)


def test_a_sealed_body_loses_nothing(tmp_path: Path) -> None:
    body = ak.MeshBody(grid(nx=1, ny=2), gas=[])
    result = anneal(body, models=None, schedule="25 degC -> 600 degC @ 100 K/min").run(rtol=1e-3)
    assert lost(result) == 0.0
    assert result.budget["Li"] == {}
    assert result.resistance == {}
    assert result.observed["crystallised_fraction"] > 0.8
    assert ak.load(result.save(tmp_path / "sealed.nc")).dataset.identical(result.dataset)
    result.plot().savefig(tmp_path / "sealed.png")


@pytest.mark.slow
def test_engines_agree() -> None:
    body = ak.MeshBody(grid(nx=1, ny=8), gas=["top"])
    made = anneal(body, schedule="500 degC -> 600 degC @ 100 K/min; hold 1 min")
    other = made.run(engine="fipy", rtol=1e-3)
    assert lost(other) == pytest.approx(lost(made.run(rtol=1e-5)), rel=1e-3)
    assert other.balance.closure <= 1e-10


# -- what is told ------------------------------------------------------------------------------


def test_the_dataset_lies_on_the_cells_of_the_mesh() -> None:
    data, mesh = strip().dataset, grid()
    assert data["Li"].dims == ("time", "cell")
    np.testing.assert_array_equal(data["x"], mesh.cellCenters[0])
    np.testing.assert_array_equal(data["y"], mesh.cellCenters[1])
    np.testing.assert_array_equal(data["volume"], mesh.cellVolumes)
    assert data["volume"].attrs == {"units": "m^2", "long_name": "volume of the cell per metre of depth"}
    assert data["corner_x"].dims == ("cell", "corner")
    assert "depth" not in data.dims
    profile = strip().profile("Li")
    assert profile.depth is None
    assert profile.z is None
    np.testing.assert_allclose(profile.x.to("nm").magnitude, data["x"] * 1e9)
    np.testing.assert_array_equal(profile.concentration.magnitude, data["Li"][-1])


def test_resistances_that_need_a_depth_are_left_out_and_said() -> None:
    assert list(strip().resistance) == ["pristine"]
    assert any("deficient-layer, secondary-phase" in note and "No total" in note for note in strip().notes)
    assert "deficient-layer" not in strip().explain().text()
    with pytest.raises(UnusedParameterError, match="layer_conductivity"):
        anneal(ak.MeshBody(grid(), gas=["top"]), parameters={"LiCoO2.interface.layer_conductivity": "1e-6 S/m"})


def test_equations_name_the_regions() -> None:
    text = corner().explain().text()
    assert "∇·( D ∇c )" in text
    assert "J = J[vaporisation]        at regions top, left (gas), positive outwards" in text
    assert "rest of the surface (sealed)" in text
    assert text.count("[Li.loss = vaporisation;") == 1
    assert r"\nabla" in corner().explain().latex()


def test_the_plan_says_what_the_body_is() -> None:
    text = anneal(ak.MeshBody(grid(), gas=["top"], substrate={"bottom": ["Au", ("Pt", "5 nm")]})).plan().text()
    assert "2-D mesh of 40 cells, 200 nm × 500 nm, gas at top, 5 nm Pt / Au at bottom, sealed elsewhere" in text
    assert "amounts per metre of depth" in text
    assert "Li.loss at the region 'top' = first-order" in text


def test_views_and_files(tmp_path: Path) -> None:
    result = strip()
    assert "40" in next(note for note in result.notes if "cells are those of the given mesh" in note)
    assert "Li per metal" in result.summary()
    again = ak.load(result.save(tmp_path / "run.nc"))
    assert again.manifest == result.manifest
    assert again.dataset.identical(result.dataset)
    assert str(again) == str(result)
    figure = again.plot()
    figure.savefig(tmp_path / "run.png")
    assert (tmp_path / "run.png").stat().st_size > 10_000
    assert len(figure.axes[2].collections[0].get_paths()) == 40


def test_a_tiny_loss_is_drawn_as_a_change() -> None:
    axes = corner().plot().axes
    assert any("change of Li per metal" in one.get_ylabel() for one in axes)


def test_cells_with_fewer_corners_are_drawn_too(tmp_path: Path) -> None:
    mesh = fipy().Tri2D(nx=2, ny=2, dx=1e-7, dy=1e-7) + (fipy().Grid2D(nx=2, ny=2, dx=1e-7, dy=1e-7) + ((2e-7,), (0,)))
    left = ak.MeshBody(mesh, gas="wall", regions={"wall": lambda x, y: x < 1e-10})
    corners = left.corners
    assert corners.shape == (2, mesh.numberOfCells, 4)
    assert np.isnan(corners[0]).any()
    area = [_area(one[:, np.isfinite(one[0])]) for one in np.moveaxis(corners, 1, 0)]
    np.testing.assert_allclose(area, mesh.cellVolumes, rtol=1e-9)


def _area(corners: np.ndarray) -> float:
    x, y = corners - corners.mean(axis=1, keepdims=True)
    turn = np.argsort(np.arctan2(y, x))
    x, y = x[turn], y[turn]
    return 0.5 * abs(float(x @ np.roll(y, 1) - y @ np.roll(x, 1)))


# -- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"gas": ["tpo"]}, "gas: region.*'tpo'.*'top'"),
        ({"gas": ["top"], "substrate": {"botom": "SiO2"}}, "substrate: region.*'botom'.*'bottom'"),
        ({}, r"gas: no region is open.*bottom, left, right, top.*gas=\[\]"),
        ({"gas": ["top", "top"]}, "twice"),
        ({"gas": 3}, "list of names"),
        ({"gas": ["top"], "substrate": {"top": "SiO2"}}, "'top' is given in gas and in substrate"),
        ({"gas": ["top"], "substrate": "SiO2"}, "'bottom': 'SiO2'"),
        ({"gas": ["top"], "composition": 0.9}, "MeshBody composition"),
        ({"gas": ["wall"], "regions": {"wall": lambda x, y: x > 1.0}}, "'wall' has no face"),
        ({"gas": ["wall"], "regions": {"wall": lambda x, y: x}}, "MeshBody: .*mask"),
    ],
)
def test_wrong_bodies(given: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        ak.MeshBody(grid(), **given)


def test_a_wrong_region_is_an_unknown_name() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'left'"):
        ak.MeshBody(grid(), gas=["lft"])
    with pytest.raises(UnknownNameError, match="names no part of its surface"):
        ak.MeshBody(grid(), gas=["top"], regions={})


@pytest.mark.parametrize("mesh", [None, "grid", 3])
def test_wrong_meshes(mesh: Any) -> None:
    with pytest.raises(InputError, match="two or three dimensions"):
        ak.MeshBody(mesh, gas=["top"])


def test_a_line_is_a_film() -> None:
    with pytest.raises(InputError, match=r"ak\.Film"):
        ak.MeshBody(fipy().Grid1D(nx=3, dx=1e-7), gas=["left"])


def test_unknown_substrates_are_met_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="SiO2"):
        anneal(ak.MeshBody(grid(), gas=["top"], substrate={"bottom": "SiO3"}))


def test_the_cells_are_those_of_the_mesh() -> None:
    with pytest.raises(InputError, match=r"cells: 60.*finer mesh"):
        anneal(ak.MeshBody(grid(), gas=["top"])).run(cells=60)


def test_a_mesh_in_other_units_is_doubted() -> None:
    body = ak.MeshBody(fipy().Grid2D(nx=2, ny=2), gas=["top"])
    result = anneal(body, schedule="25 degC -> 300 degC @ 100 K/min").run(rtol=1e-3)
    assert any("2 m long" in warning and "metres" in warning for warning in result.warnings)
    # A law far steeper than such cells conduct: what limits it is found all the same.
    assert result.limits["Li"]["first-order loss"]["surface reaction"] == pytest.approx(1.0, abs=1e-5)


def test_where_the_limits_of_a_face_cannot_be_found_the_result_stands_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unsolved(*_: object) -> None:
        raise ak.errors.SolverError("The concentration at a surface could not be solved.")

    body = ak.MeshBody(fipy().Grid2D(nx=2, ny=2, dx=1e-7, dy=1e-7), gas=["top"])
    whole = anneal(body, schedule="25 degC -> 300 degC @ 100 K/min")
    monkeypatch.setattr("annealkit.result.limits._through", unsolved)
    result = whole.run(rtol=1e-3)
    assert any("not told for top" in note and "finer cells" in note for note in result.notes)
    assert result.limits["Li"] == {}
    assert lost(result) > 0.0


@pytest.mark.parametrize("kind", ["MeshBody", "meshbody"])
def test_a_run_file_cannot_hold_a_mesh(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "run.toml"
    path.write_text(
        'material = "LiCoO2"\natmosphere = "air"\nschedule = "25 degC -> 700 degC @ 5 K/min"\n'
        f'body = {{ type = "{kind}", gas = ["top"] }}\n'
    )
    with pytest.raises(InputError, match=r"a file cannot hold.*from Python"):
        read_anneal(path)
