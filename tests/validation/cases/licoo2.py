"""LiCoO2: films on Pt, Au, SiO2 and sapphire, crystallisation, the energy of the loss, and the guide's claims.

The films' thickness, the time and the gas are mostly not told by the sources; each computation says what it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

import annealkit as ak
from annealkit.api import Material, R, Record, Transformation
from annealkit_materials import licoo2
from validation import protons
from validation.predicting import Predicted, Prediction

__all__ = ["PREDICTIONS", "SLOW", "VARY"]

Parameters = Mapping[str, str]

ZERO = 273.15
CALIBRATED = ("vaporisation", "substrate-calibrated")
HOUR = 3600.0
GASES: Mapping[str, Callable[[], Any]] = {
    "wet air": lambda: ak.atmosphere("air", H2O="1 kPa"),
    "air": lambda: ak.atmosphere("air"),
    "thin oxygen": lambda: ak.atmosphere("oxygen", pressure="5 Pa"),
}


def film(substrate: str, schedule: str, parameters: Parameters, *, gas: str = "wet air", loss: Any = None) -> ak.Result:
    """500 nm on a substrate in one of the gases."""
    return _film(substrate, schedule, tuple(sorted(parameters.items())), gas, loss)


@cache
def _film(substrate: str, schedule: str, parameters: tuple[tuple[str, str], ...], gas: str, loss: Any) -> ak.Result:
    anneal = _anneal(substrate, schedule, dict(parameters), gas, loss)
    return anneal.run(rtol=1e-3, cells=4)


def _anneal(substrate: str, schedule: str, parameters: dict[str, str], gas: str, loss: Any) -> ak.Anneal:
    return ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", substrate=substrate),
        atmosphere=GASES[gas](),
        schedule=schedule,
        models={} if loss is None else {"Li.loss": list(loss)},
        parameters=parameters,
    )


def cobalt(result: ak.Result) -> float:
    """Share of the cobalt in Co3O4 at the end."""
    return next(verdict.amount for verdict in result.phases if verdict.product == "Co3O4")


def lost(result: ak.Result) -> float:
    """Share of the lithium that left."""
    return float(result.lost["Li"].m_as(""))


def crystallised(
    parameters: Parameters, celsius: float, seconds: float, name: str = "JMAK"
) -> tuple[float, tuple[Record, ...]]:
    """X after a hold of an amorphous film, and the records behind it."""
    (material,) = licoo2.annealkit_materials()
    model = _crystallisation(material.with_overrides(dict(parameters)), name)
    assert model.state is not None
    rate, fraction = model.state.rate, model.outputs["crystallised_fraction"]
    w = float(np.squeeze(rate(T=celsius + ZERO))) * seconds
    return float(np.squeeze(fraction(w=w))), (*rate.records.values(), *fraction.records.values())


def _crystallisation(material: Material, name: str) -> Transformation:
    changes = licoo2.annealkit_transformations(material)
    return next(one for one in changes if (one.kind, one.name) == ("crystallisation", name))


def v1(parameters: Parameters) -> Predicted:
    """500 nm on Pt, 1 h at 700 °C in air with 1 kPa of water."""
    result = film("Pt", "700 degC; hold 1 h", parameters)
    return Predicted.of(result, cobalt(result))


def v1_grains(parameters: Parameters) -> Predicted:
    """The size at which growth ends at 600 °C."""
    result = film("Pt", "600 degC; hold 1 h", parameters)
    return Predicted.of(result, float(result.observe("grain_size").m_as("nm")), "nm")


def v1_capacity_500(parameters: Parameters) -> Predicted:
    """Capacity of 500 nm after 1 h at 500 °C, a micrometre and square centimetre."""
    return _capacity(film("Pt", "500 degC; hold 1 h", parameters))


def v1_capacity_700(parameters: Parameters) -> Predicted:
    """The same after 1 h at 700 °C."""
    return _capacity(film("Pt", "700 degC; hold 1 h", parameters))


def _capacity(result: ak.Result) -> Predicted:
    thick = float(result.observe("capacity").m_as("uAh/cm^2")) / 0.5
    return Predicted.of(result, thick, "uAh/cm^2/um")


def v3(parameters: Parameters) -> Predicted:
    """X after 100 s at 650 °C: is there anything left to crystallise?"""
    early, records = crystallised(parameters, 650, 100)
    text = f"{early:.0%} crystalline after 100 s, {crystallised(parameters, 650, 900)[0]:.0%} after 900 s"
    return Predicted(records=records, agrees=early < 0.99, text=text)


def v5(parameters: Parameters) -> Predicted:
    """500 nm on Al2O3, 1 h at 600 °C in air: none or all of the lithium."""
    result = film("Al2O3", "600 degC; hold 1 h", parameters, gas="air")
    ends = result.bounds["Li"]
    assert ends is not None
    low, high = (float(one.m_as("")) for one in ends)
    text = f"Al2O3 takes lithium; between {low:.1e} and {high:.0%} of it within 1 h, the rate is not known"
    return Predicted.of(result, agrees=high > 0.05, text=text)


def v7(parameters: Parameters) -> Predicted:
    """500 nm on Au, 1 h at 650 °C in 5 Pa of oxygen."""
    result = film("Au", "650 degC; hold 1 h", parameters, gas="thin oxygen")
    return Predicted.of(result, cobalt(result))


def v10(parameters: Parameters) -> Predicted:
    """X after 100 s at 680 °C."""
    X, records = crystallised(parameters, 680, 100)
    slow = crystallised({}, 680, 100, "JMAK-RTA")[0]
    return Predicted(records=records, agrees=X > 0.5, text=f"{X:.0%} crystalline; {slow:.0%} by the slower JMAK-RTA")


def v11(parameters: Parameters) -> Predicted:
    """X after 10 min at 600 °C."""
    X, records = crystallised(parameters, 600, 600)
    slow = crystallised({}, 600, 600, "JMAK-RTA")[0]
    text = f"{X:.0%} crystalline after 10 min; {slow:.0%} by the slower JMAK-RTA"
    return Predicted(records=records, agrees=X < 0.5, text=text)


def v14_energy(parameters: Parameters) -> Predicted:
    """Slope of ln J over 1/T between 900 and 1050 °C, of a face short of 1 % of its lithium in wet air."""
    built = _anneal("Pt", "900 degC; hold 1 h", dict(parameters), "wet air", None).built
    law = built.fluxes()["outer"][0].law
    assert law is not None
    hot = (900 + ZERO, 1050 + ZERO)
    flux = []
    for T in hot:
        state = {name: one.at({"t": 0.0, "T": T}) for name, one in built.gas.items()}
        flux.append(float(np.sum(law.at(state | {"T": T, "c": 0.99 * built.reference}))))
    energy = R * np.log(flux[1] / flux[0]) / (1 / hot[0] - 1 / hot[1])
    return Predicted(energy / 1e3, "kJ/mol", tuple(law.records.values()))


def s1(parameters: Parameters) -> Predicted:
    """500 nm on SiO2 with the calibrated rate, 2 h at 700 °C: when XRD sees Co3O4."""
    result = film("SiO2", "700 degC; hold 2 h", parameters, loss=CALIBRATED)
    seen = next(one for one in result.phases if one.product == "Co3O4").onset["XRD"]
    return Predicted.of(result, float("inf") if seen is None else float(seen.m_as("min")), "min")


def s2(parameters: Parameters) -> Predicted:
    """X after 1 h at 400 °C."""
    X, records = crystallised(parameters, 400, HOUR)
    hotter = crystallised(parameters, 450, HOUR)[0]
    return Predicted(records=records, agrees=X < 0.5, text=f"{X:.0%} at 400 °C, {hotter:.0%} at 450 °C")


def a1(parameters: Parameters) -> Predicted:
    """2 h at 700 °C on SiO2 (calibrated) and 1 h on Pt: cobalt in Co3O4 beside lithium lost."""
    runs = _with_and_without(parameters)
    pairs = [(lost(one), cobalt(one)) for one in runs]
    agrees = all(abs(y - share) < 1e-3 * max(share, 1e-3) for share, y in pairs) and pairs[0][1] > pairs[1][1]
    text = "; ".join(f"{share:.2g} of Li lost, {y:.2g} of Co in Co3O4" for share, y in pairs)
    return Predicted.joined(runs, agrees=agrees, text=text)


def a2(parameters: Parameters) -> Predicted:
    """30 min on Pt at 400 and at 700 °C."""
    runs = [film("Pt", f"{celsius} degC; hold 30 min", parameters) for celsius in (400, 700)]
    X = [one.observed["crystallised_fraction"] for one in runs]
    gone = [lost(one) for one in runs]
    text = f"400 °C: {X[0]:.0%} crystalline, {gone[0]:.1e} lost; 700 °C: {X[1]:.0%}, {gone[1]:.1e}"
    return Predicted.joined(runs, agrees=X[0] < X[1] and gone[0] < gone[1], text=text)


def a7(parameters: Parameters) -> Predicted:
    """Interface, capacity and diffusion with and without the loss on SiO2."""
    short, whole = _with_and_without(parameters)
    ohms = [float(one.resistance["total"].m_as("ohm cm^2")) for one in (whole, short)]
    shares = [float(one.observe("capacity_share").m_as("")) for one in (whole, short)]
    times = [float(one.observe("diffusion_time").m_as("s")) for one in (whole, short)]
    agrees = ohms[0] < ohms[1] and shares[0] > shares[1] and times[0] < times[1]
    text = (
        f"{lost(short):.0%} lost: {ohms[0]:.3g} to {ohms[1]:.3g} Ω·cm², capacity share {shares[0]:.3g} to "
        f"{shares[1]:.3g}, diffusion time {times[0]:.3g} to {times[1]:.3g} s"
    )
    return Predicted.joined([short, whole], agrees=agrees, text=text)


def _with_and_without(parameters: Parameters) -> tuple[ak.Result, ak.Result]:
    # What one of the two does not use must not be overridden in it.
    short = film("SiO2", "700 degC; hold 2 h", parameters, loss=CALIBRATED)
    return short, film("Pt", "700 degC; hold 1 h", {})


def a10(parameters: Parameters) -> Predicted:
    """Slope of ln D over ln v at 700 °C between 1 and 10 % of vacancies, by mechanism."""
    (material,) = licoo2.annealkit_materials()
    own = material.with_overrides(dict(parameters))
    laws = {one.name: one.law for one in licoo2.annealkit_diffusivities(own, "Li")}
    site, T = own.species["Li"].reference, 700 + ZERO

    def D(name: str, v: float) -> float:
        return float(np.squeeze(laws[name].at({"T": T, "c": site * (1 - v), "eta": 0.0})))

    orders = {
        name: np.log10((D(name, 0.1) - D(name, 0.0)) / (D(name, 0.01) - D(name, 0.0)))
        for name in ("vacancy", "divacancy")
    }
    answers = D("interstitial", 0.1) / D("interstitial", 0.0)
    text = (
        f"order {orders['vacancy']:.2f}; divacancies {orders['divacancy']:.2f}; interstitials change by {answers:.2f}"
    )
    used = tuple(laws["vacancy"].records.values())
    return Predicted(records=used, agrees=bool(abs(orders["vacancy"] - 1) < 0.01), text=text)


PREDICTIONS: Mapping[str, Prediction] = {
    "V1": v1,
    "V1-grains": v1_grains,
    "V1-capacity-500": v1_capacity_500,
    "V1-capacity-700": v1_capacity_700,
    "V3": v3,
    "V5": v5,
    "V7": v7,
    "V10": v10,
    "V11": v11,
    "V14-energy": v14_energy,
    "S1": s1,
    "S2": s2,
    "A1": a1,
    "A2": a2,
    "A7": a7,
    "A8-exposed": protons.exposed,
    "A8": protons.annealed,
    "A9": protons.handled,
    "A10": a10,
}

#: Anneals of some seconds; the records that decide them make their bands.
SLOW = {"V1", "V1-grains", "V1-capacity-500", "V1-capacity-700", "V7", "S1", "A8-exposed", "A8", "A9"}
_EVAPORATED = ["LiCoO2.Co3O4.reaction.enthalpy", "vaporisation.pressure_factor.LiOH"]
VARY: Mapping[str, list[str]] = {
    "V1": _EVAPORATED,
    "V7": _EVAPORATED,
    "V1-grains": ["LiCoO2.grain.prefactor", "LiCoO2.grain.energy"],
    "V1-capacity-500": ["LiCoO2.crystallisation.prefactor", "LiCoO2.Li.site_concentration"],
    "V1-capacity-700": ["LiCoO2.crystallisation.prefactor", "LiCoO2.Li.site_concentration"],
    "A8-exposed": ["LiCoO2.interface.pristine", "LiCoO2.protons.coverage_limit", "LiCoO2.protons.uptake"],
    "A8": ["LiCoO2.interface.pristine", "LiCoO2.protons.coverage_limit", "LiCoO2.protons.release.rate"],
    "S1": ["substrates.SiO2.calibrated.k_p_ref", "LiCoO2.detection.XRD"],
}
