"""Substrates and crucibles as solid sinks of lithium: SiO2, Al2O3 and steel react; Pt, Au and MgO do not.

No rate of any of these reactions was found in the literature. So a reactive substrate takes nothing in the
run itself and states both ends instead: nothing, and as fast as diffusion in the body supplies. A rate for
SiO2 calibrated on a guide's claim exists under its own name and is used only when named.
"""

from annealkit_substrates.catalogue import annealkit_substrates
from annealkit_substrates.fluxes import annealkit_boundary_fluxes

__all__ = ["ANNEALKIT_API", "annealkit_boundary_fluxes", "annealkit_substrates"]

ANNEALKIT_API = 1
