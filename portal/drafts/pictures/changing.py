"""The library's forms: a new picture, what it is, who is in it, what they answered."""

from typing import Any

from django import forms
from django.urls import reverse

from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.drafts.forms import number_in
from portal.drafts.models import Media, PicturePermission, PicturePerson
from portal.drafts.pictures.describing import describe, offer
from portal.drafts.pictures.forms import AboutForm, AnswerForm, FileForm, PersonForm, WithdrawalForm
from portal.drafts.pictures.permitting import name_person, note_answer, take_off, withdraw_permission
from portal.drafts.pictures.reaching import get_described, get_person
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


class NamePerson(PictureForm):
    """Names somebody who can be recognised, with what they answered."""

    heading = "Name somebody in this picture"
    lead = "Each person who can be recognised, one by one, with their own permission."
    button = "Add this person"

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, with the file where one was sent."""
        files = self.request.FILES if data is not None else None
        return PersonForm(data, files, child_age=self.council.child_age)

    def act(self, form: forms.Form) -> str:
        """Name them."""
        typed = form.cleaned_data
        made = name_person(
            actor=self.person,
            media_id=self.media.pk,
            name=typed["name"],
            age=typed["age"],
            answer=form.answer(),  # type: ignore[attr-defined]
        )
        return f"{made.name} is named. Name whoever else can be recognised."


class AboutPerson(PictureForm):
    """A form about one person in a picture."""

    named: PicturePerson

    def prepare(self, **kwargs: Any) -> None:
        """Find the person, or raise Http404 or NotYours."""
        self.named = get_person(self.person, kwargs["pk"])
        self.media = self.named.media

    def words(self) -> dict[str, Any]:
        """Say who it is."""
        return {**super().words(), "eyebrow": f"{self.named.name}, in “{self.media}”"}


class NoteAnswer(AboutPerson):
    """Notes a later answer, or that somebody was asked again."""

    heading = "Note their answer"
    lead = "What they answered before is kept."
    button = "Note it"

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, with the file where one was sent."""
        files = self.request.FILES if data is not None else None
        return AnswerForm(data, files, child_age=self.council.child_age)

    def act(self, form: forms.Form) -> str:
        """Note it."""
        made = note_answer(actor=self.person, person_id=self.named.pk, answer=form.answer())  # type: ignore[attr-defined]
        given = made.state == PicturePermission.State.GIVEN
        return "Their permission is noted." if given else "It is noted that they were asked."


class WithdrawPermission(AboutPerson):
    """Notes that somebody withdrew, and leads to everything that uses the picture."""

    heading = "Did they withdraw their permission?"
    lead = (
        "From this moment the picture goes nowhere new: drafts that show it cannot be approved, and what is "
        "scheduled is held. Next you see what is out already, to withdraw it or to replace the picture."
    )
    button = "They withdrew it"
    danger = True
    done = False

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask how it came."""
        return WithdrawalForm(data)

    def act(self, form: forms.Form) -> str:
        """Withdraw."""
        withdraw_permission(actor=self.person, person_id=self.named.pk, reason=form.cleaned_data["reason"])
        self.done = True
        return "It is withdrawn: nothing new shows this picture. Decide below about what uses it."

    def next_address(self) -> str:
        """Return what uses the picture once it is done, for whoever reads every draft."""
        if self.done and self.person.may(Power.READ_ALL):
            return reverse("media_uses", args=[self.council.slug, self.media.pk])
        return reverse("media_item", args=[self.council.slug, self.media.pk])


class TakeOff(AboutPerson):
    """Takes somebody off who was named by mistake."""

    heading = "Is this person not in the picture?"
    lead = (
        "Their name and their answers are erased. The record keeps that somebody was taken off, and by whom."
    )
    button = "Take them off"
    danger = True

    def act(self, form: forms.Form) -> str:  # noqa: ARG002
        """Take them off."""
        take_off(actor=self.person, person_id=self.named.pk)
        return "They are taken off."
