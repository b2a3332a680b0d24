"""One screen for everything that uses a picture: withdraw it, stop it, or show another picture instead."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from portal.channels.states import PublicState
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.desk.forms.pictures import UseForm
from portal.desk.picture_replacing import replace_picture, stop_use
from portal.drafts.access import get_picture, visible_to
from portal.drafts.models import Communication, Media
from portal.drafts.pictures.reaching import library_of
from portal.drafts.pictures.standing import standings_of
from portal.drafts.pictures.using import others_with, uses_of
from portal.drafts.pictures.views import with_words
from portal.drafts.states import Stage
from portal.refusals import NotYours, Refusal

A_PAGE = 20
MOST_OFFERED = 60
"""How many of the latest pictures are offered in the place of another."""


class UsesPage(CouncilView):
    """Every item that uses a picture, what is in public first, each with its own form for whoever decides."""

    power = Power.READ_ALL

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the list."""
        return self.page(request, get_picture(self.person, pk))

    def page(
        self,
        request: HttpRequest,
        media: Media,
        tried: tuple[int, UseForm] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """Render the list; ``tried`` is the item whose form was sent, with its faults."""
        seen = (
            uses_of(media).filter(pk__in=visible_to(self.person).values("pk")).select_related("author__user")
        )
        page = Paginator(seen.prefetch_related("publications"), A_PAGE).get_page(request.GET.get("page"))
        instead = self.instead_of(media) if page.object_list and self.person.may(Power.DECIDE) else []
        rows = [(row, how_out(row), self.form_for(row, instead, tried)) for row in page.object_list]
        ((_, where, usable),) = with_words([media])
        words: dict[str, Any] = {
            "section": "media",
            "media": media,
            "where": where,
            "usable": usable,
            "page": page,
            "rows": rows,
            "others": others_with(self.person, media),
        }
        if tried:
            words["form"] = tried[1]
        return render(request, "desk/picture_uses.html", words, status=status)

    def form_for(
        self, row: Communication, instead: list[Media], tried: tuple[int, UseForm] | None
    ) -> UseForm | None:
        """Return the form of one item, the sent one where it is that one; None where there is nothing to decide.

        That is for whoever may not decide, and for an item that is over.
        """
        if not self.person.may(Power.DECIDE) or row.stage in {Stage.WITHDRAWN, Stage.REJECTED}:
            return None
        if tried and tried[0] == row.pk:
            return tried[1]
        return UseForm(pk=row.pk, stops=stopping(row), pictures=instead)

    def instead_of(self, media: Media) -> list[Media]:
        """Return the latest pictures that may be used. Two queries."""
        rows = list(library_of(self.person).exclude(pk=media.pk)[:MOST_OFFERED])
        known, today = standings_of(rows), timezone.localdate()
        return [one for one in rows if known[one.pk].usable(today)]


class DecideUse(UsesPage):
    """Stops one item, or shows another picture in it."""

    power = Power.DECIDE

    def get(self, request: HttpRequest, pk: int, communication: int) -> HttpResponse:  # type: ignore[override]  # noqa: ARG002
        """Lead to the list."""
        self.use(get_picture(self.person, pk), communication)
        return redirect("media_uses", self.council.slug, pk)

    def post(self, request: HttpRequest, pk: int, communication: int) -> HttpResponse:
        """Carry it out, or show the list again with what was typed."""
        media = get_picture(self.person, pk)
        item = self.use(media, communication)
        form = UseForm(request.POST, pk=item.pk, stops=stopping(item), pictures=self.instead_of(media))
        if not form.is_valid():
            return self.page(request, media, (item.pk, form), status=422)
        try:
            done = self.carry_out(media, item, form.cleaned_data)
        except NotYours:
            raise
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return self.page(request, media, (item.pk, form), status=refusal.status)
        messages.success(request, f"“{item}” {done}.")
        return redirect("media_uses", self.council.slug, media.pk)

    def carry_out(self, media: Media, item: Communication, typed: dict[str, Any]) -> str:
        """Do what was chosen; return what was done, in words."""
        if typed["outcome"] == "stop":
            return stop_use(actor=self.person, media=media, item=item, reason=typed["reason"])
        replace_picture(actor=self.person, media=media, item=item, by_id=int(typed["picture"]))
        return "shows the other picture in a new draft: submit it and approve it"

    def use(self, media: Media, communication_id: int) -> Communication:
        """Return an item that uses ``media`` and that the person reads; Http404 for any other."""
        rows = uses_of(media).filter(pk__in=visible_to(self.person).values("pk"), pk=communication_id)
        found = rows.select_related("current_revision").prefetch_related("publications").first()
        if found is None:
            raise Http404
        return found


def how_out(row: Communication) -> str:
    """Return where an item stands that uses a picture; its publications were fetched."""
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
