"""FiPy assembles and can solve, pint carries the units, and a pluggy hook adds a term of FiPy's own.

    python docs/examples/guide_c2.py

Anneals of several bodies are solved by both engines, which share the discretisation and nothing of the time stepping.
Then a plugin of a dozen lines brings a FiPy source term for a made-up use of lithium in the volume.
"""

from typing import Any

import fipy
import pint

import annealkit as ak
from annealkit.api import VolumeSource, hookimpl

#: Share of the lithium that the made-up reaction uses per second.
RATE = 1e-4


class Sink:
    """A plugin: lithium that is used up in the volume, as a term of FiPy."""

    ANNEALKIT_API = 1

    @hookimpl
    def annealkit_volume_sources(self, material: Any) -> Any:
        """The term, for LiCoO2."""
        if material.name == "LiCoO2":
            yield VolumeSource(
                "sink",
                "Li",
                term=lambda u: fipy.ImplicitSourceTerm(coeff=-RATE, var=u["Li"]),
                constant=True,
                text="−k c, k = 1e-4 /s",
            )


def anneal(material: str, body: Any, atmosphere: str, schedule: str, **models: Any) -> ak.Anneal:
    """An anneal, with models of the lithium's slots."""
    chosen = {f"Li.{kind}": name for kind, name in models.items()}
    return ak.Anneal(material=material, body=body, atmosphere=atmosphere, schedule=schedule, models=chosen)


def cases() -> dict[str, ak.Anneal]:
    """Bodies of the guides, the first with quantities of a foreign registry."""
    ureg = pint.UnitRegistry()
    thickness = 0.5 * ureg.micrometer
    grain = ak.Particle(diameter="10 um", coating=ak.Coating("HfO2", "2 nm"))
    return {
        "LiCoO2 film": anneal("LiCoO2", ak.Film(thickness, substrate="Pt"), "vacuum", "800 degC; hold 30 min"),
        "LiNbO3 wafer": anneal("LiNbO3", ak.Wafer("1 mm"), "air", "1100 degC; hold 10 h", loss="constant flux"),
        "LiCoO2 powder": anneal("LiCoO2", ak.Powder(ak.Particle(diameter="10 um")), "argon", "800 degC; hold 30 min"),
        "NCM811 under HfO2": anneal("NCM811", grain, "O2", "400 degC; hold 1 h", loss=[]),
    }


def lost(case: ak.Anneal, engine: Any) -> float:
    """Share of the lithium that left, by one engine."""
    result = case.run(engine=engine, rtol=1e-4, cells=8, out_of_range="allow")
    assert abs(result.balance.closure) < 1e-8
    return float(result.lost["Li"].m_as("dimensionless"))


def main() -> None:
    """Print what both engines say, and what the plugin's term does."""
    print(f"{'share of Li lost':22}{'sundials':>14}{'fipy':>14}{'apart by':>12}")
    apart = []
    for name, case in cases().items():
        ours, fipys = (lost(case, engine) for engine in ("sundials", "fipy"))
        apart.append(abs(fipys / ours - 1.0))
        print(f"{name:22}{ours:14.6e}{fipys:14.6e}{apart[-1]:12.1e}")
    with ak.plugins.temporary(Sink(), id="sink"):
        used_up = anneal("LiCoO2", ak.Film("500 nm"), "air", "600 degC; hold 1 h", source="sink", loss=[])
        result = used_up.run(engine="fipy", rtol=1e-4, cells=4)
        left = (result.balance.final / result.balance.initial).m_as("dimensionless")
    print(f"a FiPy term by a plugin: {left:.4f} left after 1 h, exp(−0.36) = 0.6977")
    print(f"Standing: consistent: both engines and the units agree, here within {max(apart):.0e} of what is lost.")


if __name__ == "__main__":
    main()
