"""What was taken from a result and what was left to the host, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from annealkit.interop.diffusion import PiecewiseLinear, absence, diffusivity
from annealkit.interop.electrode import Electrode
from annealkit.interop.interface import Interface
from annealkit.units import text

__all__ = ["taken"]


def taken(electrode: Electrode, interface: Interface | None) -> list[str]:
    """The sentences, warnings of the result first.

    Args:
        electrode: The body.
        interface: Its resistance as it is handed over, None where it is left out.
    """
    return [
        *(f"Warning: {one}" for one in electrode.warnings),
        *_lithium(electrode),
        _size(electrode),
        _diffusivity(electrode),
        _resistance(electrode, interface),
    ]


def _lithium(electrode: Electrode) -> Iterator[str]:
    species = electrode.species
    if electrode.sites > 0:
        filled = f"{species} fills {electrode.held / electrode.sites:.6g} of the sites of the host"
        yield f"Concentrations are means over the body {electrode.moment} the anneal: {filled}."
    else:
        yield f"Nothing of the host is left {electrode.moment} the anneal: no sites."
    if electrode.second:
        shares = ", ".join(f"{name} {100 * one.share:.3g} %" for name, one in electrode.second.items())
        yield f"The metal in second phases ({shares}) has no sites, and {species} in them is lost to a cell."
    if electrode.beyond:
        yield f"{electrode.beyond:.4g} mol/m³ of {species} beyond the sites are left out: a second phase of their own."


def _size(electrode: Electrode) -> str:
    if electrode.radius is None:
        return f"Particle radius: the host's; the body is no sphere ({electrode.body})."
    return f"Particle radius: that of the body, {text(electrode.radius, 'm')}, which the anneal does not change."


def _resistance(electrode: Electrode, interface: Interface | None) -> str:
    if interface is None:
        if not electrode.resistance:
            return "Resistance of the interface: the result has none; the host keeps its own."
        total = electrode.resistance.get("total")
        known = "in parts" if total is None else f"{total * 1e4:.4g} Ω·cm²"
        return f"Resistance of the interface ({known}): left out, since resistance= does not say what it stands for."
    parts = ", ".join(f"{name} {ohm * 1e4:.4g}" for name, ohm in electrode.resistance.items() if name != "total")
    known = (
        f"Resistance of the interface as its laws tell it {'at the end' if electrode.moment == 'after' else 'at first'}"
    )
    known += f", {interface.area_specific * 1e4:.4g} Ω·cm² ({parts})"
    if interface.reading == "contact":
        return f"{known}: in series with the cell, beside the host's own kinetics."
    return f"{known}: as the slope of the kinetics at 25 °C, in place of the host's."


def _diffusivity(electrode: Electrode) -> str:
    found = diffusivity(electrode)
    if found is None:
        return f"Diffusivity: the host's; {absence(electrode)}."
    told = electrode.diffusivity
    over = f", over filled sites from {told['ratio'][0]:g} to {told['ratio'][-1]:g} and constant beyond"
    states = f", with {', '.join(told['states'])} as {electrode.moment} the anneal" if told["states"] else ""
    which = f"{', '.join(told['models'])} at 25 °C{over if isinstance(found, PiecewiseLinear) else ''}{states}"
    return f"Diffusivity: {which}; it does not follow the temperature of the cell."
