"""LiNbO3: what its cases are held against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.optimize import brentq

import annealkit as ak
from annealkit.api import Material
from annealkit_materials import linbo3
from validation.predicting import Predicted, Prediction

__all__ = ["PREDICTIONS", "SLOW", "VARY"]

Parameters = Mapping[str, str]
#: Boltzmann's constant, eV/K.
_K = 8.617333262e-5
_FLUX = {"Li.loss": "constant flux"}


def run(parameters: Parameters, schedule: str, *, material: str = "LiNbO3", **more: Any) -> ak.Result:
    """A plate of 1 mm, X-cut and of 48.62 mol%, coarse enough to be quick."""
    usual = {"body": wafer(), "atmosphere": "air"}
    anneal = ak.Anneal(material=material, schedule=schedule, parameters=parameters, **{**usual, **more})
    return anneal.run(rtol=1e-3, cells=60)


def wafer(cut: str = "X", thickness: str = "1 mm", content: str | None = "48.62 mol%") -> ak.Wafer:
    """The plate; without a content the catalogue's."""
    return ak.Wafer(thickness, cut=cut, composition=None if content is None else {"Li2O": content})


def mean(result: ak.Result) -> float:
    """mol% Li2O of the whole plate at the end."""
    return float(result.observe("Li2O_mol_percent_mean").magnitude)


def fall(result: ak.Result, where: str = "surface") -> float:
    """By how many mol% it fell at the surface or in the mean."""
    name = f"Li2O_mol_percent_{where}"
    return float(result.manifest["observables_start"][name]["value"]) - float(result.observe(name).magnitude)


def poor(parameters: Parameters, schedule: str, **more: Any) -> ak.Result:
    """In Li-poor vapour."""
    return run(parameters, schedule, models=_FLUX, **more)


def v1(parameters: Parameters) -> Predicted:
    """Constant flux from both faces for 100 h at 1100 °C."""
    result = poor(parameters, "1100 degC; hold 100 h")
    return Predicted.of(result, mean(result), "mol%")


def v1_170h(parameters: Parameters) -> Predicted:
    """The same for 170 h; the surface reaches the Li-poor boundary on the way."""
    result = poor(parameters, "1100 degC; hold 170 h")
    return Predicted.of(result, mean(result), "mol%")


def v2(parameters: Parameters) -> Predicted:
    """Constant flux for 30 h at 1100 °C."""
    return _fall(poor(parameters, "1100 degC; hold 30 h"))


def v2_170h(parameters: Parameters) -> Predicted:
    """The same for 170 h."""
    return _fall(poor(parameters, "1100 degC; hold 170 h"))


def v2_z(parameters: Parameters) -> Predicted:
    """As V2 with the numbers of Z-cut."""
    return _fall(poor(parameters, "1100 degC; hold 30 h", body=wafer("Z")))


def _fall(result: ak.Result) -> Predicted:
    return Predicted.of(result, fall(result), "mol%")


def energy(cut: str) -> Prediction:
    """Activation energy of the fall of the surface after 25 h, from 1050 and 1100 °C."""

    def predict(parameters: Parameters) -> Predicted:
        """Two runs of constant flux."""
        cold, hot = (poor(parameters, f"{t} degC; hold 25 h", body=wafer(cut)) for t in (1050, 1100))
        slope = np.log(fall(hot) / fall(cold)) / (1 / (1050 + 273.15) - 1 / (1100 + 273.15))
        return Predicted.joined([cold, hot], float(_K * slope), "eV")

    return predict


def exponent(parameters: Parameters) -> Predicted:
    """Slope of ln(fall) over ln(time) by least squares from 10 to 100 h at 1100 °C."""
    result = poor(parameters, "1100 degC; hold 100 h")
    return Predicted.of(result, _exponent(result, 10.0), "1")


def _exponent(result: ak.Result, since: float) -> float:
    hours = result.dataset["time"].to_numpy() / 3600
    surface = result.dataset["Li2O_mol_percent"].isel(depth=0).to_numpy()
    late = hours >= since
    return float(np.polyfit(np.log(hours[late]), np.log(surface[0] - surface[late]), 1)[0])


