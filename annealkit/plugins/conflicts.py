"""What cannot stand side by side: names two plugins claim, models two plugins give one slot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from annealkit.contributions import InterfaceLaw
from annealkit.errors import AmbiguousModelError, InputError
from annealkit.plugins.calling import Refused
from annealkit.plugins.discovery import losers
from annealkit.plugins.records import Offered
from annealkit.plugins.vetting import Candidate

__all__ = ["refuse_ambiguous", "refuse_claimed", "refuse_repeated", "without_clashes"]


def without_clashes(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The same candidates, those quarantined that offer a catalogue name another one offers too.

    All clashes are judged on the whole set at once, so that neither order nor one quarantine
    decides the next.
    """
    reasons: dict[Candidate, str] = {}
    for (kind, _), claims in sorted(_claims(candidates).items()):
        claimants = list(claims)
        if len(claimants) > 1:
            for loser in losers(claimants, lambda one: one.record.first_party):
                reasons.setdefault(loser, _reason(kind, claims[loser], loser, claimants))
    return tuple(one.refused(reasons[one]) if one in reasons else one for one in candidates)


def refuse_repeated(hook_name: str, items: Iterable[Any]) -> None:
    """Refuse a plugin that gives one slot the same model twice.

    Raises:
        Refused: It does.
    """
    seen = set()
    for key in (key for item in items for key in _keys(item)):
        if key in seen:
            raise Refused(f"{hook_name} gave {key[1]!r} of the slot {key[0]!r} twice.")
        seen.add(key)


def refuse_ambiguous(offered: Iterable[Offered[Any]]) -> None:
    """Refuse contributions that two plugins give under one slot and name.

    Raises:
        AmbiguousModelError: Naming both plugins.
    """
    seen: dict[tuple[str, str], Offered[Any]] = {}
    for one in offered:
        for key in _keys(one.item):
            first = seen.setdefault(key, one)
            if first is not one:
                raise AmbiguousModelError(
                    f"{key[0]}: {key[1]!r} is offered by {first.plugin} and by {one.plugin}, and nothing "
                    "says which is meant. Leave one plugin out with ANNEALKIT_PLUGINS, or rename the model."
                )


def refuse_claimed(candidate: Candidate, others: Iterable[Candidate]) -> None:
    """Refuse a data-only material, named by its path, that bears a name of a plugin in use.

    Raises:
        InputError: Naming both, and what to do.
    """
    in_use = [one for one in others if one.record.state == "ok"]
    for (kind, _), claims in sorted(_claims([candidate, *in_use]).items()):
        if candidate in claims and len(claims) > 1:
            rival = next(one for one in claims if one is not candidate)
            raise InputError(
                f"{kind.removesuffix('s')}: {claims[candidate]!r} of {candidate.record.module} is also offered by "
                f"{rival.record}. Ask for that one by its name, give the one of the file another name, or leave the "
                "plugin out with ANNEALKIT_PLUGINS."
            )


def _claims(candidates: Iterable[Candidate]) -> dict[tuple[str, str], dict[Candidate, str]]:
    """Who offers each folded name, and how it is spelt there."""
    claims: dict[tuple[str, str], dict[Candidate, str]] = defaultdict(dict)
    for one in candidates:
        for kind, items in one.catalogue.items():
            for name in (name for item in items for name in (item.name, *item.aliases)):
                claims[kind, name.casefold()].setdefault(one, name)
    return claims


def _reason(kind: str, name: str, loser: Candidate, claimants: Iterable[Candidate]) -> str:
    others = " and ".join(str(one.record) for one in claimants if one is not loser)
    return (
        f"Its {name!r} among the {kind} is also offered by {others}, so neither third party is used. "
        "Uninstall one of them, or leave it out with ANNEALKIT_PLUGINS."
    )


def _keys(item: Any) -> Iterator[tuple[str, str]]:
    """What may be given once only: a model of a slot, or one law of an interface."""
    if not isinstance(item, InterfaceLaw):
        yield item.slot, item.name
        return
    if item.partition is not None or item.isotherm is not None:  # an isotherm is a partition that depends on u
        yield f"{item.species}.interface", "partition"
    if item.resistance is not None:
        yield f"{item.species}.interface", "resistance"
