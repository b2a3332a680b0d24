"""Pages that show a draft without changing it: preview, submit, history, a revision, a comparison."""

import re
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.access import get_visible, may_read_acts
from portal.drafts.capacity import voice_of
from portal.drafts.comparing import compare_contents
from portal.drafts.content import Content
from portal.drafts.fields import shown
from portal.drafts.forms import number_in
from portal.drafts.kinds import Shape
from portal.drafts.models import Communication, Media, Revision, WorkingCopy
from portal.drafts.noting import may_read_notes
from portal.drafts.recordings.showing import played_on_desk
from portal.drafts.states import Stage
from portal.drafts.views.standing import why_read_only
from portal.paging import counted_page
from portal.records.models import LedgerEntry
from portal.refusals import NotYours

A_PAGE = 50
"""Entries on one page of a history."""
_NEWSROOM_KINDS = frozenset({"press_release", "notice", "social_post"})
_SUBMITTABLE = frozenset({Stage.DRAFT, Stage.RETURNED})


def as_read(item: Communication, revision: Revision) -> dict[str, Any]:
    """Return the context in which a revision is laid out as its readers will see it. One query with pictures."""
    content = revision.content
    embargo = datetime.fromisoformat(content["embargo"]) if content.get("embargo") else None
    said = content.get("versions", {}).get("newsroom") or content.get("text", "")
    return {
        "content": {**content, "text": said} if "text" in content else content,
        "rich": {
            part.name: shown(content[part.name]) for part in item.spec.parts if part.shape is Shape.RICH
        },
        "paragraphs": [part for part in re.split(r"\n{2,}", said) if part.strip()],
        "pictures": _pictures(item, content),
        "recordings": played_on_desk(item.council.slug, item.council_id, content.get("recordings", [])),
        "embargo": embargo,
        "embargoed": bool(embargo and embargo > timezone.now()),
        "concerns_on": date.fromisoformat(content["concerns_on"]) if content.get("concerns_on") else None,
        "dated": revision.at,
        "body_name": revision.body.name,
        "author_name": voice_of(item, content, body_name=revision.body.name).name,
        "by_newsroom": item.kind in _NEWSROOM_KINDS,
        "newsroom_template": f"channels/newsroom/kinds/{item.kind}.html",
    }


def _pictures(item: Communication, content: Content) -> list[dict[str, Any]]:
    """Return the pictures of a content with their sizes; one that is gone is left out."""
    rows = content.get("images", [])
    keys = [key for row in rows if (key := number_in(row["media"])) is not None]
    found = Media.objects.filter(council_id=item.council_id, pk__in=keys) if keys else []
    known = {str(media.pk): media for media in found}
    return [_picture(item, known[row["media"]], row["alt"]) for row in rows if row["media"] in known]


def _picture(item: Communication, media: Media, alt: str) -> dict[str, Any]:
    path = reverse("draft_picture", kwargs={"council": item.council.slug, "id": media.pk})
    return {"path": path, "alt": alt, "width": media.width, "height": media.height}


class PreviewView(CouncilView):
    """Shows the saved text as its readers will see it."""

    def get(self, request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002  the address names it so
        """Lay the current revision out."""
        item = get_visible(self.person, id)
        if item.current_revision is None:
            return redirect("draft", council=self.council.slug, id=item.pk)
        context = {
            "section": "drafts",
            "item": item,
            "kind": item.spec,
            "revision": item.current_revision,
            "unsaved": WorkingCopy.objects.filter(communication=item, person=self.person.membership).exists(),
            "can_submit": item.stage in _SUBMITTABLE and not why_read_only(self.person, item),
            **as_read(item, item.current_revision),
        }
        return render(request, "drafts/preview.html", context)


class SubmitView(CouncilView):
    """The last look before an item goes to the clerk: what stands against it, and a line to go with it."""

    def get(self, request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002
        """Show the current revision's findings and the button that submits exactly this revision."""
        item = get_visible(self.person, id)
        reason = why_read_only(self.person, item)
        unsaved = WorkingCopy.objects.filter(communication=item, person=self.person.membership).exists()
        if reason or unsaved or item.stage not in _SUBMITTABLE or item.current_revision is None:
            return redirect("draft", council=self.council.slug, id=item.pk)
        context = {
            "section": "drafts",
            "item": item,
            "kind": item.spec,
            "revision": item.current_revision,
            "judged": item.current_revision.content,
            "unreadable": frozenset(),
            **as_read(item, item.current_revision),
        }
        return render(request, "drafts/submit.html", context)


class HistoryView(CouncilView):
    """Everything that happened to one item, from the record, and where it was delivered."""

    def get(self, request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002
        """Show one page of the history, newest first.

        Raises NotYours for who merely sees the item: these are entries of the record.
        """
        item = get_visible(self.person, id)
        if not may_read_acts(self.person, item):
            raise NotYours(
                "Who did what is for those who work on this item, and for who may read the record."
            )
        entries = LedgerEntry.objects.filter(
            council_id=self.council.pk, object_type="communication", object_id=item.pk
        ).order_by("-number")
        # The rows of the floor above are named by string, as in the settings.
        deliveries = apps.get_model("channels", "Delivery").objects.filter(publication__communication=item)
        context = {
            "section": "drafts",
            "item": item,
            "deliveries": deliveries.select_related("publication", "channel").order_by(
                "publication__issue", "pk"
            ),
            "page": counted_page(entries, A_PAGE, request.GET.get("page")),
            "inside": may_read_notes(self.person, item),
        }
        return render(request, "drafts/history.html", context)


def get_revision(person: Person, item: Communication, number: int) -> Revision:
    """Return a revision that ``person`` may read; Http404 for others.

    Those who merely see that an item was issued see its current revision, not how it was written.
    """
    rows = Revision.objects.filter(communication=item).select_related("author__user", "body")
    found = get_object_or_404(rows, number=number)
    if found.pk != item.current_revision_id and not may_read_notes(person, item):
        raise Http404
    return found


class RevisionView(CouncilView):
    """Shows one revision as it was saved."""

    def get(self, request: HttpRequest, id: int, number: int) -> HttpResponse:  # noqa: A002
        """Lay it out."""
        item = get_visible(self.person, id)
        revision = get_revision(self.person, item, number)
        context = {
            "section": "drafts",
            "item": item,
            "kind": item.spec,
            "revision": revision,
            "inside": may_read_notes(self.person, item),
            "is_current": revision.pk == item.current_revision_id,
            **as_read(item, revision),
        }
        return render(request, "drafts/revision.html", context)


class CompareView(CouncilView):
    """Compares two revisions word by word; without a choice the last two."""

    power = Power.READ_DESK

    def get(self, request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002
        """Show what changed from one to the other."""
        item = get_visible(self.person, id)
        if not may_read_notes(self.person, item) or item.current_revision is None:
            raise Http404
        last = item.current_revision.number
        after = number_in(request.GET.get("to")) or last
        before = number_in(request.GET.get("from")) or max(after - 1, 1)
        old, new = (get_revision(self.person, item, number) for number in (before, after))
        context = {
            "section": "drafts",
            "item": item,
            "old": old,
            "new": new,
            "numbers": range(1, last + 1),
            "parts": compare_contents(item.spec, old.content, new.content),
        }
        return render(request, "drafts/compare.html", context)
