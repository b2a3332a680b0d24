"""The press office's list, and one enquiry with all that was done about it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from approvals.models import Briefing, Enquiry, Spokesperson
from approvals.press.briefing import card_of, latest_card, speaking
from approvals.press.cards import moved_on
from approvals.press.consulting import liaison_of, may_lead
from approvals.press.seeing import enquiries_of, flag_of, get_enquiry, may_take, soonest_first
from portal.councils.views import CouncilView
from portal.drafts.access import visible_to

A_PAGE = 25
SHOWN = {"open": "Open", "closed": "Closed"}


class EnquiriesPage(CouncilView):
    """What the press asks, as far as it is for the person: what is due first stands first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of what is open, or closed."""
        show = "closed" if request.GET.get("show") == "closed" else "open"
        mine = enquiries_of(self.person).select_related("taken_by__user")
        rows = soonest_first(mine)
        if show == "closed":
            rows = mine.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")
        words = {
            "section": "press",
            "show": show,
            "lists": SHOWN,
            "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
            "may_take": may_take(self.person),
            "now": timezone.now(),
        }
        return render(request, "approvals/press/list.html", words)


class EnquiryPage(CouncilView):
    """One enquiry: what they ask, who was consulted, who speaks with which card, and how it ended."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        found = get_enquiry(self.person, pk)
        speaker = speaking(found)
        asked = list(found.consultations.select_related("member__user", "noted_by__user").order_by("pk"))
        mine = next((one for one in asked if one.member_id == self.person.membership.pk), None)
        leads = may_lead(self.person, found)
        context = {
            "section": "press",
            "enquiry": found,
            "speaker": speaker,
            "speaks": speaker is not None and speaker.member_id == self.person.membership.pk,
            "past": found.spokespeople.filter(ended_at__isnull=False)
            .select_related("member__user", "ended_by__user")
            .order_by("-pk"),
            "asked": asked,
            "to_say": mine if mine is not None and mine.said_at is None else None,
            "unasked": _unasked(found, asked, self.person.membership.pk) if leads else [],
            "leads": leads and found.is_open and found.erased_at is None,
            "may_change": leads,
            "cuttings": found.cuttings.order_by("-appeared_on", "-pk"),
            "answer": _answer(self.person, found),
            "flag": flag_of(found),
            "now": timezone.now(),
            **self._card(found, speaker, leads=leads),
        }
        return render(request, "approvals/press/enquiry.html", context)

    def _card(self, enquiry: Enquiry, speaker: Spokesperson | None, *, leads: bool) -> dict[str, Any]:
        """Return the card, for who speaks and who leads: what is closed stands on it."""
        latest: Briefing | None = latest_card(speaker) if speaker is not None else None
        if latest is None or speaker is None:
            return {"briefing": None}
        own = speaker.member_id == self.person.membership.pk
        if not (own or leads) or latest.erased_at is not None:
            return {"briefing": latest, "card": None}
        card = card_of(latest)
        changed = moved_on(enquiry, card, timezone.now()) if enquiry.is_open else []
        return {"briefing": latest, "card": card, "changed": changed}


def _unasked(enquiry: Enquiry, asked: list[Any], own: int) -> list[Any]:
    """Return who must be consulted before somebody is put forward, and was not asked."""
    known = {one.member_id for one in asked} | {own}
    needed = liaison_of(enquiry) + ([enquiry.concerns] if enquiry.concerns else [])
    return [one for one in needed if one.pk not in known]


def _answer(person: Any, enquiry: Enquiry) -> Any:
    """Return the answer's draft where ``person`` may see it."""
    if enquiry.answer_id is None:
        return None
    return visible_to(person).filter(pk=enquiry.answer_id).first()
