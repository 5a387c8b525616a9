"""Handling before the electrolyte: moist air, dry room, nitrogen, argon glovebox.

    python docs/examples/guide_a9.py

A day in each at 25 °C. How fast protons are taken up is assumed within a factor of 20: both ends are beside the middle.
"""

import annealkit as ak

UPTAKE = "LiCoO2.protons.uptake"
ROOMS = {
    "moist air, 50 %": {"humidity": "50 %"},
    "dry room, dew point −40 °C": {"dew_point": "-40 degC"},
    "nitrogen, preset": {"atmosphere": "N2"},
    "argon glovebox, 0.1 ppm": {"atmosphere": "Ar", "H2O": "0.1 ppm"},
}


def handled(day: ak.Exposure, parameters: dict[str, object]) -> float:
    """Resistance of the interface after a day, Ω·cm²; the anneal that follows lasts a second and changes nothing."""
    cell = ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", closed=True),
        atmosphere="argon",
        schedule="25 degC; hold 1 s",
        parameters=parameters,
    )
    return float(ak.Sequence([day, cell]).run(cells=3, rtol=1e-3).steps[0].resistance["total"].m_as("ohm cm^2"))


def main() -> None:
    """Print the interface after a day in each room."""
    record = next(one for one in ak.models("LiCoO2")["host.protons"][0].records if one.key == UPTAKE)
    print(record)


if __name__ == "__main__":
    main()
