"""Every hook annealkit calls: what a plugin may contribute, when it is asked, and what an error does.

A plugin is a module with ``ANNEALKIT_API = 1`` and functions marked ``@hookimpl``, announced
by an entry point of the group ``annealkit.plugins``. An implementation bears the name of a hook
below and names only the arguments it wants, without defaults. Hooks return frozen values; they
run once per structure when an anneal is built, never in the time loop. They must be pure: the same
arguments give equal values, and the arguments are left as they were.

There are three kinds of hook, and they differ in what an error does.

=========  ======================================================================================
catalogue  Called once, when plugins are first needed. A hook that raises, yields something else
           than is due, or a name twice, quarantines its plugin whole; everything else works.
physics    Called when an anneal is built. A hook that raises or yields something else than is due
           stops the run with a :class:`annealkit.errors.PluginError`: a dropped term would be a
           wrong answer.
observer   Called when a run is over. One that raises is a warning; the result stands.
=========  ======================================================================================

Order never matters: plugins are asked sorted by id, and ``wrapper``, ``hookwrapper``, ``tryfirst``
and ``trylast`` are refused. ``docs/hooks.md`` is this page for people; a test keeps them equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pluggy import HookimplMarker, HookspecMarker

if TYPE_CHECKING:
    from annealkit.contributions import (
        Activity,
        BoundaryFlux,
        Diffusivity,
        InterfaceLaw,
        Observable,
        PhaseRule,
        Resistance,
        Transformation,
        VolumeSource,
    )
    from annealkit.domain import Atmosphere, Face, Material, Substrate

__all__ = ["API_VERSION", "DATA_GROUP", "GROUP", "OLDEST_API", "PROJECT", "hookimpl", "hookspec"]

#: The version of the plugin contract this annealkit speaks. New hooks and new hook arguments keep it;
#: a removed or renamed one, or a changed unit or meaning, raises it.
API_VERSION = 1
#: The oldest version of the contract still understood.
OLDEST_API = 1
#: The entry-point group of plugins.
GROUP = "annealkit.plugins"
#: The entry-point group of packages whose ``*.toml`` files are data-only materials.
DATA_GROUP = "annealkit.data"
#: The pluggy project name, which is also the prefix of every hook.
PROJECT = "annealkit"

hookspec = HookspecMarker(PROJECT)
hookimpl = HookimplMarker(PROJECT)

# --- catalogues -------------------------------------------------------------------------------


@hookspec
def annealkit_materials() -> Iterable[Material]:
    """Offer materials that can be annealed.

    Returns:
        Materials. Names and aliases are compared without case; one that another plugin offers too
        is refused (annealkit's own stays, third parties involved are quarantined).

    When:
        Once, when plugins are first needed.

    Errors:
        The plugin is quarantined whole.
    """
    return ()


@hookspec
def annealkit_atmospheres() -> Iterable[Atmosphere]:
    """Offer furnace atmospheres.

    Returns:
        Atmospheres, pressures in Pa, lengths in m; names as for :func:`annealkit_materials`.

    When:
        Once, when plugins are first needed.

    Errors:
        The plugin is quarantined whole.
    """
    return ()


@hookspec
def annealkit_coatings() -> Iterable[Material]:
    """Offer materials that can be put on a body as a thin layer.

    A coating is one more layer of the body, so it is a :class:`annealkit.domain.Material` with its own
    records and species; what joins it to the body is said by :func:`annealkit_interfaces`.

    Returns:
        Coating materials; names as for :func:`annealkit_materials`, in a catalogue of their own.

    When:
        Once, when plugins are first needed.

    Errors:
        The plugin is quarantined whole.
    """
    return ()


@hookspec
def annealkit_substrates() -> Iterable[Substrate]:
    """Offer solids that a body can stand on or in.

    Returns:
        Substrates; names as for :func:`annealkit_materials`.

    When:
        Once, when plugins are first needed.

    Errors:
        The plugin is quarantined whole.
    """
    return ()


# --- physics ----------------------------------------------------------------------------------


@hookspec
def annealkit_diffusivities(material: Material, species: str) -> Iterable[Diffusivity]:
    """Offer alternatives of the slots ``<species>.diffusivity`` and ``<species>.tracer_diffusivity``.

    Args:
        material: The layer's material (a coating too), its records carrying the run's overrides.
        species: Symbol of the mobile species, for example ``"Li"``.

    Returns:
        Diffusivities of exactly this species; laws in m²/s. Nothing for a foreign material.

    When:
        Once per layer and mobile species when an anneal is built, and for ``ak.models``.

    Errors:
        The run stops with a PluginError.
    """
    return ()


@hookspec
def annealkit_activities(material: Material, atmosphere: Atmosphere) -> Iterable[Activity]:
    """Offer alternatives of the slot ``<species>.activity``: the activity of an oxide over the material.

    Args:
        material: The material, its records carrying the run's overrides.
        atmosphere: The gas system; pressures at time t reach laws as ``p_*`` only.

    Returns:
        Activities, dimensionless laws of T, c and p_O2. The chosen one is in ``material.activities`` for
        every hook with a face.

    When:
        Once when an anneal is built, before its faces are asked, and for ``ak.models``.

    Errors:
        The run stops with a PluginError.
    """
    return ()


@hookspec
def annealkit_boundary_fluxes(material: Material, atmosphere: Atmosphere, face: Face) -> Iterable[BoundaryFlux]:
    """Offer alternatives of the slot ``<species>.loss`` at one face.

    Args:
        material: The material at the face, activities resolved.
        atmosphere: The gas system: species that can occur, boundary layer, vessel. A gas switch during the
            schedule needs no hook, its pressures reach the law as ``p_*``, those of a sealed vessel too.
        face: The face and what lies beyond it; yield nothing for a kind the mechanism does not concern.

    Returns:
        Fluxes; laws in mol/(m² s) of the species, positive when it leaves. Those chosen for a slot add. What
        ``releases`` tells of the gas they make, and ``supply`` of a source in it, is what a sealed vessel is solved
        with. What ``series`` tells of their resistances is read as ``result.limits``; ranges of records over
        ``numbers`` such as Re are judged by these.

    When:
        Once per face when an anneal is built (faces that are alike are asked once), and for ``ak.models``.

    Errors:
        The run stops with a PluginError.
    """
    return ()


@hookspec
def annealkit_volume_sources(material: Material, atmosphere: Atmosphere) -> Iterable[VolumeSource]:
    """Offer alternatives of the slot ``<species>.source``.

    Args:
        material: The material, its records carrying the run's overrides.
        atmosphere: The gas system.

    Returns:
        Sources; laws in mol/(m³ s), positive when they create, or functions that build a FiPy term, with its records
        and its text. Those chosen for a slot add.

    When:
        Once per layer when an anneal is built, and for ``ak.models``.

    Errors:
        The run stops with a PluginError.
    """
    return ()


@hookspec
def annealkit_interfaces(inner: Material, outer: Material) -> Iterable[InterfaceLaw]:
    """Say what holds between two layers that touch; without an answer the contact is perfect.

    Args:
        inner: The material of the inner layer, the body.
        outer: The material of the outer layer, its coating with its thickness (x runs outwards).

    Returns:
        At most one partition (dimensionless, of T) or isotherm (mol/m³ in the outer layer, of ``u`` in the inner
        one and T) and one resistance (s/m, of T) per species and pair; two are an error naming both.

    When:
        Once per pair of touching layers when an anneal is built.

    Errors:
        The run stops with a PluginError, or an AmbiguousModelError when two plugins answer.
    """
    return ()


@hookspec
def annealkit_transformations(material: Material, atmosphere: Atmosphere) -> Iterable[Transformation]:
    """Offer alternatives of the slot ``host.<kind>``: local states of the cells or of the outer face, with their rates.

    Args:
        material: The material, its records carrying the run's overrides.
        atmosphere: The gas system.

    Returns:
        Transformations; rates in the state's unit per second.

    When:
        Once per layer when an anneal is built, and for ``ak.models``.

    Errors:
        The run stops with a PluginError.
    """
    return ()


@hookspec
def annealkit_phase_rules(material: Material, atmosphere: Atmosphere) -> Iterable[PhaseRule]:
    """Offer rules of the slot ``host.phases``; all rules of the slot are evaluated.

    Args:
        material: The host, its records carrying the run's overrides.
        atmosphere: The gas system.

    Returns:
        Phase rules; margins in J/mol of product, amounts and volume ratios dimensionless.

    When:
        Once when an anneal is built, and for ``ak.models``.

    Errors:
        The run stops with a PluginError.
    """
    return ()


@hookspec
def annealkit_resistances(material: Material, face: Face) -> Iterable[Resistance]:
    """Offer series parts of the slot ``interface.resistance``; the core only adds them.

    Args:
        material: The material at the face, activities resolved.
        face: The face and what lies beyond it.

    Returns:
        Parts; laws of the final state in Ω m². On a mesh, which has no depth, those that read the cells are left out.

    When:
        Once per face when an anneal is built (faces that are alike are asked once), and for ``ak.models``.

    Errors:
        The run stops with a PluginError.
    """
    return ()


@hookspec
def annealkit_observables(material: Material) -> Iterable[Observable]:
    """Offer virtual measurements of the slot ``host.observables``.

    Args:
        material: The host.

    Returns:
        Observables; laws of the final state, each in its own unit; ``result.observe(name)`` reads those chosen.

    When:
        Once when an anneal is built, and for ``ak.models``.

    Errors:
        The run stops with a PluginError.
    """
    return ()


# --- observers --------------------------------------------------------------------------------


@hookspec
def annealkit_run_completed(result: Any) -> None:
    """See a finished run, for example to log or to plot it.

    Args:
        result: The :class:`annealkit.Result`; it is shared, so leave it as it is.

    Returns:
        Nothing; what is returned is ignored.

    When:
        Once after each run that ended without an error.

    Errors:
        A PluginWarning, also listed in the result; the other observers are still called.
    """