def rich(target: float) -> Prediction:
    """Rise of the surface at 1000 °C, by a source that makes it ``target`` (mol%) at 1100 °C."""

    def predict(parameters: Parameters) -> Predicted:
        """Vaporisation in air with 1 kPa of water, 30 h; the activity of the source is solved for at 1100 °C."""

        def rise(log_a: float, celsius: int) -> tuple[float, ak.Result]:
            gas = ak.atmosphere("source", activity=float(np.exp(log_a)), H2O="1 kPa")
            result = run(parameters, f"{celsius} degC; hold 30 h", atmosphere=gas, body=wafer(content=None))
            return -fall(result), result

        root = brentq(lambda log_a: rise(log_a, 1100)[0] - target, np.log(1e-4), np.log(0.1), xtol=3e-3)
        found, result = rise(root, 1000)
        return Predicted.of(result, found, "mol%")

    return predict


_NULL = "25 degC -> 900 degC @ 10 K/min; hold 10 h; -> 25 degC @ 10 K/min"


def v5(parameters: Parameters) -> Predicted:
    """Vaporisation from a plate of 1 mm at 900 °C for 10 h in dry air."""
    result = run(parameters, _NULL, body=wafer(content=None))
    return Predicted.of(result, fall(result, "mean"), "mol%")


def v5_flux(parameters: Parameters) -> Predicted:
    """The constant flux instead; a boundary out of the way, for cold congruent crystals stand on the recalled one."""
    away = {f"LiNbO3.solvus.{point}": "45 mol%" for point in ("298K", "1178K", "1448K")}
    result = poor({**away, **parameters}, _NULL, body=wafer(content=None))
    return Predicted.of(result, fall(result, "mean"), "mol%")


def v6(parameters: Parameters) -> Predicted:
    """The damaged layer alone, 1 h at 900 °C."""
    schedule = "25 degC -> 900 degC @ 10 K/min; hold 1 h; -> 25 degC @ 10 K/min"
    result = run(parameters, schedule, body=wafer(content=None), models={"Li.loss": "damaged-layer"})
    (material, *_) = linbo3.annealkit_materials()
    layer = float(material["damaged.thickness"].value) / (1e-3 / 2)  # of one half of the plate
    share = float(result.lost["Li"].magnitude) / layer
    return Predicted.of(result, agrees=0.5 < share < 1.0, text=f"{100 * share:.0f} % of the layer's Li")


def _laws(parameters: Parameters) -> tuple[Material, dict[tuple[str, str], Any]]:
    (first, *_) = linbo3.annealkit_materials()
    material = first.with_overrides(parameters)
    return material, {(one.slot, one.name): one.law for one in linbo3.annealkit_diffusivities(material, "Li")}


def v7(parameters: Parameters) -> Predicted:
    """The law of the tracer at 379 K."""
    law = _laws(parameters)[1]["Li.tracer_diffusivity", "congruent"]
    return Predicted(float(law(T=379.0)), "m^2/s", law.records.values())


def mgo_composition(parameters: Parameters) -> Predicted:
    """The default diffusivity at the congruent composition and at 1 mol% less."""
    material, laws = _laws(parameters)
    law, site = laws["Li.diffusivity", "interdiffusion"], float(material["Li.site_concentration"].value)
    start = float(material["congruent"].value)
    rich_, poor_ = (float(law.at({"T": 1373.15, "c": site * f / (1 - f)})) for f in (start, start - 0.01))
    return Predicted(rich_ / poor_, "1", law.records.values())


def mgo_1130(parameters: Parameters) -> Predicted:
    """The default diffusivity at both temperatures."""
    law = _laws(parameters)[1]["Li.diffusivity", "interdiffusion"]
    return Predicted(float(law(T=1403.15) / law(T=1373.15)), "1", law.records.values())


