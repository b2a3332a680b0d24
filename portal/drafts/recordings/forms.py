"""The forms of recordings: a file with what is said of it, and what is said in it."""

from typing import Any

from django import forms
from django.conf import settings

from portal.drafts.models import Recording
from portal.drafts.recordings.captions import MOST_BYTES
from portal.drafts.recordings.describing import About
from portal.drafts.recordings.wording import LONGEST_TRANSCRIPT, Said
from portal.fields import day_field, words_field


class AboutForm(forms.Form):
    """What a recording is, and who can be recognised in it."""

    title = forms.CharField(
        max_length=150,
        help_text="Readers see it above the player.",
        error_messages={"required": "Give it a title."},
    )
    source = forms.CharField(
        label="Who made it",
        max_length=200,
        error_messages={"required": "Say who made it."},
    )
    who = forms.ChoiceField(
        label="Who can be recognised in it?",
        choices=[
            (Recording.Who.NOBODY, "Nobody can be recognised"),
            (
                Recording.Who.PEOPLE,
                "People can be recognised; each is named next, with their permission",
            ),
            (Recording.Who.CROWD, "A crowd at an event where a notice said that it is recorded"),
        ],
        widget=forms.RadioSelect,
        help_text="It is kept under your name. Somebody can be recognised by their face, their voice or their name.",
        error_messages={"required": "Say who can be recognised in it."},
    )
    event = forms.CharField(
        label="Event",
        max_length=200,
        required=False,
        help_text="For a crowd at an event: what it was.",
    )
    event_on = day_field("Day of the event", required=False)
    notice = words_field(
        "What the notice at the event said",
        "The words by which people there were told that it is recorded and what for.",
        longest=2000,
        required=False,
    )
    agreed = words_field(
        "Note",
        "What else matters about how they agreed. It is never published.",
        longest=2000,
        required=False,
    )

    def about(self) -> About:
        """Return what was typed."""
        return About(**{name: value for name, value in self.cleaned_data.items() if name != "file"})


class RecordingForm(AboutForm):
    """A video or sound from somebody's device, and what is said of it."""

    file = forms.FileField(
        label="Video or sound",
        widget=forms.FileInput(attrs={"accept": "video/mp4,video/webm,audio/mpeg,audio/mp4,audio/ogg,.m4a"}),
        error_messages={"required": "Choose the file.", "empty": "The file is empty."},
    )
    field_order = ("file",)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        most, minutes = settings.MAX_RECORDING_BYTES // (1024 * 1024), settings.MAX_RECORDING_SECONDS // 60
        self.fields["file"].help_text = (
            f"MP4 or WebM; sound also as MP3, M4A or Ogg. Up to {most} MB and {minutes} minutes. What the file says of "
            "where it was made is not published. For a moving GIF use the sharing option of its platform."
        )


class WordsForm(forms.Form):
    """What is said in a recording: captions as a file; for sound a transcript will do."""

    captions = forms.FileField(
        label="Captions",
        required=False,
        widget=forms.FileInput(attrs={"accept": "text/vtt,.vtt"}),
        help_text="A WebVTT file (.vtt), as programs for films and subtitles write it. Up to 1 MB.",
    )
    transcript = words_field(
        "Transcript",
        "What is said, and what else can be heard that matters. Not needed with captions, which bring their words.",
        longest=LONGEST_TRANSCRIPT,
        rows=12,
        required=False,
    )

    def __init__(self, data: Any = None, files: Any = None, *, recording: Recording) -> None:
        super().__init__(data, files)
        if recording.medium == Recording.Medium.VIDEO:
            del self.fields["transcript"]
            self.fields["captions"].required = True
            self.fields["captions"].error_messages["required"] = "Choose the file of captions."

    def said(self) -> Said:
        """Return what was chosen or typed; of a file no more is read than captions may have, and one byte."""
        file = self.cleaned_data.get("captions")
        return Said(file.read(MOST_BYTES + 1) if file else b"", self.cleaned_data.get("transcript", ""))
