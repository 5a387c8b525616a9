"""Li lost from 500 nm LiCoO2 on Pt at 700 °C in six atmospheres and three moistures.

    python docs/examples/gas_table.py

Standing: predicted, from thermochemistry and gas transport; assumed presets. The dry column runs
the other way round, for without water LiO and Li2O2 carry the lithium and need oxygen. Almost
all of it is below any instrument, and the table says so.
"""

import annealkit as ak

GASES = ("vacuum", "argon", "nitrogen", "air", "oxygen", "Li2O-rich")
WATER = (None, "0 Pa", "1 kPa")
SCHEDULE = "25 degC -> 700 degC @ 5 K/min; hold 30 min; -> 25 degC @ 5 K/min"
INVISIBLE = 1e-3


def lost(gas: str, water: str | None) -> str:
    """The fraction lost, as text; vacuum keeps its residual water, so a kilopascal of it is no vacuum."""
    if gas == "vacuum" and water == "1 kPa":
        return "-"
    atmosphere = ak.atmosphere(gas) if water is None else ak.atmosphere(gas, H2O=water)
    film = ak.Film("500 nm", substrate="Pt")
    result = ak.Anneal(material="LiCoO2", body=film, atmosphere=atmosphere, schedule=SCHEDULE).run(rtol=1e-4)
    value = float(result.lost["Li"].magnitude)
    return f"{value:.2e}{'' if abs(value) >= INVISIBLE else ' *'}"


if __name__ == "__main__":
    print(f"{'Li lost':<12}{'preset water':>16}{'no water':>16}{'1 kPa water':>16}")
    for gas in GASES:
        print(f"{gas:<12}" + "".join(f"{lost(gas, water):>16}" for water in WATER))
    print("* below any instrument; negative is a gain")
