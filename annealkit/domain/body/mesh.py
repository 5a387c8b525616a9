"""A body of any shape, on a FiPy mesh."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen

from annealkit.domain.body.opening import Opening, as_stack, check_composition, stack_text
from annealkit.errors import InputError, UnknownNameError
from annealkit.units import text

if TYPE_CHECKING:
    from annealkit.pde.topology import Array, Topology

__all__ = ["MeshBody"]


def _names(value: Any) -> tuple[str, ...] | None:
    """Names of regions; one may stand alone."""
    if value is None:
        return None
    names = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, Iterable) else (value,)
    if not all(isinstance(name, str) for name in names):
        raise InputError(f"MeshBody gas: {value!r} was given; expected a list of names of regions such as ['top'].")
    if len(set(names)) != len(names):
        raise InputError(f"MeshBody gas: {list(names)!r} names a region twice; each may appear once.")
    return names


def _stacks(value: Any) -> dict[str, tuple[Any, ...]]:
    """Substrates by region, each from the bottom up; a region that stands on nothing is sealed."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InputError(
            f"MeshBody substrate: {value!r} was given; expected the substrate of each region, such as "
            "{'bottom': 'SiO2'}."
        )
    return {name: as_stack(layers) for name, layers in value.items() if layers is not None}


@frozen(eq=False)
class MeshBody:
    """A body of any two- or three-dimensional shape, on a FiPy mesh.

    The regions are named parts of the surface: the sides of a grid (left, right, bottom, top, front, back), the
    physical faces of a Gmsh mesh, or what ``regions`` says. A region in ``gas`` exchanges as the outer face of
    a Film does, one in ``substrate`` as its inner face; the rest of the surface is sealed. In two dimensions amounts
    are per metre of depth.

    Attributes:
        mesh: ``fipy.Grid2D``, ``Grid3D``, ``Gmsh2D``, ``Gmsh3D`` or another plane or solid mesh; lengths in m.
        gas: Names of the regions open to the gas; ``[]`` for none.
        substrate: What each region stands on, by name of the region: a substrate, or a stack from the bottom up.
        composition: Start composition, for example ``{"Li": 1.06, "Co": 1}``; None is the catalogue's.
        coating: None; a mesh has no layer for one.
        regions: Named parts of the surface where the mesh's own do not serve: masks over ``mesh.faces`` or functions of
            the face coordinates (x, y[, z]) in m that return one.
        cells: Cells, faces and regions as read from the mesh.

    Raises:
        InputError: The mesh is none, nothing is said of its surface, or a region has two neighbours or no face.
        UnknownNameError: A region that the mesh does not have; names the nearest.
    """

    mesh: Any
    gas: tuple[str, ...] | None = field(default=None, converter=_names, kw_only=True)
    substrate: Mapping[str, tuple[Any, ...]] = field(default=None, converter=_stacks, kw_only=True)
    composition: Mapping[str, Any] | None = field(default=None, kw_only=True)
    regions: Mapping[str, Any] | None = field(default=None, kw_only=True)
    cells: Topology = field(init=False, repr=False)

    coating: None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.coating is not None:
            raise InputError(
                f"MeshBody coating: {self.coating!r} was given, but a coating is solved as a layer of a film, wafer, "
                "fibre or particle only. Leave it out, or make the body one of those."
            )
        check_composition("MeshBody", self.composition)
        object.__setattr__(self, "cells", _read(self.mesh, self.regions))
        known = self.cells.regions
        for what, names in (("gas", self.gas or ()), ("substrate", self.substrate)):
            for name in names:
                if name not in known:
                    raise _unknown_region(what, name, known)
                if not known[name].count:
                    raise InputError(f"MeshBody {what}: region {name!r} has no face; leave it out, or mend the mesh.")
        both = [name for name in self.gas or () if name in self.substrate]
        if both:
            raise InputError(
                f"MeshBody: the region {both[0]!r} is given in gas and in substrate; it can touch one of them. "
                "Split it with regions=."
            )
        if self.gas is None and not self.substrate:
            raise InputError(
                "MeshBody gas: no region is open to the gas and none stands on a substrate, so nothing could leave. "
                f"Give gas=[...] with regions of the mesh ({_listed(known)}), or gas=[] for a sealed body."
            )

    @property
    def dimension(self) -> int:
        """2 or 3."""
        return self.cells.dimension

    @property
    def openings(self) -> dict[str, Opening]:
        """The faces through which something may pass, by region; the others are sealed."""
        gas = {name: Opening("gas", "outer") for name in self.gas or ()}
        return gas | {name: Opening("substrate", "inner", own) for name, own in self.substrate.items()}

    @property
    def corners(self) -> Array:
        """Corners of each cell, m, shape ``[dimension, cell, corner]``; NaN where a cell has fewer than others."""
        ids = np.ma.asarray(self.mesh._cellVertexIDs).T
        points = np.array(self.mesh.vertexCoords, dtype=float)
        return np.where(np.ma.getmaskarray(ids), np.nan, points[:, np.ma.filled(ids, 0)])

    @property
    def extent(self) -> Array:
        """Size along each coordinate, m."""
        return np.asarray(np.ptp(np.array(self.mesh.vertexCoords, dtype=float), axis=1))

    def place(self, face: str) -> str:
        """A face in words."""
        return f"region {face!r}"

    def describe(self) -> str:
        """One line for people."""
        size = " × ".join(text(float(f"{one:.6g}"), "m") for one in self.extent)
        parts = [f"{self.dimension}-D mesh of {self.cells.cells} cells, {size}"]
        parts += [f"gas at {', '.join(self.gas)}"] if self.gas else []
        parts += [f"{stack_text(own)} at {name}" for name, own in self.substrate.items()]
        parts += ["sealed elsewhere"]
        parts += ["amounts per metre of depth"] if self.dimension == 2 else []
        return ", ".join(parts)


def _read(mesh: Any, regions: Mapping[str, Any] | None) -> Topology:
    if not hasattr(mesh, "faceCellIDs") or getattr(mesh, "dim", 1) not in (2, 3):
        raise InputError(
            f"MeshBody mesh: {type(mesh).__name__} was given; expected a FiPy mesh of two or three dimensions such as "
            "fipy.Grid2D(nx=40, ny=20, dx=2.5e-8, dy=2.5e-8), lengths in m. In one dimension use ak.Film."
        )
    # The solver's packages are loaded where there is a mesh, not with the names of bodies.
    from annealkit.pde.grid import from_fipy

    try:
        return from_fipy(mesh, regions)
    except InputError as error:
        raise InputError(f"MeshBody: {error}") from error


def _unknown_region(what: str, name: str, known: Iterable[str]) -> UnknownNameError:
    names = sorted(known)
    if names:
        return UnknownNameError.of(f"MeshBody {what}: region", name, names)
    return UnknownNameError(
        f"MeshBody {what}: region {name!r} is not known: the mesh names no part of its surface. Give the mesh physical "
        "faces (Gmsh), or regions={'name': mask or function of x, y}."
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "it names none; give regions="
