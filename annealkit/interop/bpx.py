"""A BPX document (Battery Parameter eXchange) of the annealed positive electrode."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annealkit.errors import InputError
from annealkit.files import absent, written_whole
from annealkit.interop.diffusion import PiecewiseLinear, diffusivity
from annealkit.interop.electrode import Electrode, Moment
from annealkit.interop.handover import Handover
from annealkit.interop.interface import FARADAY, Interface, Reading, exchange_current, ohms, read
from annealkit.interop.wording import taken
from annealkit.units import QuantityLike

if TYPE_CHECKING:
    from annealkit.result import Result

__all__ = ["VERSION", "to_bpx"]

#: Of the format that a document without a base is written in.
VERSION = "1.1.0"
_POSITIVE = "Positive electrode"
_RADIUS, _SURFACE = "Particle radius [m]", "Surface area per unit volume [m-1]"


def to_bpx(
    result: Result,
    path: str | Path | None = None,
    *,
    base: Mapping[str, Any] | str | Path | None = None,
    when: Moment = "after",
    resistance: Reading | None = None,
    area: QuantityLike | None = None,
    stoichiometry: float | None = None,
) -> Handover:
    """See :meth:`annealkit.result.Result.to_bpx`."""
    electrode = Electrode.of(result, when)
    interface = read(electrode, resistance, area)
    at = _filling(interface, stoichiometry)
    document = _started(result) if base is None else _read(base)
    notes = taken(electrode, interface)
    notes.append("BPX has no initial concentration: limits of stoichiometry and state of charge are the host's.")
    own = document["Parameterisation"].setdefault(_POSITIVE, {})
    own["Maximum concentration [mol.m-3]"] = electrode.sites
    if electrode.radius is not None:
        notes += _resized(own, electrode.radius)
    _moving(own, electrode)
    if interface is not None and at is None:
        user = document["Parameterisation"].setdefault("User-defined", {})
        user["Contact resistance [Ohm]"] = ohms(interface)
        notes.append("BPX has no resistance in series: it stands under 'User-defined', by PyBaMM's name.")
    elif interface is not None and at is not None:
        constant = exchange_current(interface) / (FARADAY * sqrt(at * (1.0 - at)))
        own["Reaction rate constant [mol.m-2.s-1]"] = constant
        own.pop("Reaction rate constant activation energy [J.mol-1]", None)
    if base is None:
        notes.append("The document is a fragment: it holds what the anneal knows, and a host must add the rest.")
    document["Header"]["Description"] = " ".join([*filter(None, [document["Header"].get("Description")]), *notes])
    if path is not None:
        _write(document, Path(path))
    return Handover(document, tuple(notes))


def _filling(interface: Interface | None, stoichiometry: float | None) -> float | None:
    """At which share of filled sites the resistance holds; BPX scales the exchange current with it."""
    asked = interface is not None and interface.reading == "exchange-current"
    if asked and stoichiometry is None:
        raise InputError(
            "stoichiometry: nothing was given, but BPX writes the exchange current as F K sqrt(x (1 - x)); say at "
            "which share x of filled sites the resistance holds, such as stoichiometry=0.5."
        )
    if stoichiometry is None:
        return None
    if not asked:
        raise InputError(
            f"stoichiometry: {stoichiometry!r} was given, but only resistance='exchange-current' asks for it; "
            "leave it out."
        )
    if isinstance(stoichiometry, bool) or not isinstance(stoichiometry, (int, float)) or not 0 < stoichiometry < 1:
        raise InputError(f"stoichiometry: {stoichiometry!r} was given; expected a number between 0 and 1.")
    return float(stoichiometry)


def _started(result: Result) -> dict[str, Any]:
    own = result.manifest
    header = {"BPX": VERSION, "Title": f"{own['material']}, {own['body']}, annealed", "Model": "Partial"}
    return {"Header": header, "Parameterisation": {}}


def _read(base: Mapping[str, Any] | str | Path) -> dict[str, Any]:
    """A copy of the host's document."""
    if isinstance(base, Mapping):
        found: Any = copy.deepcopy(dict(base))
    else:
        where = Path(base)
        if not where.is_file():
            raise InputError(absent("base", where, ".json"))
        try:
            found = json.loads(where.read_text(encoding="utf-8"))
        except ValueError as error:
            raise InputError(f"base: {str(where)!r} is not a JSON file: {error}.") from error
    parts = found.get("Parameterisation") if isinstance(found, dict) else None
    if not isinstance(parts, dict) or not isinstance(found.get("Header"), dict):
        raise InputError("base: it is no BPX document; expected an object with 'Header' and 'Parameterisation'.")
    electrode = parts.get(_POSITIVE)
    if not isinstance(electrode, dict):
        raise InputError(f"base: it has no {_POSITIVE!r} to put the annealed entries in; give a whole BPX document.")
    if "Particle" in electrode:
        raise InputError(
            f"base: its {_POSITIVE!r} is a blend of several particles, and the result is of one. Give a document with "
            "one particle, or take the entries from result.to_bpx() without base."
        )
    return dict(found)


def _resized(own: dict[str, Any], radius: float) -> list[str]:
    """Put the radius in place; the volume fraction of spheres, a r/3, stays the host's."""
    before = own.get(_RADIUS)
    own[_RADIUS] = radius
    if before is None or _SURFACE not in own or before == radius:
        return []
    own[_SURFACE] *= before / radius
    return ["The surface per volume was scaled with the radius, so that the volume fraction stays the host's."]


def _moving(own: dict[str, Any], electrode: Electrode) -> None:
    found = diffusivity(electrode)
    if found is None:
        return
    told = {"x": list(found.x), "y": list(found.y)} if isinstance(found, PiecewiseLinear) else found
    own["Diffusivity [m2.s-1]"] = told
    own.pop("Diffusivity activation energy [J.mol-1]", None)


def _write(document: Mapping[str, Any], path: Path) -> None:
    if not path.parent.is_dir():
        raise InputError(f"path: the folder {str(path.parent)!r} does not exist; make it first.")
    with written_whole(path, what="path") as fresh:
        fresh.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
