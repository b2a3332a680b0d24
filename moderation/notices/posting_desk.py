"""The desk's page on which somebody notes that a printed letter about a notice was posted."""

from typing import Any

from django import forms
from django.http import Http404
from django.utils import timezone

from moderation.models import NoticeLetter
from moderation.notices.acting import OfNotice
from moderation.notices.posting import note_posted
from portal.councils.templatetags.words import day
from portal.drafts.content import LONDON
from portal.fields import day_field


class PostedForm(forms.Form):
    """On which day."""

    use_required_attribute = False
    posted_on = day_field("On which day was it posted?", past=True)


class LetterPosted(OfNotice):
    """Notes that it was posted."""

    heading = "Note that this letter was posted"
    button = "Note it"
    letter: NoticeLetter

    def prepare(self, **kwargs: Any) -> None:
        """Find the letter of the notice."""
        super().prepare(**kwargs)
        found = NoticeLetter.objects.filter(notice=self.notice, pk=kwargs["letter"]).first()
        if found is None:
            raise Http404
        self.letter = found
        self.lead = f"{found.get_kind_display()}, written on {day(found.made_at)}."

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer today."""
        return PostedForm(data, initial={"posted_on": timezone.localdate(timezone=LONDON)})

    def act(self, form: forms.Form) -> str:
        """Note it."""
        made = note_posted(
            actor=self.person,
            notice_id=self.notice.pk,
            letter_id=self.letter.pk,
            posted_on=form.cleaned_data["posted_on"],
        )
        return f"It is noted that the letter was posted on {day(made.posted_on)}."
