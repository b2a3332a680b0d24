"""A picture or recording goes out while its permission lasts, with a guardian's leave where there is a child."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from policies.checks.base import WORDS_ALONE, Check, Hit, Parameter
from policies.circumstances import Circumstances, ImagePermission, PermissionState
from policies.subjects import Subject
from portal.councils.templatetags.words import day
from portal.drafts.content import LONDON
from portal.drafts.kinds import Shape


def pictures(subject: Subject) -> Iterator[tuple[str, int, Mapping[str, str], int, int]]:
    """Yield part, number, row, start and end (of the description, in the part's plain text) of each picture."""
    return _rows(subject, Shape.IMAGES, "alt")


def recordings(subject: Subject) -> Iterator[tuple[str, int, Mapping[str, str], int, int]]:
    """Yield the same of each recording, with the place of its title."""
    return _rows(subject, Shape.RECORDINGS, "title")


def _rows(
    subject: Subject, shape: Shape, words: str
) -> Iterator[tuple[str, int, Mapping[str, str], int, int]]:
    for part in subject.kind.parts:
        place = 0
        rows = subject.content.get(part.name, []) if part.shape is shape else []
        for number, row in enumerate(rows, start=1):
            yield part.name, number, row, place, place + len(row[words])
            place += len(row[words]) + 1


_NOT_GIVEN = {
    PermissionState.UNSAID: (
        "No permission is recorded for {called} {number}.",
        "Say in the library who made it and who can be recognised in it, or choose another {called}.",
    ),
    PermissionState.WITHDRAWN: (
        "The permission for {called} {number} was withdrawn.",
        "Choose another {called}; this one is not used again.",
    ),
    PermissionState.ASKED: (
        "The permission for {called} {number} was asked for and is not there yet.",
        "Wait for the answer, or choose another {called}.",
    ),
}
_UNSAID_RECORDING = (
    "Nobody has said who is seen or heard in recording {number}.",
    "Open it under Video and sound and say who is in it, each by name with their permission.",
)


class PicturePermission(Check):
    """Stops what shows people whose permission is missing, over or withdrawn. Says nothing where no register is kept.

    A recording needs somebody to say who is in it under every rule: it can show more than its title tells.
    """

    id = "image-permission"
    name = "Permission for pictures and recordings"
    description = (
        "Whoever can be recognised in a picture or recording has agreed to its use, and the agreement still "
        "lasts."
    )
    apart = WORDS_ALONE

    def takes(self) -> tuple[Parameter, ...]:
        """Take whether only what was withdrawn is stopped."""
        does = "Whether it stops only what somebody withdrew, and recordings of which nobody said who is in them."
        return (Parameter("withdrawn_only", "true or false", "false", does),)

    def read(self, parameters: Mapping[str, Any]) -> None:
        """Accept ``withdrawn_only``."""
        if unknown := set(parameters) - {"withdrawn_only"}:
            raise ValueError(f"it has no parameter called {min(unknown)!r}.")
        if parameters.get("withdrawn_only", False) not in (True, False):
            raise ValueError("withdrawn_only is true or false.")

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield at most one hit for each picture and each recording."""
        around = subject.circumstances
        if not around.permissions_kept:
            return
        only = parameters.get("withdrawn_only", False)
        for called, rows in (("picture", pictures(subject)), ("recording", recordings(subject))):
            for field, number, row, start, end in rows:
                known = around.image_permissions.get(row["sha256"], _UNKNOWN)
                if why := _wrong(known, called, around, withdrawn_only=only):
                    message, remedy = (words.format(called=called, number=number) for words in why)
                    yield Hit(field, message, remedy, start, end)


_UNKNOWN = ImagePermission(PermissionState.UNSAID)


def _wrong(
    permission: ImagePermission, called: str, around: Circumstances, *, withdrawn_only: bool
) -> tuple[str, str] | None:
    """Return why a picture or recording cannot be used and what to do, or None."""
    state = permission.state
    if called == "recording" and state is PermissionState.UNSAID:
        return _UNSAID_RECORDING
    if state is PermissionState.WITHDRAWN or (state is not PermissionState.GIVEN and not withdrawn_only):
        return _NOT_GIVEN[state]
    return None if withdrawn_only else _not_enough(permission, called, around)


def _too_early(permission: ImagePermission, around: Circumstances) -> str:
    """Return that a permission has ended, or ends before the hour at which the text goes out, in words; or ''."""
    until = permission.until
    if until is None or around.at is None:
        return ""
    if until < around.at.astimezone(LONDON).date():
        return f"ended on {day(until)}"
    hour = around.goes_at or around.at
    return f"ends on {day(until)}, before this goes out" if until < hour.astimezone(LONDON).date() else ""


def _not_enough(permission: ImagePermission, called: str, around: Circumstances) -> tuple[str, str] | None:
    """Return why a permission that was given does not cover the use, and what to do, or None."""
    if ends := _too_early(permission, around):
        return (
            f"The permission for {{called}} {{number}} {ends}.",
            "Ask for it again and record the answer, or choose another {called}.",
        )
    if permission.child and not permission.guardian:
        return (
            "A child can be recognised in recording {number}, and no parent's or guardian's permission is recorded."
            if called == "recording"
            else "Picture {number} shows a child, and no parent's or guardian's permission is recorded.",
            "Record their written permission, or choose a {called} in which no child can be recognised.",
        )
    if permission.print_only:
        return (
            "Somebody in {called} {number} agreed to print only.",
            "Ask whether it may be shown on screens too, or choose another {called}.",
        )
    return None
