"""A plugin under check, with what the checks share: each thing is asked for once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from annealkit.domain import Material
from annealkit.errors import AnnealkitError
from annealkit.plugins import Offered, host
from annealkit.plugins.table import HOOKS
from annealkit.provenance import Book, Record
from annealkit.testing.check import Stage
from annealkit.testing.contents import records_of
from annealkit.testing.elsewhere import Elsewhere, asked_elsewhere
from annealkit.testing.fingerprint import fingerprint
from annealkit.testing.scene import AIR, VACUUM, Answer, Scene, calls, resolved, solids
from annealkit.testing.target import Target, opened
from annealkit.testing.trying import Tried, tried

__all__ = ["Subject", "subject_of"]

#: Materials of other plugins on which contributions are looked at, besides the plugin's own.
_OTHERS = 2


class Subject:
    """A plugin in use.

    Attributes:
        target: The plugin.
    """

    def __init__(self, target: Target) -> None:
        """Keep the target; everything else is found when a check asks for it."""
        self.target = target

    def barrier(self, stage: Stage) -> str:
        """Why checks that need a stage cannot be tried, empty when they can."""
        if stage == "loaded":
            return self.target.load_failure
        if stage == "used":
            return self.target.use_failure
        if stage == "answered":
            return self.target.use_failure or self._answered[1]
        return ""

    # -- what it offers ----------------------------------------------------------------------

    @property
    def materials(self) -> tuple[Material, ...]:
        """Its materials and coatings."""
        return tuple(self.target.candidate.catalogue.get("materials", ())) + self.coatings

    @property
    def coatings(self) -> tuple[Material, ...]:
        """Its coatings."""
        return tuple(self.target.candidate.catalogue.get("coatings", ()))

    @property
    def physics(self) -> tuple[str, ...]:
        """The physics hooks it implements."""
        own = self.target.candidate.implementations
        return tuple(name for name, hook in HOOKS.items() if hook.kind == "physics" and own.get(name))

    @property
    def books(self) -> tuple[Book, ...]:
        """The books of its materials and substrates, each once."""
        found = [*self.materials, *self.target.candidate.catalogue.get("substrates", ())]
        return tuple({id(one.book): one.book for one in found}.values())

    @cached_property
    def records(self) -> dict[str, Record]:
        """Every record it brings or uses, by full id: of books, atmospheres and laws."""
        found = {record.key: record for book in self.books for record in book.records.values()}
        for atmosphere in self.target.candidate.catalogue.get("atmospheres", ()):
            found.update({record.key: record for record in atmosphere.records.values()})
        for answer in self.answers if not self.barrier("answered") else ():
            found.update(records_of(answer.item))
        return found

    # -- what it contributes -----------------------------------------------------------------

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What it contributed, anywhere it was asked; alike contributions once."""
        return self._answered[0]

    @cached_property
    def tried(self) -> tuple[Tried, ...]:
        """Every law of what it contributed, ready to be tried."""
        return tuple(tried(self.answers))

    @cached_property
    def scenes(self) -> tuple[Scene, ...]:
        """Every material in use, the plugin's own first, in air and in vacuum."""
        own = {one.name for one in self.materials}
        ordered = sorted(solids().values(), key=lambda one: (one.name not in own, one.name))
        return tuple(Scene(resolved(one, gas), gas, one.name in own) for one in ordered for gas in (AIR, VACUUM))

    @cached_property
    def _answered(self) -> tuple[tuple[Answer, ...], str]:
        """What it contributed, and why that is not known."""
        try:
            return tuple(self._distinct()), ""
        except AnnealkitError as error:
            return (), f"Asking the hooks failed. {error}"

    def _distinct(self) -> Iterator[Answer]:
        seen: set[str] = set()
        others: set[str] = set()
        for scene in self.scenes if self.physics else ():
            if not scene.own and len(others) >= _OTHERS and scene.material.name not in others:
                continue
            for answer in self._asked(scene):
                told = f"{answer.hook.name} {answer.where} {fingerprint(answer.item)}"
                if told not in seen:
                    seen.add(told)
                    yield answer
                if not scene.own:
                    others.add(scene.material.name)

    def _asked(self, scene: Scene) -> Iterator[Answer]:
        for hook, arguments in calls(scene):
            if hook.name in self.physics:
                for one in host().gather(hook.name, **arguments):
                    if self.is_mine(one):
                        yield Answer(hook, one.item, scene, arguments)

    def is_mine(self, one: Offered[object]) -> bool:
        """Whether the plugin under check offered something."""
        return one.plugin.id == self.target.id

    # -- elsewhere ---------------------------------------------------------------------------

    @cached_property
    def elsewhere(self) -> Elsewhere:
        """What another process says of it."""
        items = [answer.item for answer in self.answers] if not self.barrier("answered") else []
        return asked_elsewhere(self.target.module, items)

    @property
    def facts(self) -> dict[str, str]:
        """What people may want to know of how it was checked."""
        tried = dict.fromkeys(answer.scene.material.name for answer in self.answers)
        found = {"contributions tried on": ", ".join(tried)} if tried else {}
        if self.target.module and not self.barrier("loaded") and not self.elsewhere.failure:
            found["import"] = f"{self.elsewhere.seconds:.2f} s beyond annealkit.api, in a fresh process"
        return found


@contextmanager
def subject_of(target: object) -> Iterator[Subject]:
    """A plugin in use for the length of a ``with`` block; errors as for :func:`opened`."""
    with opened(target) as found:
        yield Subject(found)
