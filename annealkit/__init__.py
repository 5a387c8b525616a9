"""What does this anneal do to this material in this atmosphere?

    import annealkit as ak

    result = ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm", substrate="SiO2"),
        atmosphere=ak.atmosphere("air", H2O="1 kPa"),
        schedule="25 degC -> 700 degC @ 5 K/min; hold 30 min; -> 25 degC @ 5 K/min",
    ).run()
    print(result)

Names are loaded on first use, so that importing annealkit loads neither a solver nor a
plugin, and a host program pays only for what it touches.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from annealkit import errors
from annealkit.errors import (
    AmbiguousModelError,
    AnnealkitError,
    AnnealkitWarning,
    BalanceError,
    InputError,
    OutOfRangeError,
    OutOfRangeWarning,
    PluginError,
    PluginUnavailableError,
    PluginWarning,
    RecordError,
    RunError,
    SolverError,
    UnitError,
    UnknownNameError,
    UnusedParameterError,
)

if TYPE_CHECKING:
    from annealkit import laws, pde, plugins, units
    from annealkit.anneal import Anneal
    from annealkit.catalogue import atmosphere
    from annealkit.domain.body import Fiber, Film, MeshBody, Particle, Powder, Wafer
    from annealkit.domain.coating import Coating
    from annealkit.exposure import Exposure
    from annealkit.result import Result, load
    from annealkit.schedule import Cool, Hold, Ramp, Schedule
    from annealkit.selection import models
    from annealkit.sequence import Sequence
    from annealkit.study.axes import from_table, geomspace, linspace, zipped
    from annealkit.study.comparing import compare
    from annealkit.study.comparison import Comparison
    from annealkit.study.criteria import Criterion
    from annealkit.study.holding import shortest_hold
    from annealkit.study.optimizing import optimize
    from annealkit.study.optimum import Optimum
    from annealkit.study.protocols import protocol
    from annealkit.study.recipes import Protocol
    from annealkit.study.shortest import ShortestHold
    from annealkit.study.study import Study
    from annealkit.study.sweeping import sweep
    from annealkit.study.windows import Window, window

    __version__: str

__all__ = [
    "AmbiguousModelError",
    "Anneal",
    "AnnealkitError",
    "AnnealkitWarning",
    "BalanceError",
    "Coating",
    "Comparison",
    "Cool",
    "Criterion",
    "Exposure",
    "Fiber",
    "Film",
    "Hold",
    "InputError",
    "MeshBody",
    "Optimum",
    "OutOfRangeError",
    "OutOfRangeWarning",
    "Particle",
    "PluginError",
    "PluginUnavailableError",
    "PluginWarning",
    "Powder",
    "Protocol",
    "Ramp",
    "RecordError",
    "Result",
    "RunError",
    "Schedule",
    "Sequence",
    "ShortestHold",
    "SolverError",
    "Study",
    "UnitError",
    "UnknownNameError",
    "UnusedParameterError",
    "Wafer",
    "Window",
    "__version__",
    "atmosphere",
    "compare",
    "errors",
    "from_table",
    "geomspace",
    "laws",
    "linspace",
    "load",
    "models",
    "optimize",
    "pde",
    "plugins",
    "protocol",
    "shortest_hold",
    "sweep",
    "units",
    "window",
    "zipped",
]

#: Where each name comes from; a module's own name stands for the module.
_HOMES = {
    "Anneal": "annealkit.anneal",
    "Coating": "annealkit.domain.coating",
    "Comparison": "annealkit.study.comparison",
    "Cool": "annealkit.schedule",
    "Criterion": "annealkit.study.criteria",
    "Exposure": "annealkit.exposure",
    "Fiber": "annealkit.domain.body",
    "Film": "annealkit.domain.body",
    "Hold": "annealkit.schedule",
    "MeshBody": "annealkit.domain.body",
    "Optimum": "annealkit.study.optimum",
    "Particle": "annealkit.domain.body",
    "Powder": "annealkit.domain.body",
    "Protocol": "annealkit.study.recipes",
    "Ramp": "annealkit.schedule",
    "Result": "annealkit.result",
    "Schedule": "annealkit.schedule",
    "Sequence": "annealkit.sequence",
    "ShortestHold": "annealkit.study.shortest",
    "Study": "annealkit.study.study",
    "Wafer": "annealkit.domain.body",
    "Window": "annealkit.study.windows",
    "atmosphere": "annealkit.catalogue",
    "compare": "annealkit.study.comparing",
    "from_table": "annealkit.study.axes",
    "geomspace": "annealkit.study.axes",
    "laws": "annealkit.laws",
    "linspace": "annealkit.study.axes",
    "load": "annealkit.result",
    "models": "annealkit.selection",
    "optimize": "annealkit.study.optimizing",
    "pde": "annealkit.pde",
    "plugins": "annealkit.plugins",
    "protocol": "annealkit.study.protocols",
    "shortest_hold": "annealkit.study.holding",
    "sweep": "annealkit.study.sweeping",
    "units": "annealkit.units",
    "window": "annealkit.study.windows",
    "zipped": "annealkit.study.axes",
}


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("annealkit")
    except PackageNotFoundError:  # a bare source tree on the path
        return "0+uninstalled"


if not TYPE_CHECKING:  # a type checker must not think that every name exists

    def __getattr__(name: str) -> object:
        """Load a public name on first use and keep it."""
        if name == "__version__":
            value: object = _version()
        elif name in _HOMES:
            home = importlib.import_module(_HOMES[name])
            value = home if home.__name__ == f"{__name__}.{name}" else getattr(home, name)
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *__all__})
