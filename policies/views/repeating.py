"""Putting an agreed position into a draft that is being written."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from policies.meetings.repeating import positions_for, with_position
from policies.models import Position
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.access import get_visible
from portal.drafts.editing import keep_typing
from portal.drafts.forms import DraftForm
from portal.drafts.models import Communication
from portal.drafts.views.standing import text_for, why_read_only
from portal.refusals import NotYours


class RepeatPosition(CouncilView):
    """Puts what the council agreed on a draft's matter at its end, and names it as what the draft rests on.

    The button belongs to the draft's own form, so that what was typed comes along; it is kept as typing, not saved.
    """

    post_power = Power.DRAFT

    def get(self, _request: HttpRequest, communication: int, pk: int) -> HttpResponse:
        """Go to the draft: the button is there."""
        get_object_or_404(Position, pk=pk, council=self.council)
        return redirect("draft", self.council.slug, get_visible(self.person, communication).pk)

    def post(self, request: HttpRequest, communication: int, pk: int) -> HttpResponse:
        """Put it there, and go back to the draft; where it does not hold any more what was typed is kept as it is."""
        item = get_visible(self.person, communication)
        get_object_or_404(Position, pk=pk, council=self.council)
        if reason := why_read_only(self.person, item):
            raise NotYours(reason, "Nothing was changed.")
        typed, based_on_id, edition = self.typed_in(item)
        offered = {one.pk: one for one in positions_for(self.person, item)}
        keep_typing(
            actor=self.person,
            communication=item,
            typed=with_position(item.spec, typed, offered[pk]) if pk in offered else typed,
            based_on_id=based_on_id,
            edition=edition,
        )
        if pk in offered:
            messages.success(
                request,
                "The council’s position stands at the end, and the draft rests on it. Read it, then save.",
            )
        else:
            messages.error(
                request,
                "This position is not offered here any more: it ended, was replaced, or its matter is closed to you. "
                "Nothing you typed is lost; nothing was put into it.",
            )
        return redirect(f"{reverse('draft', args=[self.council.slug, item.pk])}?correct")

    def typed_in(self, item: Communication) -> tuple[Mapping[str, Any], int | None, int]:
        """Return what stands in the form that was sent, on which revision it is based, and its count of autosaves.

        Without a form it is what the person last typed, or what was saved.
        """
        if "based_on" in self.request.POST:
            form = DraftForm(item.spec, self.request.POST)
            return form.typed(), form.based_on_id, form.edition_seen
        text = text_for(self.person, item)
        return text.typed, text.based_on_id, text.edition
