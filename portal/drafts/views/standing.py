"""How a draft stands for one person: may they write in it now, and what is the text that they see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.councils.people import Person
from portal.drafts.access import may_write
from portal.drafts.content import Content, InvalidContent, normalise, serialise
from portal.drafts.gates import why_not_draft
from portal.drafts.models import Communication, Revision, WorkingCopy
from portal.drafts.states import EDITABLE, Stage
from portal.drafts.suggesting import suggestion

_OVER = {
    Stage.REJECTED: "This item was rejected. Its text stays as it was decided on; start a new draft to try again.",
    Stage.WITHDRAWN: "This item was withdrawn in public. Its text stays as it was; start a new draft instead.",
}


@dataclass(frozen=True)
class Text:
    """The text that a person works on: their working copy where they have one, else the current revision."""

    typed: Mapping[str, Any]
    based_on_id: int | None
    edition: int
    copy: WorkingCopy | None


def why_read_only(person: Person, item: Communication) -> str:
    """Return why ``person`` cannot change the text of ``item`` now, or ''."""
    if item.stage in _OVER:
        return _OVER[Stage(item.stage)]
    if item.current_revision is not None and item.current_revision.erased_at is not None:
        return "The text of this item was erased when its retention period ended. Its history is kept."
    if not may_write(person, item):
        if person.suspended:
            return "Your publishing rights are suspended: you can read this item, but not change it."
        return "You can read this item. Its author can invite you to write in it."
    if item.stage not in EDITABLE and item.stage != Stage.SUBMITTED:
        return f"This item is {item.get_stage_display().lower()}: its text cannot change any more."
    return why_not_draft(person, item.kind, item)


def current_content(item: Communication) -> Content | None:
    """Return the content of the current revision; None where there is none, or where it was erased."""
    revision = item.current_revision
    return None if revision is None or revision.erased_at is not None else revision.content


def text_for(person: Person, item: Communication) -> Text:
    """Return what ``person`` goes on with. One query."""
    copy = WorkingCopy.objects.filter(communication=item, person=person.membership).first()
    if copy is not None and not _says_the_same(item, copy.typed):
        return Text(copy.typed, copy.based_on_id, copy.edition, copy)
    edition = copy.edition if copy is not None else 0
    typed = current_content(item) or suggestion(person, item)
    return Text(typed, item.current_revision_id, edition, None)


def _says_the_same(item: Communication, typed: Mapping[str, Any]) -> bool:
    """Return whether what was typed is the current revision: an autosave may arrive just after a save."""
    return item.current_revision is not None and same_text(item, item.current_revision, typed)


def same_text(item: Communication, revision: Revision, typed: Mapping[str, Any]) -> bool:
    """Return whether ``typed``, once read, is what ``revision`` says."""
    try:
        return serialise(item.spec, revision.body_id, normalise(item.spec, typed))[1] == revision.sha256
    except InvalidContent:
        return False
