"""The pages of recordings: the list, one with its player and who is in it, the files, choosing one for a draft."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from portal.councils.powers import STAFF
from portal.councils.views import CouncilView
from portal.drafts.access import get_visible
from portal.drafts.forms import number_in
from portal.drafts.kinds import Shape
from portal.drafts.models import Communication, Recording, RecordingText
from portal.drafts.pictures.reaching import knows_people, may_describe
from portal.drafts.pictures.standing import standings_of
from portal.drafts.pictures.views import as_download, people_in, used_by
from portal.drafts.recordings.serving import send
from portal.drafts.recordings.showing import Played, in_minutes, play
from portal.drafts.recordings.standing import (
    Shown,
    get_recording,
    intact,
    recordings_of,
    row_of,
    with_words,
)
from portal.drafts.recordings.wording import may_word
from portal.drafts.views.adding import add_row, require_open_to
from portal.refusals import InvalidInput

A_PAGE = 24


def listed(page: Any) -> list[tuple[Recording, str, bool, str, bool]]:
    """Return each recording of a page with its length in words, whether it is in words itself, where it stands.

    Last is whether those in it may be shown. One query.
    """
    rows = list(page)
    known, today = standings_of(rows), timezone.localdate()
    return [
        (
            one,
            in_minutes(one.seconds),
            bool(one.current_texts),
            known[one.pk].in_words(today),
            known[one.pk].usable(today),
        )
        for one in rows
    ]


class RecordingsPage(CouncilView):
    """Lists the council's recordings."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page. The number of queries does not depend on how many there are."""
        page = Paginator(with_words(recordings_of(self.person)), A_PAGE).get_page(request.GET.get("page"))
        return render(
            request,
            "drafts/recordings/list.html",
            {"section": "media", "page": page, "rows": listed(page)},
        )


class RecordingPage(CouncilView):
    """One recording: its player, what is said in it, what is known of it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lay it out; the names only for whom they are."""
        recording = get_recording(self.person, pk)
        text = recording.texts.filter(is_current=True).first()
        knows = knows_people(self.person, recording)
        where, today = standings_of([recording])[pk], timezone.localdate()
        context = {
            "section": "media",
            "shown": recording,
            "recordings": [self.played(recording, text)],
            "text": text,
            "where": where.in_words(today),
            "usable": where.usable(today),
            "may_word": may_word(self.person, recording),
            "may_describe": may_describe(self.person, recording),
            "knows_people": knows,
            "staff": self.person.membership.role in STAFF,
            "people": people_in(recording) if knows else [],
            **used_by(self.person, recording),
        }
        return render(request, "drafts/recordings/recording.html", context)

    def played(self, recording: Recording, text: RecordingText | None) -> Played:
        """Return what its player needs."""
        slug = self.council.slug
        return play(
            Shown(recording, text),
            reverse("recording_file", args=[slug, recording.pk]),
            reverse("recording_captions", args=[slug, text.pk]) if text else "",
        )


class RecordedOriginal(CouncilView):
    """The file as it came, place and device included: for the clerk, officers and whoever added it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:  # noqa: ARG002
        """Send it as a download, so that no browser plays what it may hold; Http404 where none was kept."""
        recording = get_recording(self.person, pk)
        if not knows_people(self.person, recording) or not recording.original:
            raise Http404
        return as_download(recording.original, "application/octet-stream", f"original-{recording.pk}")


class RecordingFile(CouncilView):
    """The file as it is published, in ranges."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send it; Http404 where it is lost or is another."""
        recording = get_recording(self.person, pk)
        if not intact(recording):
            raise Http404
        answer = send(request, recording)
        answer.headers["Cache-Control"] = "private, no-store"
        return answer


class CaptionsFile(CouncilView):
    """Captions, as a player reads them."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG002
        """Send them."""
        mine = RecordingText.objects.filter(recording__council_id=self.council.pk, erased_at__isnull=True)
        found = mine.filter(pk=pk).exclude(vtt="").first()
        if found is None:
            raise Http404
        answer = HttpResponse(found.vtt, content_type="text/vtt; charset=utf-8")
        answer.headers["Cache-Control"] = "private, no-store"
        return answer


class ChooseRecording(CouncilView):
    """Shows the recordings beside a draft that takes them."""

    def get(self, request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002  the address names it so
        """Show one page of what may be chosen."""
        item, _ = self.item(id)
        page = Paginator(with_words(recordings_of(self.person)), A_PAGE).get_page(request.GET.get("page"))
        context = {"section": "drafts", "item": item, "page": page, "rows": listed(page)}
        return render(request, "drafts/recordings/choose.html", context)

    def post(self, request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002
        """Put the chosen one into what the person is writing."""
        item, part = self.item(id)
        require_open_to(self.person, item)
        number = number_in(request.POST.get("recording"))
        if number is None:
            raise InvalidInput("Choose a recording.")
        recording = get_recording(self.person, number)
        text = recording.texts.filter(is_current=True).first()
        row = row_of(recording, text.sha256 if text else "")
        add_row(self.person, item, part, row, named_by="recording", called="recordings")
        messages.success(request, "It is in your draft. Save the draft to keep it.")
        return redirect("draft", council=self.council.slug, id=item.pk)

    def item(self, communication_id: int) -> tuple[Communication, str]:
        """Return the draft and its part; Http404 where the person cannot read it, or its kind takes no recordings."""
        item = get_visible(self.person, communication_id)
        part = next((part.name for part in item.spec.parts if part.shape is Shape.RECORDINGS), "")
        if not part:
            raise Http404
        return item, part
