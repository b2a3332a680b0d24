"""The page on which an answer to a comment is begun; it is written on the page of drafts."""

from typing import Any

from django import forms
from django.urls import reverse

from moderation.models import Comment, Reply
from moderation.replies.beginning import POST, begin_reply
from moderation.replies.forms import ReplyForm
from moderation.seeing import get_comment, require_entering
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.drafts.reusing import templates_for

_PUBLIC = "It goes out beneath the comment, where that was said, once the clerk has cleared it."
_ALONE = "It was said to the council alone, so the answer is a letter."
_ALONE_THERE = (
    "It was said to the council alone, and the portal says nothing there: answer it there by hand and rule that it is "
    "answered, or begin a letter here."
)


class ReplyToComment(CouncilFormView):
    """Begins an answer."""

    power = Power.READ_ALL
    section = "moderation"
    heading = "Answer this comment"
    button = "Begin the draft"
    comment: Comment
    made: Reply | None = None

    def prepare(self, **kwargs: Any) -> None:
        """Find the comment; refuse who answers none."""
        self.comment = get_comment(self.person, kwargs["pk"])
        require_entering(self.person)
        alone = _ALONE_THERE if self.comment.channel_id else _ALONE
        self.lead = _PUBLIC if self.comment.is_public else alone

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer the sorts and the templates."""
        offers = templates_for(self.council.pk, POST) if self.comment.is_public else []
        return ReplyForm(data, templates=[(one.key, one.name) for one in offers])

    def act(self, form: forms.Form) -> str:
        """Begin it."""
        typed = form.cleaned_data
        self.made = begin_reply(
            actor=self.person,
            comment_id=self.comment.pk,
            sort=typed["sort"],
            template=typed.get("template", ""),
        )
        if self.made.comment_id != self.comment.pk or self.made.sort != typed["sort"]:
            return _other(self.made, typed["sort"])
        return "The draft is begun. Its words go out beneath the comment once they are cleared."

    def next_address(self) -> str:
        """Return the draft, or the comment."""
        if self.made is not None:
            return reverse("draft", args=[self.council.slug, self.made.communication_id])
        return reverse("comment", args=[self.council.slug, self.comment.pk])


def _other(made: Reply, asked: str) -> str:
    """Return why the draft is not what was asked for."""
    if made.offered_instead and asked != made.sort:
        return (
            "The council answered in this debate already, and its policy allows no second answer: the draft offers to "
            "talk elsewhere instead."
        )
    return "An answer in this debate is being written already: this is it."
