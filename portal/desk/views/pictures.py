"""One screen for everything that uses a picture or recording: withdraw it, stop it, or show another instead."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from portal.channels.states import PublicState
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.desk.forms.pictures import UseForm
from portal.desk.replacing_shown import replace_shown, stop_use
from portal.drafts.access import get_picture, visible_to
from portal.drafts.models import Communication, Depicting, Media, Recording
from portal.drafts.pictures.naming import page_of
from portal.drafts.pictures.reaching import library_of
from portal.drafts.pictures.standing import standings_of
from portal.drafts.pictures.using import others_with, uses_of
from portal.drafts.recordings.standing import get_recording, recordings_of, with_words
from portal.drafts.states import Stage
from portal.refusals import NotYours, Refusal

A_PAGE = 20
MOST_OFFERED = 60
"""How many of the latest pictures or recordings are offered in the place of another."""


class UsesPage(CouncilView):
    """Every item that uses a picture or recording, what is in public first, each with a form for who decides."""

    power = Power.READ_ALL
    recorded = False
    """Whether the address names a recording."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the list."""
        return self.page(request, self.named(pk))

    def named(self, pk: int) -> Media | Recording:
        """Return what the address names; Http404 for what the person cannot see."""
        return get_recording(self.person, pk) if self.recorded else get_picture(self.person, pk)

    def address(self, shown: Media | Recording) -> str:
        """Return the address of the list."""
        return reverse(
            "recording_uses" if self.recorded else "media_uses", args=[self.council.slug, shown.pk]
        )

    def page(
        self,
        request: HttpRequest,
        shown: Media | Recording,
        tried: tuple[int, UseForm] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """Render the list; ``tried`` is the item whose form was sent, with its faults."""
        seen = (
            uses_of(shown).filter(pk__in=visible_to(self.person).values("pk")).select_related("author__user")
        )
        page = Paginator(seen.prefetch_related("publications"), A_PAGE).get_page(request.GET.get("page"))
        instead = self.instead_of(shown) if page.object_list and self.person.may(Power.DECIDE) else []
        rows = [(row, how_out(row), self.form_for(row, shown, instead, tried)) for row in page.object_list]
        where, today = standings_of([shown])[shown.pk], timezone.localdate()
        words: dict[str, Any] = {
            "section": "media",
            "shown": shown,
            "page_address": page_of(self.council.slug, shown),
            "where": where.in_words(today),
            "usable": where.usable(today),
            "page": page,
            "rows": rows,
            "others": others_with(self.person, shown),
        }
        if tried:
            words["form"] = tried[1]
        return render(request, "desk/uses.html", words, status=status)

    def form_for(
        self,
        row: Communication,
        shown: Depicting,
        instead: Sequence[Depicting],
        tried: tuple[int, UseForm] | None,
    ) -> UseForm | None:
        """Return the form of one item, the sent one where it is that one; None where there is nothing to decide.

        That is for whoever may not decide, and for an item that is over.
        """
        if not self.person.may(Power.DECIDE) or row.stage in {Stage.WITHDRAWN, Stage.REJECTED}:
            return None
        if tried and tried[0] == row.pk:
            return tried[1]
        return UseForm(pk=row.pk, stops=stopping(row), called=shown.called, offered=instead)

    def instead_of(self, shown: Media | Recording) -> Sequence[Depicting]:
        """Return the latest of the same sort that may be used; a recording in words. At most three queries."""
        if isinstance(shown, Media):
            return _usable(list(library_of(self.person).exclude(pk=shown.pk)[:MOST_OFFERED]))
        rows = with_words(recordings_of(self.person).exclude(pk=shown.pk))[:MOST_OFFERED]
        return _usable([one for one in rows if one.current_texts])  # type: ignore[attr-defined]


def _usable(rows: Sequence[Media | Recording]) -> list[Media | Recording]:
    known, today = standings_of(rows), timezone.localdate()
    return [one for one in rows if known[one.pk].usable(today)]


class DecideUse(UsesPage):
    """Stops one item, or shows another picture or recording in it."""

    power = Power.DECIDE

    def get(self, request: HttpRequest, pk: int, communication: int) -> HttpResponse:  # type: ignore[override]  # noqa: ARG002
        """Lead to the list."""
        shown = self.named(pk)
        self.use(shown, communication)
        return redirect(self.address(shown))

    def post(self, request: HttpRequest, pk: int, communication: int) -> HttpResponse:
        """Carry it out, or show the list again with what was typed."""
        shown = self.named(pk)
        item = self.use(shown, communication)
        form = UseForm(
            request.POST,
            pk=item.pk,
            stops=stopping(item),
            called=shown.called,
            offered=self.instead_of(shown),
        )
        if not form.is_valid():
            return self.page(request, shown, (item.pk, form), status=422)
        try:
            done = self.carry_out(shown, item, form.cleaned_data)
        except NotYours:
            raise
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return self.page(request, shown, (item.pk, form), status=refusal.status)
        messages.success(request, f"“{item}” {done}.")
        return redirect(self.address(shown))

    def carry_out(self, shown: Media | Recording, item: Communication, typed: dict[str, Any]) -> str:
        """Do what was chosen; return what was done, in words."""
        if typed["outcome"] == "stop":
            return stop_use(actor=self.person, shown=shown, item=item, reason=typed["reason"])
        replace_shown(actor=self.person, shown=shown, item=item, by_id=int(typed["instead"]))
        return f"shows the other {shown.called} in a new draft: submit it and approve it"

    def use(self, shown: Depicting, communication_id: int) -> Communication:
        """Return an item that uses ``shown`` and that the person reads; Http404 for any other."""
        rows = uses_of(shown).filter(pk__in=visible_to(self.person).values("pk"), pk=communication_id)
        found = rows.select_related("current_revision").prefetch_related("publications").first()
        if found is None:
            raise Http404
        return found


def how_out(row: Communication) -> str:
    """Return where an item stands that uses it; its publications were fetched."""
    states = {issue.state for issue in row.publications.all()}
    if PublicState.LIVE in states:
        return "In public now"
    if PublicState.SCHEDULED in states:
        return "Scheduled"
    return str(row.get_stage_display())


def stopping(row: Communication) -> str:
    """Return what stopping ``row`` means, or '' for a draft, which goes nowhere by itself."""
    states = {issue.state for issue in row.publications.all()}
    if PublicState.LIVE in states:
        return "Withdraw it in public"
    if PublicState.SCHEDULED in states:
        return "Cancel its issue"
    return {Stage.SUBMITTED: "Return it to its author", Stage.APPROVED: "Void its approval"}.get(
        Stage(row.stage), ""
    )
