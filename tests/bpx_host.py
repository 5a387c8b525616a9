"""A host's BPX document of a small cell, for tests; its numbers stand for themselves."""

from __future__ import annotations

from typing import Any

HOST: dict[str, Any] = {
    "Header": {"BPX": "1.1.0", "Title": "a host's cell", "Description": "One electrode pair.", "Model": "SPMe"},
    "Parameterisation": {
        "Cell": {
            "Electrode area [m2]": 0.01,
            "External surface area [m2]": 0.03,
            "Volume [m3]": 1e-5,
            "Number of electrode pairs connected in parallel to make a cell": 1,
            "Lower voltage cut-off [V]": 2.5,
            "Upper voltage cut-off [V]": 4.3,
            "Nominal cell capacity [A.h]": 0.2,
            "Reference temperature [K]": 298.15,
            "Density [kg.m-3]": 2000.0,
            "Specific heat capacity [J.K-1.kg-1]": 900.0,
        },
        "Electrolyte": {
            "Cation transference number": 0.26,
            "Diffusivity [m2.s-1]": 3e-10,
            "Conductivity [S.m-1]": 1.0,
        },
        "Separator": {"Thickness [m]": 20e-6, "Porosity": 0.5, "Transport efficiency": 0.35},
        "Negative electrode": {
            "Thickness [m]": 60e-6,
            "Porosity": 0.3,
            "Transport efficiency": 0.16,
            "Conductivity [S.m-1]": 100.0,
            "Minimum stoichiometry": 0.01,
            "Maximum stoichiometry": 0.8,
            "Maximum concentration [mol.m-3]": 30000.0,
            "Particle radius [m]": 5e-6,
            "Surface area per unit volume [m-1]": 4e5,
            "Diffusivity [m2.s-1]": 3e-14,
            "OCP [V]": {"x": [0.0, 0.1, 1.0], "y": [1.0, 0.2, 0.05]},
            "Reaction rate constant [mol.m-2.s-1]": 1e-5,
        },
        "Positive electrode": {
            "Thickness [m]": 60e-6,
            "Porosity": 0.3,
            "Transport efficiency": 0.16,
            "Conductivity [S.m-1]": 1.0,
            "Minimum stoichiometry": 0.4,
            "Maximum stoichiometry": 0.95,
            "Maximum concentration [mol.m-3]": 50000.0,
            "Particle radius [m]": 4e-6,
            "Surface area per unit volume [m-1]": 4e5,
            "Diffusivity [m2.s-1]": 1e-14,
            "Diffusivity activation energy [J.mol-1]": 30000.0,
            "OCP [V]": {"x": [0.0, 0.5, 1.0], "y": [4.4, 4.0, 3.6]},
            "Reaction rate constant [mol.m-2.s-1]": 1e-5,
        },
    },
}
