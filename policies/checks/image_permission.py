"""A picture goes out while its permission lasts, and with a guardian's leave where a child can be recognised."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from policies.checks.base import WORDS_ALONE, Check, Hit, Parameter
from policies.circumstances import Circumstances, PermissionState
from policies.subjects import Subject
from portal.councils.templatetags.words import day
from portal.drafts.content import LONDON
from portal.drafts.kinds import Shape


def pictures(subject: Subject) -> Iterator[tuple[str, int, Mapping[str, str], int, int]]:
    """Yield part, number, row, start and end (of the description, in the part's plain text) of each picture."""
    for part in subject.kind.parts:
        place = 0
        rows = subject.content.get(part.name, []) if part.shape is Shape.IMAGES else []
        for number, row in enumerate(rows, start=1):
            yield part.name, number, row, place, place + len(row["alt"])
            place += len(row["alt"]) + 1


_NOT_GIVEN = {
    PermissionState.UNSAID: (
        "No permission is recorded for picture {number}.",
        "Say in the library who made it and who can be recognised in it, or choose another picture.",
    ),
    PermissionState.WITHDRAWN: (
        "The permission for picture {number} was withdrawn.",
        "Choose another picture; this one is not used again.",
    ),
    PermissionState.ASKED: (
        "The permission for picture {number} was asked for and is not there yet.",
        "Wait for the answer, or choose another picture.",
    ),
}


class PicturePermission(Check):
    """Stops pictures whose permission is missing, over or withdrawn. Says nothing where no register is kept."""

    id = "image-permission"
    name = "Permission for pictures"
    description = (
        "Whoever can be recognised in a picture has agreed to its use, and the agreement still lasts."
    )
    apart = WORDS_ALONE

    def takes(self) -> tuple[Parameter, ...]:
        """Take whether only what was withdrawn is stopped."""
        does = "Whether it stops only pictures whose permission was withdrawn."
        return (Parameter("withdrawn_only", "true or false", "false", does),)

    def read(self, parameters: Mapping[str, Any]) -> None:
        """Accept ``withdrawn_only``."""
        if unknown := set(parameters) - {"withdrawn_only"}:
            raise ValueError(f"it has no parameter called {min(unknown)!r}.")
        if parameters.get("withdrawn_only", False) not in (True, False):
            raise ValueError("withdrawn_only is true or false.")

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield at most one hit for each picture."""
        around = subject.circumstances
        if not around.permissions_kept:
            return
        only = parameters.get("withdrawn_only", False)
        for field, number, row, start, end in pictures(subject):
            if only and not _withdrawn(row["sha256"], around):
                continue
            if why := _wrong(row["sha256"], around):
                message, remedy = why
                yield Hit(field, message.format(number=number), remedy, start, end)


def _withdrawn(sha256: str, around: Circumstances) -> bool:
    permission = around.image_permissions.get(sha256)
    return permission is not None and permission.state is PermissionState.WITHDRAWN


def _wrong(sha256: str, around: Circumstances) -> tuple[str, str] | None:
    """Return why a picture cannot be used and what to do, or None."""
    permission = around.image_permissions.get(sha256)
    if permission is None or permission.state is not PermissionState.GIVEN:
        return _NOT_GIVEN[PermissionState.UNSAID if permission is None else permission.state]
    if (
        permission.until is not None
        and around.at is not None
        and permission.until < around.at.astimezone(LONDON).date()
    ):
        return (
            f"The permission for picture {{number}} ended on {day(permission.until)}.",
            "Ask for it again and record the answer, or choose another picture.",
        )
    if permission.child and not permission.guardian:
        return (
            "Picture {number} shows a child, and no parent's or guardian's permission is recorded.",
            "Record their written permission, or choose a picture in which no child can be recognised.",
        )
    if permission.print_only:
        return (
            "Somebody in picture {number} agreed to print only.",
            "Ask whether it may be shown on screens too, or choose another picture.",
        )
    return None
