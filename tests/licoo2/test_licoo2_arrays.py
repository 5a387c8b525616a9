"""What every law of the plugin must do: broadcast, stay in bounds, follow the overrides."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from annealkit.api import Law, Material

SITE = 5.15e4
Laws = Callable[[Material], dict[str, Law]]
# One override of each law, and a state at which it matters.
OVERRIDES = [
    ("LiCoO2.Li.D.deficient.energy", "0.30 eV", "D vacancy"),
    ("LiCoO2.Li.D.deficient.prefactor", "1e-7 m^2/s", "D vacancy"),
    ("LiCoO2.Li.D.stoichiometric.energy", "0.9 eV", "D vacancy"),
    ("LiCoO2.Li.D.stoichiometric.prefactor", "1e-6 m^2/s", "D vacancy"),
    ("LiCoO2.Co3O4.reaction.enthalpy", "230 kJ/mol", "a decomposition"),
    ("LiCoO2.Co3O4.reaction.entropy", "70.9 J/mol/K", "margin Co3O4"),
    ("LiCoO2.CoO.reaction.enthalpy", "140 kJ/mol", "margin CoO"),
    ("LiCoO2.CoO.reaction.entropy", "80 J/mol/K", "margin CoO"),
    ("LiCoO2.Li.activity.width", 0.1, "a decomposition"),
    ("LiCoO2.Li.site_concentration", "5e4 mol/m^3", "amount Co3O4"),
    ("LiCoO2.Li.site_concentration", "5e4 mol/m^3", "R deficient-layer"),
    ("LiCoO2.molar_volume", "2e-5 m^3/mol", "volume CoO"),
    ("LiCoO2.Co3O4.molar_volume", "4e-5 m^3/mol", "R secondary-phase"),
    ("LiCoO2.CoO.molar_volume", "1.2e-5 m^3/mol", "volume CoO"),
    ("LiCoO2.disproportionation.prefactor", "1e7 1/s", "rate first-order"),
    ("LiCoO2.disproportionation.energy", "120 kJ/mol", "rate first-order"),
    ("LiCoO2.crystallisation.prefactor", "1e8 1/s", "rate JMAK"),
    ("LiCoO2.crystallisation.energy", "150 kJ/mol", "rate JMAK"),
    ("LiCoO2.crystallisation.exponent", 3.0, "crystallised_fraction"),
    ("LiCoO2.interface.pristine", "8.6 ohm cm^2", "R pristine"),
    ("LiCoO2.interface.layer_conductivity", "1e-8 S/cm", "R deficient-layer"),
    ("LiCoO2.Li.loss.coefficient", "1e-12 m/s", "J first-order"),
    ("LiCoO2.Li.loss.energy", "200 kJ/mol", "J first-order"),
    ("LiCoO2.Li.loss.temperature", "600 degC", "J first-order"),
    ("LiCoO2.Li.D.bare.energy", "0.25 eV", "D vacancy-bare"),
    ("LiCoO2.Li.D.interstitial.prefactor", "1e-7 m^2/s", "D interstitial"),
    ("LiCoO2.Li.D.interstitial.energy", "0.5 eV", "D interstitial"),
    ("LiCoO2.Li.D.anisotropy", 1e-2, "D vacancy-c"),
    ("LiCoO2.Li.D.boundary.ratio", 1e5, "D grain-boundary"),
    ("LiCoO2.Li.theta.scale", 2.0, "D open-circuit"),
    ("LiCoO2.grain.boundary_width", "0.5 nm", "D grain-boundary-c"),
    ("LiCoO2.grain.prefactor", "3 um", "rate limited"),
    ("LiCoO2.grain.energy", "25 kJ/mol", "rate steady"),
    ("LiCoO2.grain.relaxation", "10 min", "rate limited"),
    ("LiCoO2.grain.hold", "10 min", "rate steady"),
    ("LiCoO2.crystallisation.RTA.prefactor", "1e6 1/s", "rate JMAK-RTA"),
    ("LiCoO2.LiOH.crystal.intercept", 12.0, "margin LiOH"),
    ("LiCoO2.LiOH.crystal.slope", "6000 K", "margin LiOH"),
    ("LiCoO2.LiOH.melt.intercept", 7.0, "margin LiOH"),
    ("LiCoO2.LiOH.melt.slope", "5000 K", "margin LiOH"),
    ("LiCoO2.Li2CO3.crystal.intercept", 12.5, "a decomposition-capped"),
    ("LiCoO2.Li2CO3.crystal.slope", "10000 K", "margin Li2CO3"),
    ("LiCoO2.Li2CO3.melt.intercept", 8.0, "margin Li2CO3"),
    ("LiCoO2.Li2CO3.melt.slope", "9000 K", "margin Li2CO3"),
    ("LiCoO2.Li2O.molar_volume", "2e-5 m^3/mol", "volume Li2O"),
    ("LiCoO2.LiOH.molar_volume", "2e-5 m^3/mol", "volume LiOH"),
    ("LiCoO2.Li2CO3.molar_volume", "4e-5 m^3/mol", "volume Li2CO3"),
    ("LiCoO2.capacity.swing", 0.6, "O capacity"),
    ("LiCoO2.rate.temperature", "60 degC", "O diffusion_time"),
]


def state(rows: int = 3) -> dict[str, np.ndarray]:
    """Fields over ``rows`` runs of five cells, lithium-poor to lithium-rich."""
    cells = np.linspace(0.2, 1.3, 5)
    shift = np.linspace(-0.02, 0.02, rows)[:, None]
    return {
        "T": np.linspace(400.0, 1300.0, rows)[:, None],
        "p_O2": np.logspace(-4, 5, rows)[:, None],
        "c": SITE * (cells + shift),
        "eta": np.linspace(0, 3, 5) + shift,
        "w": np.linspace(0.0, 3.0, 5) + 0 * shift,
        "grain": 1e-7 * (np.linspace(0.0, 1.0, 5) + 0 * shift),
        "p_CO2": np.logspace(-3, 3, rows)[:, None],
        "p_H2O": np.logspace(-1, 4, rows)[:, None],
        "dx": np.full(5, 1e-7),
        "depth": np.linspace(4.5e-7, 0.5e-7, 5),
    }


def test_leading_axis_is_the_same_as_one_by_one(lco: Material, laws_of: Laws) -> None:
    full = state()
    for name, law in laws_of(lco).items():
        together = np.asarray(law.at(full))
        for row in range(3):
            single = {key: value[row] if value.ndim == 2 else value for key, value in full.items()}
            one = np.asarray(law.at(single))
            whole = np.broadcast_to(together, (3, *together.shape[1:]))[row] if together.ndim else together
            assert np.broadcast_to(whole, np.broadcast_shapes(whole.shape, one.shape)) == pytest.approx(
                np.broadcast_to(one, np.broadcast_shapes(whole.shape, one.shape)), rel=1e-12
            ), name


def test_finite_and_of_the_right_sign(lco: Material, laws_of: Laws) -> None:
    full = state()
    for name, law in laws_of(lco).items():
        value = np.asarray(law.at(full))
        assert np.all(np.isfinite(value)), name
        if not name.startswith("margin"):
            assert np.all(value >= 0), name
        if name.startswith(("amount", "a ", "crystallised", "disproportionated")):
            assert np.all(value <= 1), name
        if name.startswith(("D ", "a ", "volume")):
            assert np.all(value > 0), name


@pytest.mark.parametrize(("record", "value", "name"), OVERRIDES)
def test_overrides_change_the_laws(lco: Material, laws_of: Laws, record: str, value: str | float, name: str) -> None:
    probe = {
        # Both sides of the points where the salts melt.
        "T": np.array([700.0, 940.0, 1100.0])[:, None],
        "p_CO2": 4e5,
        "p_H2O": 4e5,
        "grain": np.full(4, 5e-8),
        "p_O2": 21e3,
        "c": SITE * np.array([0.5, 0.9, 1.0, 1.01]),
        "eta": np.full(4, 0.7),
        "w": np.full(4, 0.5),
        "dx": np.full(4, 1e-7),
        "depth": np.array([0.5e-7, 1.5e-7, 2.5e-7, 3.5e-7]),
    }
    before = np.asarray(laws_of(lco)[name].at(probe))
    law = laws_of(lco.with_overrides({record: value}))[name]
    after = np.asarray(law.at(probe))
    assert np.any(np.abs(after - before) > 1e-3 * np.abs(before))
    assert law.records[record].overridden


def test_every_record_of_a_law_is_among_those_tried() -> None:
    assert len({record for record, _, _ in OVERRIDES}) == 48


@pytest.mark.parametrize(
    ("record", "values"),
    [
        ("LiCoO2.Li.D.deficient.energy", (np.array([0.3, 0.34]), "eV")),
        ("LiCoO2.Li.site_concentration", (np.array([5.0e4, 5.15e4]), "mol/m^3")),
        ("LiCoO2.CoO.reaction.enthalpy", (np.array([140.0, 146.7]), "kJ/mol")),
        ("LiCoO2.interface.layer_conductivity", (np.array([1e-8, 1e-7]), "S/cm")),
        ("LiCoO2.crystallisation.exponent", (np.array([1.0, 1.5]), "1")),
        ("LiCoO2.CoO.molar_volume", (np.array([1.2e-5, 1.164e-5]), "m^3/mol")),
    ],
)
def test_a_batch_is_its_members_side_by_side(
    lco: Material, laws_of: Laws, record: str, values: tuple[np.ndarray, str]
) -> None:
    one = {key: value[1] if value.ndim == 2 else value for key, value in state().items()}
    batch = laws_of(lco.with_overrides({record: values}))
    for member in range(2):
        single = laws_of(lco.with_overrides({record: (float(values[0][member]), values[1])}))
        for name, law in single.items():
            whole = np.asarray(batch[name].at(one))
            expected = np.asarray(law.at(one))
            row = whole[member] if whole.ndim > expected.ndim and whole.shape[:1] == (2,) else whole
            assert np.squeeze(row) == pytest.approx(np.squeeze(expected), rel=1e-12), name
