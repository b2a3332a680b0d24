"""What stands around a draft's text on every page of it: people, notes, the way of the item so far."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from portal.councils.people import Person
from portal.drafts.access import may_write
from portal.drafts.comparing import PartChange, compare_contents
from portal.drafts.forms import DraftForm, InviteForm, NoteForm, readable
from portal.drafts.inviting import invitable, may_invite
from portal.drafts.models import Collaborator, Communication, Note, Revision
from portal.drafts.noting import may_read_notes
from portal.drafts.presence import in_words, others_present
from portal.drafts.quotes.showing import put_locks
from portal.drafts.views.standing import current_content
from portal.interrupted import kept_at, refill

MOST_NOTES = 50
"""The latest notes are shown; older ones stay in the record."""


def around(person: Person, item: Communication, form: DraftForm | None = None) -> dict[str, Any]:
    """Return the context that all pages of one draft share. At most four queries; one more with quotations."""
    inside = may_read_notes(person, item)
    context: dict[str, Any] = {
        "section": "drafts",
        "item": item,
        "kind": item.spec,
        "revision": item.current_revision,
        "content": current_content(item),
        "inside": inside,
        "writer": may_write(person, item),
    }
    if inside:
        context |= _inside(person, item)
    if form is not None:
        context["form"] = form
        typed = typed_in(form)
        put_locks(item, form, typed)
        context["judged"], context["unreadable"] = readable(item.spec, typed)
    return context


def _inside(person: Person, item: Communication) -> dict[str, Any]:
    """Return what only the draft's writers and those who read every draft see."""
    notes = Note.objects.filter(communication=item).select_related("author__user", "revision")
    invited = Collaborator.objects.filter(communication=item).select_related("person__user")
    note_form = NoteForm(auto_id="note_%s")
    noted_at = reverse("draft_note", kwargs={"council": person.council.slug, "id": item.pk})
    refill(note_form, kept_at(person.user_id, noted_at))
    context: dict[str, Any] = {
        "notes": list(notes.order_by("-at", "-pk")[:MOST_NOTES]),
        "note_form": note_form,
        "collaborators": list(invited.order_by("person__user__name", "pk")),
        "presence": in_words(others_present(person, item)),
    }
    if may_invite(person, item):
        context["invite_form"] = InviteForm(members=list(invitable(item)))
    return context


def typed_in(form: DraftForm) -> Mapping[str, Any]:
    """Return what a form holds, typed or not yet."""
    if form.is_bound:
        return form.typed()
    return {part.name: form.initial.get(part.name) for part in form.kind.parts}


def comparison(item: Communication, theirs: Revision | None, raw: Mapping[str, Any]) -> list[PartChange]:
    """Return what changes from the saved revision to what was typed, as far as it can be read."""
    if theirs is None:
        return []
    mine, unreadable = readable(item.spec, raw)
    changes = compare_contents(item.spec, theirs.content, mine)
    return [change for change in changes if change.changed and change.part.name not in unreadable]
