"""Every exception and warning annealkit raises, on one screen.

    AnnealkitError
    ├── InputError (ValueError)            what the user gave is wrong: exit code 2
    │   ├── UnitError                      a bare number, a wrong dimension, "700 C"
    │   ├── UnknownNameError               no such material, gas, substrate, key, model
    │   │   └── PluginUnavailableError     ... because the plugin offering it is quarantined
    │   ├── AmbiguousModelError            a slot with several candidates and no default
    │   ├── ParameterError                 a parameter override that cannot be applied
    │   │   └── UnusedParameterError       ... because no assembled term uses that record
    │   ├── RecordError                    a parameter record that does not hold together
    │   └── OutOfRangeError                a law left its records' range and the run forbids it
    ├── PluginError                        a plugin's physics hook failed: exit code 1
    └── RunError                           the run itself failed: exit code 1
        ├── SolverError                    the integration could not go on
        └── BalanceError                   matter was lost or made by the numerics

    AnnealkitWarning (UserWarning)
    ├── OutOfRangeWarning
    └── PluginWarning

Messages are full sentences that name the field, what was given, what was
expected and what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

__all__ = [
    "AmbiguousModelError",
    "AnnealkitError",
    "AnnealkitWarning",
    "BalanceError",
    "InputError",
    "OutOfRangeError",
    "OutOfRangeWarning",
    "ParameterError",
    "PluginError",
    "PluginUnavailableError",
    "PluginWarning",
    "RecordError",
    "RunError",
    "SolverError",
    "UnitError",
    "UnknownNameError",
    "UnusedParameterError",
    "nearest",
]


class AnnealkitError(Exception):
    """Base of every error annealkit raises on purpose."""


class InputError(AnnealkitError, ValueError):
    """What the user gave is wrong; nothing was computed."""


class UnitError(InputError):
    """A value has no unit, the wrong dimension, or a unit that misleads."""


class UnknownNameError(InputError):
    """A name that nothing installed offers."""

    @classmethod
    def of(cls, what: str, given: str, known: Iterable[str]) -> UnknownNameError:
        """Build the message for an unknown name.

        Args:
            what: The field, for example ``"material"``.
            given: The name the user gave.
            known: Every valid name.
        """
        names = sorted(set(known))
        close = nearest(given, names)
        hint = f" Did you mean {close!r}?" if close else ""
        listed = ", ".join(names) if names else "none is installed"
        return cls(f"{what}: {given!r} is not known.{hint} Known: {listed}.")


class PluginUnavailableError(UnknownNameError):
    """The name belongs to a plugin that is quarantined."""


class AmbiguousModelError(InputError):
    """Several contributions claim one slot and nothing says which is meant."""


class ParameterError(InputError):
    """A parameter override names no record, or has the wrong unit."""


class UnusedParameterError(ParameterError):
    """A parameter override that no assembled term used.

    Attributes:
        parameter: Full id of the record, empty where none is meant.
    """

    parameter: str = ""


class RecordError(InputError):
    """A parameter record that is incomplete or contradicts itself."""


class OutOfRangeError(InputError):
    """A law was evaluated outside its records' range under ``out_of_range="raise"``."""


class PluginError(AnnealkitError):
    """A physics hook raised or returned something invalid; the run stops."""


class RunError(AnnealkitError):
    """The run was started and failed."""


class SolverError(RunError):
    """The time integration could not go on.

    Attributes:
        time: Time it stopped at, s; None where the failure has no time.
        where: The place, in words.
        term: The term of the equations that failed or drove the failure, in words.
        records: Full ids of the records that term uses.
        solution: What was solved up to the last good state, a ``pde.Solution``; None where nothing was.
            ``problem.solve(..., start=error.solution.checkpoint())`` goes on from there.
    """

    time: float | None = None
    where: str = ""
    term: str = ""
    records: tuple[str, ...] = ()
    solution: Any = None


class BalanceError(RunError):
    """The mass balance does not close."""


class AnnealkitWarning(UserWarning):
    """Base of annealkit's warnings."""


class OutOfRangeWarning(AnnealkitWarning):
    """A law was evaluated outside the range of its records."""


class PluginWarning(AnnealkitWarning):
    """A plugin was quarantined or an observer failed."""


def nearest(given: str, known: Iterable[str]) -> str | None:
    """The valid name closest to what was given, ignoring case, or None."""
    by_fold = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(given.casefold(), by_fold, n=1, cutoff=0.5)
    return by_fold[close[0]] if close else None
