"""Meetings with their items: entered by hand, or read from an agenda or from minutes."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from policies.forms.matters import ReleasedByForm
from policies.forms.meetings import (
    ItemForm,
    MeetingForm,
)
from policies.matters.knowing import known_to
from policies.matters.releasing import release_matter
from policies.meetings.confiding import choices_for
from policies.meetings.convening import MOST_ITEMS, change_item, change_meeting, enter_items, enter_meeting
from policies.meetings.pledges import answers_to, pledge_of
from policies.meetings.seeing import seen_among, sees_item
from policies.models import AgendaItem, Meeting
from policies.views.pledges import sees_the_names
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.refusals import NotYours

PAGE = 25


class MeetingsPage(CouncilView):
    """The meetings of the council, the newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them."""
        rows = Meeting.objects.filter(council=self.council).select_related("body")
        page = Paginator(rows.order_by("-held_on", "-pk"), PAGE).get_page(request.GET.get("page"))
        return render(request, "policies/meetings_list.html", {"section": "meetings", "page": page})


class MeetingPage(CouncilView):
    """One meeting and its items."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it; of closed items others than the clerk see the reference and what was released."""
        rows = Meeting.objects.select_related("body").filter(council=self.council)
        meeting = get_object_or_404(rows, pk=pk)
        known = Prefetch("matters", known_to(self.person).order_by("title"), to_attr="known")
        about = Prefetch("matter", known_to(self.person), to_attr="about")
        items = list(meeting.items.order_by("position").prefetch_related(known, about)[:MOST_ITEMS])
        pledge = pledge_of(self.council.pk, meeting.pk)
        words = {
            "section": "meetings",
            "meeting": meeting,
            "items": items,
            "closed": any(item.part != AgendaItem.Part.OPEN for item in items),
            "to_come": meeting.held_on >= timezone.localdate(),
            "pledge": pledge,
            "answers": answers_to(pledge) if pledge and sees_the_names(self) else [],
            "seen": seen_among(self.person, items),
            "Part": AgendaItem.Part,
        }
        return render(request, "policies/meetings_page.html", words)


class EnterMeeting(CouncilFormView):
    """Enters a meeting."""

    power = Power.DECIDE
    section = "meetings"
    heading = "Enter a meeting"
    button = "Enter the meeting"
    meeting: Meeting | None = None

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer the council's bodies."""
        return MeetingForm(data, council=self.council, meeting=self.meeting)

    def act(self, form: forms.Form) -> str:
        """Enter it."""
        self.meeting = enter_meeting(actor=self.person, sitting=form.sitting())  # type: ignore[attr-defined]
        return f"{self.meeting.title} is entered. Its items come next."

    def next_address(self) -> str:
        """Return the meeting's page, or the list."""
        slug = self.council.slug
        if self.meeting is None:
            return reverse("meetings", args=[slug])
        return reverse("meeting", args=[slug, self.meeting.pk])


class ChangeMeeting(EnterMeeting):
    """Changes what is noted of it."""

    heading = "Change what is noted"
    button = "Save"

    def prepare(self, **kwargs: Any) -> None:
        """Find the meeting or raise Http404."""
        self.meeting = get_object_or_404(Meeting, pk=kwargs["pk"], council=self.council)

    def act(self, form: forms.Form) -> str:
        """Change it."""
        sitting = form.sitting()  # type: ignore[attr-defined]
        change_meeting(actor=self.person, meeting_id=self._pk(), sitting=sitting)
        return "The meeting is as you noted it."

    def _pk(self) -> int:
        if self.meeting is None:
            raise Http404
        return self.meeting.pk


class AddItem(ChangeMeeting):
    """Adds one item, or the minute of one that is there."""

    heading = "Add an item"
    lead = (
        "Where the reference is there already, its minute and title become what you enter here. A closed item is "
        "opened on its own page alone."
    )
    button = "Add the item"

    def make_form(self, data: Any = None) -> forms.Form:
        """Return an empty item."""
        return ItemForm(data, matters=choices_for(self.person))

    def act(self, form: forms.Form) -> str:
        """Add it."""
        (row,) = enter_items(actor=self.person, meeting_id=self._pk(), items=[form.item()])  # type: ignore[attr-defined]
        return f"{row.reference} is entered."


class ChangeItem(CouncilFormView):
    """Changes one item."""

    power = Power.DECIDE
    section = "meetings"
    heading = "Change this item"
    item: AgendaItem

    def prepare(self, **kwargs: Any) -> None:
        """Find the item or raise Http404."""
        rows = AgendaItem.objects.select_related("meeting").filter(meeting__council=self.council)
        self.item = get_object_or_404(rows, pk=kwargs["pk"])
        if not sees_item(self.person, self.item):
            raise NotYours(
                "What this item is about stays closed to you.",
                "Ask the clerk to change it or to name you for it.",
            )

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the item as it is."""
        matters = choices_for(self.person)
        titles = {key: title for title, key in matters.items()}
        noted = {name: getattr(self.item, name) for name in ("reference", "title", "part", "minute")}
        noted["matter"] = titles.get(self.item.matter_id or 0, "")
        return ItemForm(data, initial=noted, matters=matters)

    def act(self, form: forms.Form) -> str:
        """Change it."""
        change_item(actor=self.person, item_id=self.item.pk, item=form.item())  # type: ignore[attr-defined]
        return "The item is as you noted it."

    def next_address(self) -> str:
        """Return the meeting's page."""
        return reverse("meeting", args=[self.council.slug, self.item.meeting_id])


class ReleaseByItem(CouncilFormView):
    """Releases a matter by an open item of a meeting, from the meeting's own page."""

    power = Power.DECIDE
    section = "meetings"
    heading = "Which matter does this item release?"
    lead = "From then on members may speak of it, and texts name this item as the reference."
    button = "Release the matter"
    item: AgendaItem

    def prepare(self, **kwargs: Any) -> None:
        """Find the open item or raise Http404."""
        rows = AgendaItem.objects.select_related("meeting").filter(part=AgendaItem.Part.OPEN)
        self.item = get_object_or_404(rows, pk=kwargs["pk"], meeting__council=self.council)

    def words(self) -> dict[str, Any]:
        """Say which item it is."""
        return {"eyebrow": f"{self.item.reference} {self.item.title}, {self.item.meeting}"}

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer the open matters that are not released in full, as far as the person may know of them."""
        rows = known_to(self.person).filter(closed_at__isnull=True)
        offered = rows.filter(Q(released_on__isnull=True) | Q(decision_only=True))
        return ReleasedByForm(data, matters=offered.order_by("title", "pk"))

    def act(self, form: forms.Form) -> str:
        """Release it."""
        matter = form.cleaned_data["matter"]
        release_matter(
            actor=self.person,
            matter_id=matter.pk,
            reference=f"{self.item.reference}, {self.item.meeting}"[:200],
            on=form.cleaned_data["on"],
            item_id=self.item.pk,
        )
        return f"“{matter.title}” is released by item {self.item.reference}."

    def next_address(self) -> str:
        """Return the meeting's page."""
        return reverse("meeting", args=[self.council.slug, self.item.meeting_id])