def mgo_exponent(parameters: Parameters) -> Predicted:
    """Constant flux from a doped plate of 0.5 mm."""
    body = wafer(thickness="0.5 mm", content=None)
    result = poor(parameters, "1100 degC; hold 40 h", material="MgO:LiNbO3", body=body)
    found = _exponent(result, 4.0)
    return Predicted.of(result, agrees=abs(found - 0.5) < 0.05, text=f"exponent {found:.3f} from 4 to 40 h")


def water(parameters: Parameters) -> Predicted:
    """Default loss in oxygen of 0.1 Pa and of 2 kPa water."""
    gases = ("oxygen", ak.atmosphere("oxygen", H2O="2 kPa"))
    dry, moist = (run(parameters, "1000 degC; hold 6 h", body=wafer(content=None), atmosphere=gas) for gas in gases)
    more = float(moist.lost["Li"].magnitude) / float(dry.lost["Li"].magnitude)
    return Predicted.joined(
        [dry, moist], agrees=more < 1, text=f"by vaporisation moist gas takes {more:.0f} times more"
    )


def a13(parameters: Parameters) -> Predicted:
    """Both crystals for 10 h at 1100 °C in Li-poor vapour and beside a Li-rich source in moist air."""
    rich_gas = ak.atmosphere("source", activity=1e-3, H2O="1 kPa")
    found = []
    for material in ("LiNbO3", "MgO:LiNbO3"):
        common = {"material": material, "body": wafer(content=None)}
        found.append(poor(parameters, "1100 degC; hold 10 h", **common))
        found.append(run(parameters, "1100 degC; hold 10 h", atmosphere=rich_gas, **common))
    lost = [float(one.lost["Li"].magnitude) for one in found]
    told = "; ".join(f"{'lost' if one > 0 else 'gained'} {abs(one):.3g} of the Li" for one in lost[:2])
    signs = all(one > 0 for one in lost[::2]) and all(one < 0 for one in lost[1::2])
    return Predicted.joined(found, agrees=signs, text=f"{told}; the same with Mg")


PREDICTIONS: dict[str, Prediction] = {
    "V1": v1,
    "V1-170h": v1_170h,
    "V2": v2,
    "V2-170h": v2_170h,
    "V2-Z": v2_z,
    "V3-X": energy("X"),
    "V3-Z": energy("Z"),
    "exponent": exponent,
    "Z-from-X": v2,
    "Z-from-X-energy": energy("X"),
    "V4-1000": rich(1.00),
    "V4-Z-1000": rich(1.03),
    "V5": v5,
    "V5-flux": v5_flux,
    "V6": v6,
    "V7": v7,
    "MgO-composition": mgo_composition,
    "MgO-1130": mgo_1130,
    "MgO-exponent": mgo_exponent,
    "water": water,
    "A13": a13,
}

#: Each looks for the activity of its source first.
SLOW = {"V4-1000", "V4-Z-1000"}

_D, _SOLVUS = "LiNbO3.Li.D.chemical", "LiNbO3.solvus.1448K"
_X = ("LiNbO3.Li.loss.X.flux", f"{_D}.reference", _SOLVUS)
_Z = ("LiNbO3.Li.loss.Z.flux", f"{_D}.reference", _SOLVUS)
_ENERGY_X, _ENERGY_Z = ((f"LiNbO3.Li.loss.{cut}.energy", f"{_D}.energy") for cut in "XZ")
_ACTIVITY = "LiNbO3.Li.activity.congruent"
#: Records that can move a case; the others have no part in it, or next to none.
VARY = {
    **dict.fromkeys(("V1", "V1-170h", "V2", "V2-170h", "exponent", "Z-from-X"), _X),
    "V2-Z": _Z,
    **dict.fromkeys(("V3-X", "Z-from-X-energy"), _ENERGY_X),
    "V3-Z": _ENERGY_Z,
    **dict.fromkeys(("V4-1000", "V4-Z-1000"), (f"{_D}.energy",)),
    "V5": (_ACTIVITY, "atmospheres.air.H2O", "atmospheres.air.boundary_layer"),
    "V5-flux": ("LiNbO3.Li.loss.X.flux", "LiNbO3.Li.loss.X.energy"),
}
