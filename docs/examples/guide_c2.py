"""FiPy assembles and can solve, pint carries the units, and a pluggy hook adds a term of FiPy's own.

    python docs/examples/guide_c2.py

Anneals of the guides are solved by both engines, which share the discretisation and nothing of the time stepping: what
leaves is compared, and what is left at the surface. Then a plugin of a dozen lines brings a FiPy source term, a made-up
use of lithium in the volume, and is annealed with `anneal.run(engine="fipy")`. SUNDIALS is the default because it takes
seconds where FiPy's implicit steps take minutes.
"""

from typing import Any

import fipy
import numpy as np
import pint

import annealkit as ak
from annealkit.api import VolumeSource, hookimpl

#: Share of the lithium that the made-up reaction uses per second.
RATE = 1e-3


class Sink:
    """A plugin: lithium that is used up in the volume, as a term of FiPy."""

    ANNEALKIT_API = 1

    @hookimpl
    def annealkit_volume_sources(self, material: Any) -> Any:
        """The term, for LiFePO4."""
        if material.name == "LiFePO4":
            yield VolumeSource(
                "sink",
                "Li",
                term=lambda u: fipy.ImplicitSourceTerm(coeff=-RATE, var=u["Li"]),
                constant=True,
                text="−k c, k = 1e-3 /s",
            )


def cases() -> dict[str, ak.Anneal]:
    """Bodies of the guides, the first with quantities of a foreign registry."""
    thick, moist = 0.5 * pint.UnitRegistry().millimeter, ak.atmosphere("air", H2O="1 kPa")
    hot: dict[str, Any] = {"material": "LiNbO3", "atmosphere": moist, "schedule": "1100 degC; hold 10 h"}
    return {
        "LiNbO3 fibre": ak.Anneal(body=ak.Fiber(diameter=thick), **hot),
        "LiNbO3 wafer": ak.Anneal(body=ak.Wafer("1 mm", cut="X"), **hot),
        "NCM811 particle": ak.Anneal(
            material="NCM811", body=ak.Particle(diameter="10 um"), atmosphere="O2", schedule="600 degC; hold 1 h"
        ),
    }


def solved(anneal: ak.Anneal, engine: Any) -> np.ndarray:
    """Share of the lithium that left, and what the surface holds of its start, by one engine."""
    problem = anneal.built.problem(cells=4)
    solution = problem.solve(np.array([anneal.schedule.duration]), rtol=1e-3, engine=engine)["Li"]
    start = anneal.built.start * anneal.built.reference
    left = sum(solution.balance.left.values()) / solution.balance.initial
    return np.array([left, solution.concentration[-1, -1] / start])


def main() -> None:
    """Print what both engines say, and what the plugin's term does."""
    print(f"{'':18}{'Li left, sundials':>18}{'fipy':>14}{'surface, sundials':>20}{'fipy':>10}")
    apart = []
    for name, anneal in cases().items():
        ours, fipys = (solved(anneal, engine) for engine in ("sundials", "fipy"))
        apart.append(float(np.max(np.abs(fipys / ours - 1.0))))
        print(f"{name:18}{ours[0]:18.5e}{fipys[0]:14.5e}{ours[1]:20.5f}{fipys[1]:10.5f}")
    with ak.plugins.temporary(Sink(), id="sink"):
        result = ak.Anneal(
            material="LiFePO4",
            body=ak.Film("500 nm"),
            atmosphere="argon",
            schedule="400 degC; hold 10 min",
            models={"Li.source": "sink", "Li.loss": []},
        ).run(engine="fipy", rtol=1e-2, cells=2)
    left = (result.balance.final / result.balance.initial).m_as("dimensionless")
    print(f"a FiPy term by a plugin: {left:.5f} left after 10 min, exp(−0.6) = {np.exp(-0.6):.5f}")
    print(f"Standing: consistent: both engines agree within {max(apart):.0e}, units and a plugin's term arrive whole.")


if __name__ == "__main__":
    main()
