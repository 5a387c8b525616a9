"""Running the checks of the kit on a plugin."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

from annealkit.errors import InputError, PluginWarning, UnknownNameError
from annealkit.plugins.calling import said
from annealkit.testing.check import Check, Inapplicable
from annealkit.testing.checks import CHECKS
from annealkit.testing.report import Outcome, Report
from annealkit.testing.subject import Subject, subject_of

__all__ = ["check_plugin", "expectations", "outcome"]


def check_plugin(target: object, *, expected_failures: Mapping[str, str] | None = None) -> Report:
    """Run every check of the kit on a plugin.

    Args:
        target: A plugin id; a path (text or Path) to a ``.toml`` file, a ``.py`` file, a package's folder or that
            of a distribution; a module; an object with hooks.
        expected_failures: Why each check that is known to fail does so, by the check's name. One that passes all
            the same counts as failed, so that the list stays true.

    Returns:
        What became of every check.

    Raises:
        UnknownNameError: No plugin has the id, or no check one of the names; names the nearest.
        InputError: The path holds no plugin, the plugin is left out by ANNEALKIT_PLUGINS, or a reason is empty.
    """
    expected = expectations(expected_failures or {})
    with warnings.catch_warnings():
        # What other plugins in use suffer from is no matter of this one.
        warnings.simplefilter("ignore", PluginWarning)
        with subject_of(target) as subject:
            outcomes = tuple(outcome(one, subject, expected.get(name, "")) for name, one in CHECKS.items())
            return Report(_title(subject), outcomes, subject.facts)


def expectations(given: Mapping[str, str]) -> Mapping[str, str]:
    """Reasons of expected failures, looked over.

    Raises:
        UnknownNameError: No check has one of the names; names the nearest.
        InputError: A reason is no text, or empty.
    """
    for name, reason in given.items():
        if name not in CHECKS:
            raise UnknownNameError.of("expected_failures: check", str(name), CHECKS)
        if not isinstance(reason, str) or not reason.strip():
            raise InputError(
                f"expected_failures[{name!r}]: {reason!r} was given; expected a sentence that says why the check fails."
            )
    return given


def outcome(one: Check, subject: Subject, expected: str = "") -> Outcome:
    """What becomes of one check.

    Args:
        one: The check.
        subject: The plugin in use.
        expected: Why it is expected to fail, empty where it is not.
    """
    barrier = subject.barrier(one.needs)
    if barrier and not expected:
        return Outcome(one.name, "unreached", reason=barrier)
    if barrier:
        return Outcome(one.name, "expected", (f"It was not reached. {barrier}",), expected)
    try:
        sentences = tuple(dict.fromkeys(one.question(subject)))
    except Inapplicable as reason:
        told = f" It was expected to fail ({expected}); take it off the list." if expected else ""
        return Outcome(one.name, "failed" if expected else "inapplicable", (), f"{reason}{told}")
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a plugin's values may do anything when they are looked at, SystemExit included
        sentences = (f"It cannot be looked at: {said(error).rstrip('.')}.",)
    if sentences:
        return Outcome(one.name, "expected" if expected else "failed", sentences, expected)
    if expected:
        told = f"It passes, and was expected to fail ({expected}). Take it off the list of expected failures."
        return Outcome(one.name, "failed", (told,))
    return Outcome(one.name, "passed")


def _title(subject: Subject) -> str:
    record = subject.target.record
    return f"{record} ({record.module})"
