"""``show materials NAME --plot``: rival records and data points on Arrhenius paper."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from annealkit.errors import InputError
from annealkit.figures.arrhenius import arrhenius
from annealkit.figures.pairs import pairs
from annealkit.plugins import host
from annealkit.provenance import Book, read_bibliography
from annealkit.provenance.reading import read_parameters

R = 8.31446261815324
SOURCES = read_bibliography("@misc{Someone2018, title = {A}}", file="references.bib")
RIVALS = """
annealkit = 1
[record."D.old.prefactor"]
value = 2e-3
unit = "cm^2/s"
uncertainty = { factor = 4 }
basis = "derived"
superseded_by = "D.new.prefactor"
[record."D.old.energy"]
value = 1.2
unit = "eV"
valid = { T = ["800 K", "1200 K"] }
basis = "derived"
[record."D.new.prefactor"]
value = 1e-2
unit = "cm^2/s"
uncertainty = { factor = 6 }
correlated = { "D.new.energy" = 0.98 }
basis = "measured"
sources = ["Someone2018"]
[record."D.new.energy"]
value = 100
unit = "kJ/mol"
uncertainty = { deviation = 12 }
basis = "assumed"
[record."k.prefactor"]
value = 1e8
unit = "1/s"
basis = "assumed"
[record."k.energy"]
value = 1
unit = "eV"
basis = "assumed"
[record."lone.prefactor"]
value = 1e8
unit = "1/s"
basis = "assumed"
[points."D.tracer"]
x = { name = "T", unit = "degC", values = [430, 600, 820] }
y = { name = "D", unit = "cm^2/s", values = [1.1e-10, 5e-9, 9e-8], deviation = [1e-11, 6e-9, 1e-8] }
fits = ["D.new.prefactor"]
basis = "measured"
sources = ["Someone2018"]
[points."sigma"]
x = { name = "T", unit = "degC", values = [100, 200] }
y = { name = "sigma", unit = "S/cm", values = [1e-4, 1e-3] }
basis = "assumed"
[points."over composition"]
x = { name = "ratio", unit = "1", values = [0.5, 1] }
y = { name = "D", unit = "cm^2/s", values = [1e-10, 1e-9] }
basis = "assumed"
""".replace("over composition", "over.composition")


@pytest.fixture
def book() -> Book:
    content = read_parameters(RIVALS, file="p.toml", owner="M", sources=SOURCES)
    return Book("M", content.records, SOURCES, content.points)


def labels(axes) -> list[str]:
    return [one.get_text().replace("\n", " ") for one in axes.get_legend().get_texts()]


# -- lines and bands -----------------------------------------------------------------------


def test_every_prefactor_with_an_energy_is_a_line(book):
    assert [one.stem for one in pairs(book)] == ["D.old", "D.new", "k"]
    new = pairs(book)[1]
    np.testing.assert_allclose(new.at(np.array([500.0, 1000.0])), 1e-6 * np.exp(-1e5 / R / np.array([500.0, 1000.0])))
    assert (new.unit, new.standing) == ("m^2/s", "measured and assumed; Someone2018")


def test_the_band_is_the_propagated_deviation_of_the_logarithm(book):
    rng = np.random.default_rng(1)
    a, b, rho, T = np.log(6.0), 12e3, 0.98, 700.0
    draws = rng.multivariate_normal([0, 0], [[a**2, rho * a * b], [rho * a * b, b**2]], size=200_000)
    sampled = np.std(draws[:, 0] - draws[:, 1] / (R * T))
    assert pairs(book)[1].spread(np.array([T]))[0] == pytest.approx(sampled, rel=0.01)


def test_a_line_without_error_bars_has_no_band_and_one_bar_is_enough(book):
    old, _, rate = pairs(book)
    assert rate.spread(np.array([700.0])) is None
    np.testing.assert_allclose(old.spread(np.array([300.0, 900.0])), np.log(4.0))


def test_a_line_holds_where_both_records_do(book):
    old, new, _ = pairs(book)
    assert (old.valid.low, old.valid.high) == (800.0, 1200.0)
    assert new.valid is None
    assert (old.superseded, new.superseded) == (True, False)


# -- the picture ---------------------------------------------------------------------------


def test_one_panel_for_each_dimension_with_basis_and_source(book):
    figure = arrhenius(book)
    panels = [one for one in figure.axes if one.get_legend() is not None]
    assert [labels(one) for one in panels] == [
        [
            "D.old (derived; superseded)",
            "D.new (measured and assumed; Someone2018)",
            "D.tracer (points, measured; Someone2018)",
        ],
        ["k (assumed)"],
        ["sigma (points, assumed)"],
    ]
    assert [one.get_ylabel().split("in ")[1] for one in panels] == ["m²/s", "1/s", "S/m"]


def test_lines_are_solid_inside_their_range_dashed_outside_and_dotted_without_one(book):
    axes = arrhenius(book).axes[0]
    styles = {(one.get_linestyle(), one.get_color()): one for one in axes.get_lines() if len(one.get_xdata()) > 100}
    assert set(styles) == {("--", "0.6"), ("-", "0.6"), (":", "C1")}
    solid = styles["-", "0.6"]
    drawn = 1000.0 / solid.get_xdata()[np.isfinite(solid.get_ydata())]
    assert drawn.min() == pytest.approx(800.0, rel=0.01)
    assert drawn.max() == pytest.approx(1200.0, rel=0.01)


def test_points_have_the_colour_of_their_fit_and_their_error_bars(book):
    axes = arrhenius(book).axes[0]
    (bars,) = axes.containers
    assert bars.lines[0].get_color() == "C1"
    np.testing.assert_allclose(bars.lines[0].get_ydata(), np.log10([1.1e-14, 5e-13, 9e-12]))
    segments = bars.lines[2][0].get_segments()
    assert segments[0][0][1] == pytest.approx(np.log10(1e-14))
    assert segments[0][1][1] == pytest.approx(np.log10(1.2e-14))
    # 6e-9 is more than 5e-9: the lower end would be negative.
    assert segments[1][0][1] == pytest.approx(np.log10(5e-14))


def test_the_upper_axis_tells_celsius(book):
    figure = arrhenius(book)
    upper = next(one for one in figure.axes if one.get_xlabel() == "temperature / °C")
    ticks = {one.get_text(): place for one, place in zip(upper.get_xticklabels(), upper.get_xticks(), strict=True)}
    assert ticks["700"] == pytest.approx(1000 / 973.15)
    assert upper.get_xlim() == figure.axes[0].get_xlim()


def test_text_does_not_overlap_and_stays_on_the_paper():
    figure = arrhenius(host().material("LiCoO2").item.book)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    page = figure.bbox
    for axes in figure.axes:
        texts = [one for one in axes.get_xticklabels() if one.get_text()]
        boxes = sorted((one.get_window_extent(renderer) for one in texts), key=lambda box: box.x0)
        assert all(a.x1 < b.x0 for a, b in zip(boxes, boxes[1:], strict=False)), axes.get_xlabel()
        if axes.get_legend() is not None:
            legend = axes.get_legend().get_window_extent(renderer)
            assert legend.x0 > axes.get_window_extent(renderer).x1
            assert legend.x1 <= page.x1
            assert page.y0 <= legend.y0 < legend.y1 <= page.y1


def test_a_book_without_pairs_and_points_is_told():
    with pytest.raises(InputError, match=r"M has no pair of records '<stem>\.prefactor'"):
        arrhenius(Book("M"))


def test_licoo2_shows_rival_values_of_one_diffusivity():
    axes = arrhenius(host().material("LiCoO2").item.book).axes[0]
    told = " ".join(labels(axes))
    for one in ("Li.D.deficient", "Li.D.stoichiometric", "Li.D.battery_model", "Li.D.muSR", "Li.D.film_003"):
        assert one in told


# -- the command ----------------------------------------------------------------------------


def test_the_picture_is_written_and_its_path_printed(command, tmp_path):
    done = command("show", "materials", "lco", "--plot")
    assert (done.code, done.err, done.out) == (0, "", "LiCoO2-arrhenius.png\n")
    assert (tmp_path / "LiCoO2-arrhenius.png").read_bytes().startswith(b"\x89PNG")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["LiCoO2-arrhenius.png", "film.toml"]


def test_the_picture_goes_where_it_is_told_and_replaces_an_older_one(command, tmp_path):
    (tmp_path / "old.png").write_bytes(b"old")
    assert command("show", "materials", "LiCoO2", "--plot", "--output", "old.png").out == "old.png\n"
    assert (tmp_path / "old.png").read_bytes().startswith(b"\x89PNG")
    assert command("show", "materials", "LiCoO2", "--plot", "--output", "new/a.png").code == 0
    assert [one.name for one in (tmp_path / "new").iterdir()] == ["a.png"]


def test_an_older_picture_stays_when_drawing_fails(command, tmp_path, monkeypatch):
    def broken(*_, **__):
        raise OSError("disk full")

    (tmp_path / "old.png").write_bytes(b"old")
    monkeypatch.setattr("matplotlib.figure.Figure.savefig", broken)
    done = command("show", "materials", "LiCoO2", "--plot", "--output", "old.png")
    assert (done.code, done.out) == (1, "")
    assert "--output: 'old.png' cannot be written: disk full" in done.err
    assert (tmp_path / "old.png").read_bytes() == b"old"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["film.toml", "old.png"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--plot"], "--plot: no material is named"),
        (["LiCoO2", "--output", "a.png"], "--output: there is no picture without --plot"),
        (["LiCoO2", "--plot", "--output", "a.pdf"], "--output: a.pdf does not end in .png"),
        (["LiCoO2", "--plot", "--output", "folder.png"], "--output: folder.png is a folder"),
        (["LiCoO2", "--plot", "--output", "film.toml/a.png"], "is a file, expected a folder"),
        (["LiCoO3", "--plot"], "Did you mean 'LiCoO2'?"),
    ],
)
def test_what_cannot_be_drawn_is_refused_before(command, tmp_path, words, message):
    (tmp_path / "folder.png").mkdir()
    done = command("show", "materials", *words)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert not list(tmp_path.glob("LiCoO2*.png"))
