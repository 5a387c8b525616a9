"""Furnace atmospheres: air, oxygen, nitrogen, argon, vacuum, a gas rich in Li2O, a source.

Every number is a record (``parameters.toml``) of basis ``assumed``: furnaces differ, and the moisture of a
"dry" gas differs most. Results print these presets first.
"""

from annealkit_atmospheres.catalogue import annealkit_atmospheres

__all__ = ["ANNEALKIT_API", "annealkit_atmospheres"]

ANNEALKIT_API = 1
