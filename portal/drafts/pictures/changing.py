"""The library's forms: a new picture, and what it is."""

from typing import Any

from django import forms
from django.urls import reverse

from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.drafts.forms import number_in
from portal.drafts.models import Media
from portal.drafts.pictures.describing import describe, offer
from portal.drafts.pictures.forms import AboutForm, FileForm
from portal.drafts.pictures.reaching import get_described
from portal.drafts.picturing import upload


class PictureForm(CouncilFormView):
    """A form about one picture; ``?draft=`` is the draft from which somebody came and to which they go back."""

    power = Power.DRAFT
    section = "media"
    media: Media

    def prepare(self, **kwargs: Any) -> None:
        """Find the picture, or raise Http404 or NotYours."""
        self.media = get_described(self.person, kwargs["pk"])

    def words(self) -> dict[str, Any]:
        """Say which picture it is."""
        return {"eyebrow": str(self.media), "media": self.media}

    def next_address(self) -> str:
        """Return the draft where somebody came from one, else the picture's page."""
        draft = number_in(self.request.GET.get("draft"))
        if draft is not None:
            return reverse("draft", args=[self.council.slug, draft])
        return reverse("media_item", args=[self.council.slug, self.media.pk])


class AddPicture(CouncilFormView):
    """Takes a picture into the library, then asks what it is."""

    power = Power.DRAFT
    section = "media"
    heading = "Add a picture"
    lead = "Everybody at the desk finds it in the library. Next you say who made it and who is in it."
    button = "Add it"
    made: Media | None = None

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, with the file where one was sent."""
        return FileForm(data, self.request.FILES if data is not None else None)

    def act(self, form: forms.Form) -> str:
        """Store it."""
        self.made = upload(actor=self.person, file=form.cleaned_data["picture"], offered=True)
        return "The picture is in the library. Say who made it and who is in it, then it can be used."

    def next_address(self) -> str:
        """Return the question who is in it once there is a picture, the list before."""
        if self.made is not None:
            return reverse("media_describe", args=[self.council.slug, self.made.pk])
        return reverse("media", args=[self.council.slug])


class DescribePicture(PictureForm):
    """Says what it is and who can be recognised in it."""

    template_name = "drafts/pictures/describe.html"
    heading = "What is this picture?"
    lead = "A picture is used once it is said who made it, and who can be recognised in it."
    button = "Save"

    def make_form(self, data: Any = None) -> forms.Form:
        """Begin with what is noted."""
        names = ("alt", "source", "licence", "terms", "who", "event", "event_on", "notice")
        return AboutForm(data, initial={name: getattr(self.media, name) for name in names})

    def act(self, form: forms.Form) -> str:
        """Note it."""
        self.media = describe(actor=self.person, media_id=self.media.pk, about=form.about())  # type: ignore[attr-defined]
        if self.media.who == Media.Who.PEOPLE:
            return "It is noted. Name everybody who can be recognised, with their permission."
        return "It is noted under your name. The picture can be used."

    def next_address(self) -> str:
        """Go on to naming people where there are some and nobody is named yet."""
        unnamed = (
            self.media.who == Media.Who.PEOPLE and not self.media.people.filter(removed_at=None).exists()
        )
        if self.request.method == "POST" and unnamed:
            draft = self.request.GET.get("draft", "")
            kept = f"?draft={draft}" if number_in(draft) is not None else ""
            return reverse("media_person", args=[self.council.slug, self.media.pk]) + kept
        return super().next_address()


class OfferPicture(PictureForm):
    """Puts a picture of a draft into the library for everybody."""

    heading = "Put this picture into the library?"
    lead = "Everybody at the desk will find it and can use it in their drafts."
    button = "Put it into the library"

    def act(self, form: forms.Form) -> str:  # noqa: ARG002
        """Offer it."""
        offer(actor=self.person, media_id=self.media.pk)
        return "The picture is in the library."
