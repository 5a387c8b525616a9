"""The kit as pytest cases: one for each check, and one that sees that none is missing."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any

import pytest
from attrs import define, field

from annealkit.errors import PluginWarning
from annealkit.testing.checks import CHECKS
from annealkit.testing.report import Outcome
from annealkit.testing.running import expectations, outcome
from annealkit.testing.subject import Subject, subject_of

__all__ = ["EVERY", "parametrize_with_checks"]

#: The case that sees that no check of the kit was left out.
EVERY = "every_check_is_here"


def parametrize_with_checks(
    target: object, *, expected_failures: Mapping[str, str] | None = None
) -> Callable[..., None]:
    """A test function with a case for each check of the kit.

        test_conformance = parametrize_with_checks("zno")

    A check that does not apply is skipped with its reason, one that is expected to fail must fail, and a last
    case fails where a check was deselected or marked to be skipped.

    Args:
        target: As for :func:`annealkit.testing.check_plugin`.
        expected_failures: Likewise.

    Raises:
        UnknownNameError: No check has one of the names; names the nearest.
        InputError: A reason is empty.
    """
    held = _Held(target, expectations(expected_failures or {}))

    @pytest.mark.parametrize("check", [*CHECKS, EVERY])
    def test_conformance(check: str, request: pytest.FixtureRequest) -> None:
        """The plugin does what the check asks."""
        if check == EVERY:
            _refuse_missing(request)
        else:
            _judge(held.outcome(check, request))

    return test_conformance


@define(eq=False)
class _Held:
    """A plugin kept in use from case to case, so that the checks share what they found."""

    target: object
    expected: Mapping[str, str]
    subject: Subject | None = None
    stack: ExitStack = field(factory=ExitStack)

    def outcome(self, check: str, request: pytest.FixtureRequest) -> Outcome:
        """What becomes of a check."""
        with warnings.catch_warnings():
            # What other plugins in use suffer from is no matter of this one.
            warnings.simplefilter("ignore", PluginWarning)
            return outcome(CHECKS[check], self._opened(request), self.expected.get(check, ""))

    def _opened(self, request: pytest.FixtureRequest) -> Subject:
        global _IN_USE
        if _IN_USE is not self or self.subject is None:
            if _IN_USE is not None:
                _IN_USE.close()
            self.subject = self.stack.enter_context(subject_of(self.target))
            _IN_USE = self
            module = request.node.getparent(pytest.Module)
            (module or request.session).addfinalizer(self.close)
        return self.subject

    def close(self) -> None:
        """Put the plugin out of use."""
        self.stack.close()
        self.subject = None


#: Two plugins under check at once would be taken for rivals.
_IN_USE: _Held | None = None


def _judge(found: Outcome) -> None:
    if found.status == "inapplicable":
        pytest.skip(f"does not apply. {found.reason}")
    if found.status == "expected":
        pytest.xfail(found.text)
    if found.status != "passed":
        pytest.fail("\n".join([*([found.reason] if found.reason else []), *found.sentences]), pytrace=False)


def _refuse_missing(request: pytest.FixtureRequest) -> None:
    """Fail where a check of the kit is no case of this run."""
    own: list[Any] = [one for one in request.session.items if _is_case(one, request.node)]
    here = {one.callspec.params["check"] for one in own}
    marked = [one.name for one in own if any(one.iter_markers("skip")) or any(one.iter_markers("skipif"))]
    missing = [name for name in CHECKS if name not in here]
    if missing or marked:
        left_out, skipped = (", ".join(names) or "none" for names in (missing, marked))
        pytest.fail(
            f"Of the kit's {len(CHECKS)} checks {len(missing)} were left out of this run ({left_out}) and "
            f"{len(marked)} are marked to be skipped ({skipped}). Run them all; declare what is known to fail with "
            "expected_failures={check: reason}.",
            pytrace=False,
        )


def _is_case(item: Any, last: Any) -> bool:
    """Whether a collected test is a case of the same function as the last one."""
    return bool(getattr(item, "originalname", None) == last.originalname and item.path == last.path)
