"""The forms of recordings: a new one, what it is and who is in it, what is said in it."""

from typing import Any, cast

from django import forms
from django.urls import reverse

from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.drafts.models import Recording
from portal.drafts.pictures.reaching import get_described_recording
from portal.drafts.recordings.describing import describe_recording
from portal.drafts.recordings.forms import AboutForm, RecordingForm, WordsForm
from portal.drafts.recordings.standing import get_recording
from portal.drafts.recordings.taking import take_in
from portal.drafts.recordings.wording import may_word, put_into_words
from portal.refusals import NotYours


class RecordingFormView(CouncilFormView):
    """A form about a recording; after it comes what is still missing of it: who is in it, then its words."""

    power = Power.DRAFT
    section = "media"
    recording: Recording | None = None

    def next_address(self) -> str:
        """Return the next question once something was sent, the recording's page when nothing is missing."""
        made = self.recording
        if made is None:
            return reverse("recordings", args=[self.council.slug])
        name = "recording"
        if self.request.method == "POST":
            named = made.people.filter(removed_at__isnull=True).exists()
            if made.who == Recording.Who.PEOPLE and not named:
                name = "recording_person"
            elif made.who and not made.texts.filter(is_current=True).exists():
                name = "recording_words"
        return reverse(name, args=[self.council.slug, made.pk])


class AddRecording(RecordingFormView):
    """Takes a video or sound in, then asks who is in it and for its words."""

    heading = "Add video or sound"
    lead = (
        "Everybody at the desk finds it. Next you name who is in it and add captions, or for sound a transcript: "
        "without them it goes nowhere."
    )
    button = "Add it"

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, with the file where one was sent."""
        return RecordingForm(data, self.request.FILES if data is not None else None)

    def act(self, form: forms.Form) -> str:
        """Store it."""
        about = cast("RecordingForm", form).about()
        self.recording = take_in(actor=self.person, file=form.cleaned_data["file"], about=about)
        if self.recording.who == Recording.Who.PEOPLE:
            return "It is here. Now name who is in it, each with their permission."
        return "It is here. Now say in words what is said in it."


class DescribeRecording(RecordingFormView):
    """Says what it is and who can be recognised in it."""

    heading = "What is this recording?"
    lead = "It is used once it is said who made it, and who can be recognised in it, seen or heard."

    def prepare(self, **kwargs: Any) -> None:
        """Find the recording, or raise Http404 or NotYours."""
        self.recording = get_described_recording(self.person, kwargs["pk"])

    def words(self) -> dict[str, Any]:
        """Say which it is."""
        return {"eyebrow": str(self.recording)}

    def make_form(self, data: Any = None) -> forms.Form:
        """Begin with what is noted."""
        names = ("title", "source", "who", "event", "event_on", "notice", "agreed")
        return AboutForm(data, initial={name: getattr(self.recording, name) for name in names})

    def act(self, form: forms.Form) -> str:
        """Note it."""
        assert self.recording is not None  # noqa: S101  prepare() found it
        about = cast("AboutForm", form).about()
        self.recording = describe_recording(actor=self.person, recording_id=self.recording.pk, about=about)
        if self.recording.who == Recording.Who.PEOPLE:
            return "It is noted. Everybody who can be recognised is named with their permission."
        return "It is noted under your name."


class SayWords(RecordingFormView):
    """Takes the captions or the transcript of a recording."""

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
            else "Sound goes out with captions or a transcript: nothing is to be seen while it plays, so who cannot "
            "hear has all of it from the text that stands below it. Write down what else matters besides the words, "
            "such as applause or an alarm."
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
