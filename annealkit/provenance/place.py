"""Where in a file something is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from annealkit.errors import RecordError, UnitError, nearest

__all__ = ["Place", "joined"]


@frozen
class Place:
    """A table of a file; every error made by it says where.

    Attributes:
        file: Name of the file.
        path: Keys that lead to the table, ``("record", "Li.D.energy")``.
    """

    file: str
    path: tuple[str, ...]

    def fail(self, name: str, what: str) -> RecordError:
        """The error that a field is wrong.

        Args:
            name: The field, ``"valid.T"``; empty for the table itself.
            what: The rest of the sentence.
        """
        # Ids hold points, so they are quoted as in the file.
        steps = [f'"{one}"' if "." in one else one for one in self.path]
        return RecordError(f"{self.file}, {'.'.join([*steps, *filter(None, [name])])}: {what}")

    def of_units(self, name: str, error: UnitError) -> RecordError:
        """The unit gate's error, which begins with the field too."""
        return self.fail(name, str(error).removeprefix(f"{name}: "))

    def unknown(self, name: str, given: str, known: Iterable[str], *, missing: str, remedy: str) -> RecordError:
        """The error that a name does not resolve; names the nearest.

        Args:
            name: The field.
            given: The name that was given.
            known: Those that exist.
            missing: What is wrong, ``"is not in references.bib"``.
            remedy: What to do.
        """
        close = nearest(given, known)
        hint = f" Did you mean {close!r}?" if close else ""
        return self.fail(name, f"{given!r} {missing}.{hint} {remedy}")


def joined(errors: Sequence[RecordError]) -> RecordError:
    """Several mistakes as one error, each on a line of its own."""
    return RecordError("\n".join(dict.fromkeys(map(str, errors))))
