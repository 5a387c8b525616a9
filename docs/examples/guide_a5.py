"""Which gas takes most lithium out of LiCoO2, how much water decides, and when evaporation alone can make Co3O4.

    python docs/examples/guide_a5.py [FOLDER]

500 nm of LiCoO2 on Pt, 5 K/min to 700 degC, 30 min, in six gases without water, with 0.1 Pa and with 1 kPa of it.
Without FOLDER the gases that decide are run, some fifteen seconds. With FOLDER, docs/gas for one, the whole table is
(two minutes), and the share of Co that evaporation alone puts into Co3O4 over total pressure and moisture; the table
(guide-a5.md) and two figures are written there.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

import annealkit as ak

GASES = ("vacuum", "argon", "nitrogen", "air", "oxygen", "Li2O-rich")
WATERS = ("0 Pa", "0.1 Pa", "1 kPa")
SCHEDULE = "25 degC -> 700 degC @ 5 K/min; hold 30 min; -> 25 degC @ 5 K/min"
#: Below this share of the lithium no instrument sees a loss.
INVISIBLE = 1e-3
#: Share of Co in Co3O4 that Raman sees.
RAMAN = 0.01
THICKNESSES = ("50 nm", "500 nm", "5 um")
#: Where the map is checked against whole runs: thickness, total pressure and water in Pa.
CHECKS = (("50 nm", 1.0, 0.1), ("500 nm", 10.0, 2.0), ("500 nm", 1e3, 10.0), ("5 um", 1.0, 0.1))
#: What is run without a folder: equal moisture first, then none and more of it.
QUICK = {(gas, "0.1 Pa") for gas in GASES if gas != "nitrogen"} | {
    ("argon", "0 Pa"),
    ("oxygen", "0 Pa"),
    ("argon", "1 kPa"),
}
STANDING = (
    "Standing: consistent: the order follows from thermochemistry and gas transport with nothing fitted, but turns "
    "round without water, and nobody has measured losses that small."
)


def film(thickness: str, gas: Any) -> ak.Anneal:
    """The anneal of the guide, with a thickness and a gas."""
    return ak.Anneal(material="LiCoO2", body=ak.Film(thickness, substrate="Pt"), atmosphere=gas, schedule=SCHEDULE)


def in_gas(gas: str, water: str, rtol: float = 1e-3, cells: int = 8) -> ak.Result | None:
    """A run of the table. Vacuum keeps its residual water at 0.1 Pa, and is none with a kilopascal."""
    if gas == "vacuum" and water == "1 kPa":
        return None
    preset = water == "0.1 Pa"
    return film("500 nm", gas if preset else ak.atmosphere(gas, H2O=water)).run(rtol=rtol, cells=cells)


def lost(result: ak.Result) -> float:
    """Share of the lithium that left; negative is a gain."""
    return float(result.lost["Li"].magnitude)


def cell(result: ak.Result | None) -> str:
    """A loss as text; a star where no instrument would see it."""
    if result is None:
        return "–"
    value = lost(result)
    return f"{value:.2e}{'' if abs(value) >= INVISIBLE else ' *'}".replace("-", "−", 1 if value < 0 else 0)


def why(result: ak.Result) -> str:
    """The channel that carries most, and what limits it."""
    channel = max(result.budget["Li"].items(), key=lambda one: abs(one[1].magnitude))[0]
    name, share = max(result.limits["Li"][channel].items(), key=lambda one: one[1])
    return f"{channel}, {name} {100 * share:.0f} %"


def table(runs: dict[tuple[str, str], ak.Result | None]) -> str:
    """Losses by gas and moisture, and what carries and limits them, as Markdown."""
    lines = ["| Li lost | no water | 0.1 Pa of water | 1 kPa of water |", "|---|---|---|---|"]
    lines += [f"| {gas} | {' | '.join(cell(runs[gas, water]) for water in WATERS)} |" for gas in GASES]
    lines += [
        "",
        f"\\* below any instrument (less than {INVISIBLE:g}); negative is a gain. Vacuum has 1e-6 Pa of water",
    ]
    lines += ["in the second column, and is none with a kilopascal.", ""]
    lines += ["| carried by, limited by | no water | 0.1 Pa of water | 1 kPa of water |", "|---|---|---|---|"]
    for gas in GASES:
        own = [runs[gas, water] for water in WATERS]
        lines.append(f"| {gas} | {' | '.join('–' if one is None else why(one) for one in own)} |")
    return "\n".join(lines) + "\n"


def draw_losses(runs: dict[tuple[str, str], ak.Result | None]) -> Figure:
    """Losses by gas; open markers are gains."""
    figure = Figure(figsize=(7.2, 4.4), layout="constrained")
    axes = figure.subplots()
    axes.axhspan(1e-14, INVISIBLE, color="0.94")
    axes.text(2.5, 2e-9, "below any instrument", ha="center", color="0.45")
    colours = ("#b5651d", "#4477aa", "#114488")
    for shift, (water, colour) in enumerate(zip(WATERS, colours, strict=True)):
        for place, gas in enumerate(GASES):
            result = runs[gas, water]
            if result is None:
                continue
            value = lost(result)
            gain = value < 0
            axes.plot(
                place + 0.18 * (shift - 1),
                abs(value),
                "v" if gain else "o",
                color=colour,
                markerfacecolor="white" if gain else colour,
                markersize=8,
            )
    for water, colour in zip(("no water", "0.1 Pa (vacuum 1e-6 Pa)", "1 kPa"), colours, strict=True):
        axes.plot([], [], "o", color=colour, markersize=8, label=water)
    axes.plot([], [], "v", color="0.3", markerfacecolor="white", markersize=8, label="a gain")
    axes.set(yscale="log", ylim=(1e-14, 1e-1), xlim=(-0.55, 5.55), ylabel="share of Li that left (or entered)")
    axes.set_xticks(range(len(GASES)), [gas.replace("Li2O", "Li$_2$O") for gas in GASES])
    axes.set_title("500 nm LiCoO$_2$ on Pt, 5 K/min to 700 °C, 30 min")
    axes.legend(title="water", ncols=4, loc="upper center", bbox_to_anchor=(0.5, -0.09), frameon=False)
    axes.grid(axis="y", color="0.85", linewidth=0.6)
    axes.set_axisbelow(True)
    return figure


def air(total: float, water: float) -> Any:
    """Air at a total pressure with a pressure of water, Pa."""
    return ak.atmosphere("air", pressure=(total, "Pa"), H2O=(water, "Pa"))


def evaporated(total: np.ndarray, moisture: np.ndarray) -> np.ndarray:
    """Mol Li that leave a square metre of a film that stays full, in air with a share of water.

    The flux law of a run, integrated over its schedule: an upper bound, for a film that runs short gives less.
    """
    built = film("500 nm", "air").built
    law = built.fluxes()["outer"][0].law
    t = np.linspace(0.0, built.schedule.duration, 721)
    T = np.array([float(built.schedule(t=float(one))) for one in t])
    state = {name: one.at({"t": 0.0, "T": T[0]}) for name, one in built.gas.items()}
    state |= {"T": T, "c": built.start * built.reference}
    out = np.empty((len(moisture), len(total)))
    for row, column in np.ndindex(out.shape):
        gas = air(total[column], moisture[row] * total[column])
        flux = law.at(state | {f"p_{name}": p for name, p in gas.pressures.items()})
        out[row, column] = np.trapezoid(np.sum(flux, axis=0), t)
    return out


def draw_map(checks: dict[tuple[str, float, float], float]) -> Figure:
    """Share of Co that evaporation alone puts into Co3O4, over total pressure and moisture."""
    total, moisture = np.logspace(-3, np.log10(101325.0), 41), np.logspace(-7, np.log10(0.5), 33)
    left = evaporated(total, moisture)
    built = film("500 nm", "air").built
    figure = Figure(figsize=(10.5, 4.2), layout="constrained")
    panels = figure.subplots(1, 3, sharey=True)
    levels = np.arange(-6.0, 0.5, 0.5)
    for axes, thickness in zip(panels, THICKNESSES, strict=True):
        metres = film(thickness, "air").body.thickness
        share = left / (built.start * built.reference * metres)
        shown = np.log10(np.clip(share, 1e-6, 1.0))
        filled = axes.contourf(total, moisture, shown, levels=levels, cmap="viridis")
        if share.max() > RAMAN:
            axes.contour(total, moisture, share, levels=[RAMAN], colors="white", linewidths=2.2)
        else:
            axes.text(0.5, 0.04, "seen nowhere", transform=axes.transAxes, ha="center", color="white")
        for (where, p, w), found in checks.items():
            if where == thickness:
                axes.plot(p, w / p, "o", color="white", markeredgecolor="black", markersize=6)
                place = {"xytext": (0, 7), "textcoords": "offset points", "fontsize": 8, "ha": "center"}
                axes.annotate(f"{found:.1e}", (p, w / p), color="white", **place)
        axes.set(xscale="log", yscale="log", xlim=(total[0], total[-1]), title=thickness.replace("u", "µ"))
        axes.set_xlabel("total pressure of air / Pa")
    panels[0].set_ylabel("share of water in the gas")
    bar = figure.colorbar(filled, ax=panels, ticks=[-6, -5, -4, -3, -2, -1, 0], pad=0.01)
    bar.ax.set_yticklabels(["<1e-6", "1e-5", "1e-4", "1e-3", "0.01", "0.1", "1"])
    bar.set_label("share of Co in Co$_3$O$_4$ by evaporation")
    figure.suptitle(
        "LiCoO$_2$ at 700 °C, 30 min. Within the white line Raman would see Co$_3$O$_4$. Circles: whole runs"
    )
    return figure


def write(runs: dict[tuple[str, str], ak.Result | None], told: str, folder: Path) -> None:
    """Table and figures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "guide-a5.md").write_text(told, encoding="utf-8")
    draw_losses(runs).savefig(folder / "guide-a5.png", dpi=150)
    checks = {(d, p, w): lost(film(d, air(p, w)).run(rtol=1e-3, cells=8)) for d, p, w in CHECKS}
    for (thickness, p, w), found in checks.items():
        print(f"{thickness} in air of {p:g} Pa with {w:g} Pa of water: {found:.2e} lost")
    draw_map(checks).savefig(folder / "guide-a5-map.png", dpi=150)


def main(folder: Path | None = None) -> None:
    """Run the table, or what decides of it, and print it."""
    every = [(gas, water) for gas in GASES for water in WATERS]
    if folder is None:
        runs = {one: in_gas(*one, rtol=1e-2, cells=3) if one in QUICK else None for one in every}
    else:
        runs = {one: in_gas(*one) for one in every}
    told = table(runs)
    print(told)
    if folder is not None:
        write(runs, told, folder)
    print(STANDING)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
