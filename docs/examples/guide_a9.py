"""Handling before the electrolyte: moist air, dry room, nitrogen, argon glovebox.

    python docs/examples/guide_a9.py

A day in each at 25 °C, then an hour at 150 °C under the electrolyte. How fast a face takes up protons is assumed within
a factor of 20: both ends stand beside the middle.
"""

import annealkit as ak

UPTAKE = "LiCoO2.protons.uptake"
ROOMS = {
    "moist air, 50 %": ak.Exposure("25 degC", duration="24 h", humidity="50 %"),
    "dry room, dew point −40 °C": ak.Exposure("25 degC", duration="24 h", dew_point="-40 degC"),
    "nitrogen, preset": ak.Exposure("25 degC", duration="24 h", atmosphere="N2"),
    "argon glovebox, 0.1 ppm": ak.Exposure("25 degC", duration="24 h", atmosphere="Ar", H2O="0.1 ppm"),
}


def handled(day: ak.Exposure, uptake: str | None = None) -> ak.Result:
    """A day of handling, then the anneal of the finished cell."""
    cell = ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", closed=True),
        atmosphere="argon",
        schedule="150 degC; hold 1 h",
        parameters={} if uptake is None else {UPTAKE: uptake},
    )
    return ak.Sequence([day, cell]).run(cells=3, rtol=1e-3)


def ohms(result: ak.Result) -> list[float]:
    """Resistance of the interface after each step, Ω·cm²."""
    return [float(step.resistance["total"].m_as("ohm cm^2")) for step in result.steps]


def main() -> None:
    """Print the interface after a day in each room, and after the anneal."""
    print(f"{'a day in':28}{'water':>12}{'exposed':>10}{'annealed':>10}   Ω·cm²; with the slowest and fastest uptake")
    for name, day in ROOMS.items():
        result = handled(day)
        record = next(one for one in result.sources if one.key == UPTAKE)
        ends = [record.value / record.uncertainty.factor, record.value * record.uncertainty.factor]
        slow, fast = (ohms(handled(day, f"{end} {record.unit}"))[0] for end in ends)
        exposed, annealed = ohms(result)
        water = f"{day.atmosphere.pressures['H2O']:.3g} Pa"
        print(f"{name:28}{water:>12}{exposed:10.2f}{annealed:10.2f}   {slow:.2f} to {fast:.2f}")
    print(
        "Standing: consistent: only water counts here, so dry nitrogen does as well as argon, and how dry is dry "
        "enough is open by a factor of 400."
    )


if __name__ == "__main__":
    main()
