"""Your material in your set-up: flow, boat, vessel, bed powder, crucible and the log of a thermocouple are inputs.

    python docs/examples/guide_a15.py

500 nm of LiCoO2 on Pt for 1 h at 800 °C in air with 1 kPa of water, and 1 g of its powder in two crucibles. How fast
Al2O3 takes lithium from it nobody has told, so both ends are given.
"""

import tempfile
from pathlib import Path
from typing import Any

import annealkit as ak

HOLD = "800 degC; hold 1 h"
MOIST = {"H2O": "1 kPa"}
#: A controller set to 800 °C that overshoots by 25 K.
LOG = "time [min],furnace [degC]\n0,790\n5,825\n15,812\n30,800\n60,800\n"


def film(gas: Any, schedule: Any = HOLD) -> ak.Anneal:
    """The film in a gas."""
    body = ak.Film("500 nm", substrate="Pt", area="1 cm^2")
    return ak.Anneal(material="LiCoO2", body=body, atmosphere=gas, schedule=schedule)


def crucible(container: str) -> ak.Anneal:
    """1 g of powder of 10 µm in a crucible."""
    body = ak.Powder(ak.Particle(diameter="10 um"), mass="1 g", flow="100 mL/min", container=container)
    return ak.Anneal(material="LiCoO2", body=body, atmosphere=ak.atmosphere("air", **MOIST), schedule=HOLD)


def logged() -> ak.Schedule:
    """The schedule that the thermocouple saw."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "furnace.csv"
        file.write_text(LOG, encoding="utf-8")
        return ak.Schedule.from_csv(file, time="time [min]", temperature="furnace [degC]")


def cases() -> dict[str, ak.Anneal]:
    """The set-ups by name."""
    bed = ak.atmosphere("source", activity="LiCoO2", composition={"Li": 1.05, "Co": 1}, carrier="air", **MOIST)
    return {
        "as preset: 7 mm of still air": film(ak.atmosphere("air", **MOIST)),
        "1 mm of still air": film(ak.atmosphere("air", boundary_layer="1 mm", **MOIST)),
        "20 sccm in a 40 mm tube": film(ak.atmosphere("air", flow="20 sccm", tube="40 mm", **MOIST)),
        "2 slm in a 40 mm tube": film(ak.atmosphere("air", flow="2 slm", tube="40 mm", **MOIST)),
        "2 slm, 20 mm deep in a boat": film(ak.atmosphere("air", flow="2 slm", tube="40 mm", boat="20 mm", **MOIST)),
        "sealed in 50 mL": film(ak.atmosphere("air", vessel="50 mL", **MOIST)),
        "beside powder with 5 % more Li": film(bed),
        "as preset, by thermocouple": film(ak.atmosphere("air", **MOIST), logged()),
        "powder in MgO": crucible("MgO"),
        "powder in Al2O3": crucible("Al2O3"),
    }


def limit(result: ak.Result) -> str:
    """What limits the channel that carries most."""
    channel = max(result.budget["Li"].items(), key=lambda one: abs(one[1].m_as("")))[0]
    shares = result.limits["Li"].get(channel, {})
    return max(shares.items(), key=lambda one: one[1])[0] if shares else "–"


def main() -> None:
    """Print loss and what limits it for each set-up."""
    print(f"{'set-up':34}{'Li lost':>10}   {'limited by':18}")
    for name, anneal in cases().items():
        result = anneal.run(rtol=1e-2, cells=3)
        ends = result.bounds["Li"]
        told = "" if ends is None else f"with any rate of the solid: {ends[0].m_as(''):.1e} to {ends[1].m_as(''):.1e}"
        print(f"{name:34}{result.lost['Li'].m_as(''):10.1e}   {limit(result):18}{told}")
    print(
        "Standing: consistent: each part of the set-up moves the loss as it should, by correlations that were "
        "recalled; no furnace was measured against it."
    )


if __name__ == "__main__":
    main()
