"""What a lithium source gives to the gas of the vessel it lies in: the exchange of a surface of its own activity."""

from __future__ import annotations

import numpy as np
from attrs import evolve, frozen
from numpy.typing import ArrayLike, NDArray

from annealkit.api import Callable, Law
from annealkit_vaporisation.carbonate import Carbonate, source_activity
from annealkit_vaporisation.equilibrium import BAR, ln_k
from annealkit_vaporisation.exchange import ARGUMENTS, Exchange
from annealkit_vaporisation.vessel import HELD

__all__ = ["supply"]

Array = NDArray[np.float64]


@frozen(eq=False)
class _Held:
    """Activity of a source under its carbonate and hydroxide, at the temperature by which its surface calls itself."""

    carbonate: Carbonate

    def __call__(self, T: ArrayLike, a_source: ArrayLike, p_CO2: ArrayLike, p_H2O: ArrayLike) -> Array:
        hydroxide = BAR * np.exp(ln_k(T)[-1])
        return source_activity(a_source, p_CO2, p_H2O, self.carbonate(T), hydroxide)


@frozen(eq=False)
class _Supply:
    """The exchange of the source's surface, which never runs out."""

    exchange: Exchange

    def __call__(self, T_source: ArrayLike, **state: ArrayLike) -> Array:
        return self.exchange(**state, T=T_source, c=np.ones(()))


def supply(exchange: Exchange, law: Callable) -> Law | None:
    """The law of what the source gives, mol Li/(m² s) by vapour; None in an open furnace.

    Args:
        exchange: Of the body.
        law: The flux it makes.
    """
    if not exchange.sealed:
        return None
    held = Callable(_Held(exchange.carbonate), "1", arguments=("T", "a_source", "p_CO2", "p_H2O"), name="a_source")
    own = evolve(
        exchange,
        activity=held,
        full=np.ones(()),
        exhaustion=np.zeros(()),
        source_apart=False,
        source=False,
        film=None if exchange.film is None else evolve(exchange.film, form="plate", stream=None),
    )
    read = (*ARGUMENTS, "T_source", *HELD, *(() if own.film is None else own.film.arguments))
    return Callable(
        _Supply(own),
        "mol/m^2/s",
        arguments=tuple(name for name in dict.fromkeys(read) if name not in ("T", "c")),
        records=law.records,
        name="supply of the source",
        text="n (p_source − p)/(R T) / (1/k_HK + δ/D)" if own.film else "n (p_source − p)/(R T) · k_HK",
    )
