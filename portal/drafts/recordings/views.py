"""The pages of recordings: the list, one with its player and words, the files, and choosing one for a draft."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.access import get_visible
from portal.drafts.forms import number_in
from portal.drafts.kinds import Shape
from portal.drafts.models import Communication, Recording, RecordingText
from portal.drafts.recordings.forms import RecordingForm, WordsForm
from portal.drafts.recordings.serving import send
from portal.drafts.recordings.showing import in_minutes, play
from portal.drafts.recordings.standing import (
    Shown,
    get_recording,
    intact,
    recordings_of,
    row_of,
    with_words,
)
from portal.drafts.recordings.taking import About, take_in
from portal.drafts.recordings.wording import may_word, put_into_words
from portal.drafts.views.adding import add_row, require_open_to
from portal.refusals import InvalidInput, NotYours

A_PAGE = 24


def listed(page: Any) -> list[tuple[Recording, str, bool]]:
    """Return each recording of a page with its length in words and whether it is in words itself."""
    return [(one, in_minutes(one.seconds), bool(one.current_texts)) for one in page]


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
        """Lay it out."""
        recording = get_recording(self.person, pk)
        text = recording.texts.filter(is_current=True).first()
        slug = self.council.slug
        played = play(
            Shown(recording, text),
            reverse("recording_file", args=[slug, pk]),
            reverse("recording_captions", args=[slug, text.pk]) if text else "",
        )
        context = {
            "section": "media",
            "recording": recording,
            "recordings": [played],
            "text": text,
            "may_word": may_word(self.person, recording),
        }
        return render(request, "drafts/recordings/recording.html", context)


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


class AddRecording(CouncilFormView):
    """Takes a video or sound in, then asks for its words."""

    power = Power.DRAFT
    section = "media"
    heading = "Add video or sound"
    lead = (
        "Everybody at the desk finds it. Next you add captions, or for sound a transcript: without them it goes "
        "nowhere."
    )
    button = "Add it"
    made: Recording | None = None

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, with the file where one was sent."""
        return RecordingForm(data, self.request.FILES if data is not None else None)

    def act(self, form: forms.Form) -> str:
        """Store it."""
        typed = form.cleaned_data
        about = About(typed["title"], typed["source"], typed["agreed"])
        self.made = take_in(actor=self.person, file=typed["file"], about=about)
        return "It is here. Now say in words what is said in it."

    def next_address(self) -> str:
        """Return the question for its words once it is there, the list before."""
        if self.made is not None:
            return reverse("recording_words", args=[self.council.slug, self.made.pk])
        return reverse("recordings", args=[self.council.slug])


class SayWords(CouncilFormView):
    """Takes the captions or the transcript of a recording."""

    power = Power.DRAFT
    section = "media"
    heading = "What is said in it?"
    recording: Recording

    def prepare(self, **kwargs: Any) -> None:
        """Find the recording, or raise Http404 or NotYours."""
        self.recording = get_recording(self.person, kwargs["pk"])
        if not may_word(self.person, self.recording):
            raise NotYours("The clerk, the officers and whoever added a recording put it into words.")

    def words(self) -> dict[str, Any]:
        """Say which it is."""
        video = self.recording.medium == Recording.Medium.VIDEO
        lead = (
            "A video goes out with captions only: who cannot hear reads them. Their words stand below it as text."
            if video
            else "Sound goes out with captions or a transcript: who cannot hear reads them."
        )
        return {"eyebrow": self.recording.title, "lead": lead}

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, with the file where one was sent."""
        return WordsForm(data, self.request.FILES if data is not None else None, recording=self.recording)

    def act(self, form: forms.Form) -> str:
        """Note them."""
        said = cast("WordsForm", form).said()
        put_into_words(actor=self.person, recording_id=self.recording.pk, said=said)
        return "It is in words. A draft that shows it takes them up when it is saved next."

    def next_address(self) -> str:
        """Return its page."""
        return reverse("recording", args=[self.council.slug, self.recording.pk])


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
