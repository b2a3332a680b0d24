"""The desk's pages on which somebody decides a notice: whether it is whole, and what becomes of the comment."""

from typing import Any

from django import forms

from moderation.notices import desk_forms as own
from moderation.notices.acting import OfNotice
from moderation.notices.checking import check_notice
from moderation.notices.concerning import concerns, nobody_else
from moderation.notices.deciding import close, keep, remove
from moderation.notices.outstanding import how_it_went
from moderation.notices.removing import earlier_removals


class Decides(OfNotice):
    """What decides a notice: whom it concerns enters the council's minute, where nobody else could."""

    def own_form(self, data: Any) -> forms.Form:
        """Return the form of the decision."""
        return super().make_form(data)

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask for the minute too where it is needed; the verb refuses whom it concerns."""
        form = self.own_form(data)
        if concerns(self.person, self.notice) and nobody_else(self.person, self.notice):
            form.fields["minute"] = own.minute_field()
        return form


class CheckNotice(Decides):
    """Says of each item whether it is there."""

    heading = "Is the notice complete?"
    lead = (
        "What plainly is not there counts as missing already and is not asked here. Say of the rest whether what "
        "stands there will do. Where anything is missing, a letter that names it goes to the complainant."
    )
    button = "That is how it is"

    def own_form(self, data: Any) -> forms.Form:
        """Ask of each item that stands there."""
        return own.CheckForm(data, notice=self.notice)

    def act(self, form: forms.Form) -> str:
        """Find it complete, or send it back."""
        assert isinstance(form, own.CheckForm)  # noqa: S101  for the reader of types
        made = check_notice(
            actor=self.person,
            notice_id=self.notice.pk,
            wanting=form.wanting(),
            steps=form.cleaned_data["steps"],
            minute=form.cleaned_data.get("minute", ""),
        )
        if made.lacking:
            return "It is sent back: the letter names what is missing."
        return "It is complete. Pass it on to the poster, or remove the comment where they cannot be reached."


class RemoveByNotice(Decides):
    """Removes the comment."""

    heading = "Remove the comment"
    lead = (
        "It is taken away from readers and stays preserved here; the complainant is told why. No rule of the council "
        "is said to be broken by that."
    )
    button = "Remove it"
    danger = True

    def own_form(self, data: Any) -> forms.Form:
        """Offer the causes that the stage allows."""
        return own.RemoveForm(data, notice=self.notice, earlier=earlier_removals(self.notice))

    def act(self, form: forms.Form) -> str:
        """Remove it."""
        typed = form.cleaned_data
        found = remove(
            actor=self.person,
            notice_id=self.notice.pk,
            event=typed["event"],
            note=typed["note"],
            same=typed.get("same", []),
            steps=typed["steps"],
            minute=typed.get("minute", ""),
        )
        return how_it_went(found, ", and the complainant told")


class KeepComment(Decides):
    """Leaves the comment."""

    form_class = own.StepsForm
    heading = "The comment stays"
    lead = (
        "Its poster stands by it and gave a name and an address. The complainant is told that it stays, and gets the "
        "details only where the poster allows it."
    )
    button = "Leave it, and tell the complainant"

    def act(self, form: forms.Form) -> str:
        """Leave it."""
        typed = form.cleaned_data
        minute = typed.get("minute", "")
        keep(actor=self.person, notice_id=self.notice.pk, steps=typed["steps"], minute=minute)
        return "The comment stays, and the complainant is told."


class CloseNotice(Decides):
    """Closes it without a decision."""

    form_class = own.CloseNoticeForm
    heading = "Close the notice"
    lead = "Where the complainant takes it back, or never sends what is missing."
    button = "Close it"

    def act(self, form: forms.Form) -> str:
        """Close it."""
        typed = form.cleaned_data
        close(
            actor=self.person,
            notice_id=self.notice.pk,
            note=typed["why"],
            steps=typed["steps"],
            minute=typed.get("minute", ""),
        )
        return "It is closed."
