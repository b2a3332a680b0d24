"""Letters that were made: their PDF, and which are still to be posted."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from portal.channels.forms import PostedForm
from portal.channels.letters.answering import letter_response
from portal.channels.models import LetterFile
from portal.channels.resolving import note_posting
from portal.councils.form_views import CouncilFormView
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.access import visible_to

PAGE = 30


def _visible_letters(person: Person) -> "QuerySet[LetterFile]":
    """Return the letters of communications that ``person`` may read, with what their pages need."""
    rows = LetterFile.objects.filter(delivery__publication__communication__in=visible_to(person))
    return rows.select_related(
        "posted_by__user",
        "delivery__publication__communication__author__user",
        "delivery__publication__revision",
    )


def _find(person: Person, pk: int) -> LetterFile:
    found = _visible_letters(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class LetterPdf(CouncilView):
    """The very bytes of one letter, for those who may see the item."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:  # noqa: ARG002
        """Return the file."""
        return letter_response(_find(self.person, pk))


class LettersPage(CouncilView):
    """Letters to post first, then those that were posted."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page."""
        waiting_first = F("posted_at").desc(nulls_first=True)
        rows = _visible_letters(self.person).order_by(waiting_first, "-made_at", "-pk")
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        return render(request, "channels/desk/letters.html", {"section": "channels", "page": page})


class NotePosting(CouncilFormView):
    """Notes that a letter was posted, and how."""

    power = Power.DECIDE
    section = "channels"
    form_class = PostedForm
    heading = "Note this letter as posted"
    button = "It was posted"
    letter: LetterFile

    def prepare(self, **kwargs: Any) -> None:
        """Find the letter or raise Http404."""
        self.letter = _find(self.person, kwargs["pk"])

    def words(self) -> dict[str, Any]:
        """Say which one."""
        return {"eyebrow": str(self.letter.delivery.publication.communication)}

    def act(self, form: forms.Form) -> str:
        """Note it."""
        note_posting(actor=self.person, letter_id=self.letter.pk, note=form.cleaned_data["note"])
        return "The letter is noted as posted."

    def next_address(self) -> str:
        """Return the list of letters."""
        return reverse("letters", args=[self.council.slug])
