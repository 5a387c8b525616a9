"""Loss of lithium to the gas and gain from it, for any material whose activity of Li2O is known.

Two alternatives of the slot ``Li.loss`` at a gas face: ``vaporisation`` (evaporation, gas film, water supply)
and ``free-evaporation`` (neither film nor shortage of water: an upper bound).
"""

from annealkit_vaporisation.fluxes import annealkit_boundary_fluxes

__all__ = ["ANNEALKIT_API", "annealkit_boundary_fluxes"]

ANNEALKIT_API = 1
