"""Which hook is of which kind, and what it must give."""

from __future__ import annotations

import inspect
from typing import Any, Literal

from attrs import field, frozen

from annealkit import contributions as give
from annealkit import domain, hookspecs

__all__ = ["CATALOGUES", "HOOKS", "Hook"]


@frozen
class Hook:
    """One hook of :mod:`annealkit.hookspecs` as the host treats it.

    Attributes:
        name: The hook's name.
        kind: Decides what an error does.
        item: Class of each item of the result; ``object`` when the result is ignored.
        laws: Attribute path of each law of an item, with the unit it must have; empty for any unit.
        arguments: Names of the arguments, in order.
    """

    name: str
    kind: Literal["catalogue", "physics", "observer"]
    item: type[Any]
    laws: tuple[tuple[str, str], ...] = ()
    arguments: tuple[str, ...] = field(init=False)

    @arguments.default
    def _of_specification(self) -> tuple[str, ...]:
        return tuple(inspect.signature(getattr(hookspecs, self.name)).parameters)


_FLUX = "mol/(m^2 s)"
_ALL = (
    Hook("annealkit_materials", "catalogue", domain.Material),
    Hook("annealkit_atmospheres", "catalogue", domain.Atmosphere),
    Hook("annealkit_coatings", "catalogue", domain.Material),
    Hook("annealkit_substrates", "catalogue", domain.Substrate),
    Hook("annealkit_diffusivities", "physics", give.Diffusivity, (("law", "m^2/s"),)),
    Hook("annealkit_activities", "physics", give.Activity, (("law", "1"),)),
    Hook(
        "annealkit_boundary_fluxes",
        "physics",
        give.BoundaryFlux,
        (("law", _FLUX), ("bracket.low", _FLUX), ("bracket.high", _FLUX)),
    ),
    Hook("annealkit_volume_sources", "physics", give.VolumeSource, (("law", "mol/(m^3 s)"),)),
    Hook(
        "annealkit_interfaces",
        "physics",
        give.InterfaceLaw,
        (("partition", "1"), ("resistance", "s/m"), ("isotherm", "mol/m^3")),
    ),
    Hook("annealkit_transformations", "physics", give.Transformation, (("state.rate", ""),)),
    Hook(
        "annealkit_phase_rules",
        "physics",
        give.PhaseRule,
        (("margin", "J/mol"), ("amount", "1"), ("volume_ratio", "1")),
    ),
    Hook("annealkit_resistances", "physics", give.Resistance, (("law", "ohm m^2"),)),
    Hook("annealkit_observables", "physics", give.Observable, (("law", ""),)),
    Hook("annealkit_run_completed", "observer", object),
)

#: Every hook, by name.
HOOKS = {hook.name: hook for hook in _ALL}

#: The hook that fills each catalogue, by kind.
CATALOGUES = {
    "materials": HOOKS["annealkit_materials"],
    "atmospheres": HOOKS["annealkit_atmospheres"],
    "coatings": HOOKS["annealkit_coatings"],
    "substrates": HOOKS["annealkit_substrates"],
}
