"""The forms about people in pictures and recordings: who is in it, what they answered, that they withdrew."""

from typing import Any, cast

from django import forms
from django.urls import reverse

from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.drafts.forms import number_in
from portal.drafts.models import Depicting, Media, PicturePermission, PicturePerson, Recording
from portal.drafts.pictures.forms import AnswerForm, PersonForm, WithdrawalForm
from portal.drafts.pictures.permitting import name_person, note_answer, take_off, withdraw_permission
from portal.drafts.pictures.reaching import get_described, get_described_recording, get_person


def page_of(slug: str, shown: Depicting) -> str:
    """Return the address of a picture's or recording's own page."""
    return reverse("media_item" if isinstance(shown, Media) else "recording", args=[slug, shown.pk])


class PeopleForm(CouncilFormView):
    """A form about people in one picture or recording; ``?draft=`` is the draft from which somebody came."""

    power = Power.DRAFT
    section = "media"
    shown: Depicting

    def words(self) -> dict[str, Any]:
        """Say what it is about, in the word for it."""
        return {
            "eyebrow": str(self.shown),
            "heading": self.heading.format(it=self.shown.called),
            "lead": self.lead.format(it=self.shown.called),
        }

    def next_address(self) -> str:
        """Return the draft where somebody came from one, else the page of the picture or recording."""
        draft = number_in(self.request.GET.get("draft"))
        if draft is not None:
            return reverse("draft", args=[self.council.slug, draft])
        return page_of(self.council.slug, self.shown)

    def of_answers(self, data: Any) -> dict[str, Any]:
        """Return what the forms of answers need, with the file where one was sent."""
        return {
            "files": self.request.FILES if data is not None else None,
            "child_age": self.council.child_age,
            "printed": not isinstance(self.shown, Recording),
        }


class NamePerson(PeopleForm):
    """Names somebody who can be recognised, with what they answered."""

    heading = "Name somebody in this {it}"
    lead = "Each person who can be recognised, one by one, with their own permission."
    button = "Add this person"

    def prepare(self, **kwargs: Any) -> None:
        """Find the picture, or raise Http404 or NotYours."""
        self.shown = get_described(self.person, kwargs["pk"])

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, with the file where one was sent."""
        return PersonForm(data, **self.of_answers(data))

    def act(self, form: forms.Form) -> str:
        """Name them."""
        typed = form.cleaned_data
        made = name_person(
            actor=self.person,
            shown=self.shown,
            name=typed["name"],
            age=typed["age"],
            answer=cast("PersonForm", form).answer(),
        )
        return f"{made.name} is named. Name whoever else can be recognised."


class NameInRecording(NamePerson):
    """Names somebody who is seen or heard in a recording."""

    lead = "Each person who is seen or heard and can be recognised, one by one, with their own permission."

    def prepare(self, **kwargs: Any) -> None:
        """Find the recording, or raise Http404 or NotYours."""
        self.shown = get_described_recording(self.person, kwargs["pk"])


class AboutPerson(PeopleForm):
    """A form about one person in a picture or recording."""

    named: PicturePerson

    def prepare(self, **kwargs: Any) -> None:
        """Find the person, or raise Http404 or NotYours."""
        self.named = get_person(self.person, kwargs["pk"])
        self.shown = self.named.depiction

    def words(self) -> dict[str, Any]:
        """Say who it is."""
        return {**super().words(), "eyebrow": f"{self.named.name}, in “{self.shown}”"}


class NoteAnswer(AboutPerson):
    """Notes a later answer, or that somebody was asked again."""

    heading = "Note their answer"
    lead = "What they answered before is kept."
    button = "Note it"

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, with the file where one was sent."""
        return AnswerForm(data, **self.of_answers(data))

    def act(self, form: forms.Form) -> str:
        """Note it."""
        answer = cast("AnswerForm", form).answer()
        made = note_answer(actor=self.person, person_id=self.named.pk, answer=answer)
        given = made.state == PicturePermission.State.GIVEN
        return "Their permission is noted." if given else "It is noted that they were asked."


class WithdrawPermission(AboutPerson):
    """Notes that somebody withdrew, and leads to everything that uses the picture or recording."""

    heading = "Did they withdraw their permission?"
    lead = (
        "From this moment the {it} goes nowhere new: drafts that show it cannot be approved, and what is "
        "scheduled is held. Next you see what is out already, to withdraw it or to replace the {it}."
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
        return (
            f"It is withdrawn: nothing new shows this {self.shown.called}. Decide below about what uses it."
        )

    def next_address(self) -> str:
        """Return what uses it once it is done, for whoever reads every draft."""
        if self.done and self.person.may(Power.READ_ALL):
            uses = "media_uses" if isinstance(self.shown, Media) else "recording_uses"
            return reverse(uses, args=[self.council.slug, self.shown.pk])
        return page_of(self.council.slug, self.shown)


class TakeOff(AboutPerson):
    """Takes somebody off who was named by mistake."""

    heading = "Is this person not in the {it}?"
    lead = (
        "Their name and their answers are erased. The record keeps that somebody was taken off, and by whom."
    )
    button = "Take them off"
    danger = True

    def act(self, form: forms.Form) -> str:  # noqa: ARG002
        """Take them off."""
        take_off(actor=self.person, person_id=self.named.pk)
        return "They are taken off."
