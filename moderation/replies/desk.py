"""The page on which an answer to a comment is begun; it is written on the page of drafts."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from moderation.models import Comment, Reply
from moderation.replies.alone import answered_there, taken_until
from moderation.replies.beginning import POST, agreed_for, begin_reply
from moderation.replies.forms import LETTER, ReplyForm
from moderation.seeing import get_comment, may_enter, require_answering
from moderation.views.managed import CommentsDesk
from portal.councils.form_views import CouncilFormView
from portal.councils.people import Person
from portal.councils.templatetags.words import moment
from portal.drafts.access import visible_to
from portal.drafts.forms import number_in
from portal.drafts.reusing import templates_for

_PUBLIC = "It goes out beneath the comment, where that was said, once the clerk has cleared it."
_ALONE = "It was said to the council alone, so the answer is a letter."
_ALONE_THERE = (
    "It was said to the council alone, and the portal says nothing there: answer it there by hand and rule that it is "
    "answered, or begin a letter here."
)
_BACK = "It was said to the council alone. A message goes back there, once the clerk has cleared it."


class ReplyToComment(CommentsDesk, CouncilFormView):
    """Begins an answer."""

    section = "moderation"
    heading = "Answer this comment"
    template_name = "moderation/reply.html"
    button = "Begin the draft"
    comment: Comment
    made: Reply | None = None

    def prepare(self, **kwargs: Any) -> None:
        """Find the comment; refuse who answers none."""
        self.comment = get_comment(self.person, kwargs["pk"])
        require_answering(self.person, self.comment)
        alone = _ALONE_THERE if self.comment.channel_id else _ALONE
        self.there = not self.comment.is_public and answered_there(self.comment)
        self.lead = _PUBLIC if self.comment.is_public else _back(self.comment) if self.there else alone
        self.lead = f"{self.lead} {_as_wished(self.person, self.comment)}".strip()

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer the sorts and the templates."""
        offers = templates_for(self.council.pk, POST) if self.comment.is_public or self.there else []
        templates = [(one.key, one.name) for one in offers]
        return ReplyForm(data, templates=templates, there=self.there)

    def words(self) -> dict[str, Any]:
        """Show beside the form what the council agreed on what the comment is about."""
        return {**super().words(), "agreed": agreed_for(self.person, self.comment)}

    def act(self, form: forms.Form) -> str:
        """Begin it, with a position where its button was pressed."""
        typed = form.cleaned_data
        self.made = begin_reply(
            actor=self.person,
            comment_id=self.comment.pk,
            sort=typed["sort"],
            template=typed.get("template", ""),
            by_letter=typed.get("by") == LETTER,
            position_id=number_in(self.request.POST.get("position")),
        )
        if self.made.comment_id != self.comment.pk or self.made.sort != typed["sort"]:
            return _other(self.made, typed["sort"])
        if self.comment.is_public:
            return "The draft is begun. Its words go out beneath the comment once they are cleared."
        return "The draft is begun. They get it once it is cleared."

    def next_address(self) -> str:
        """Return the draft, where they may read it, or the comment."""
        made = self.made
        if made is not None and visible_to(self.person).filter(pk=made.communication_id).exists():
            return reverse("draft", args=[self.council.slug, made.communication_id])
        return reverse("comment", args=[self.council.slug, self.comment.pk])


def _back(comment: Comment) -> str:
    until = taken_until(comment)
    if until is None:
        return _BACK
    over = "That time is over, unless they wrote again." if until <= timezone.now() else ""
    return f"{_BACK} The network takes one until {moment(until)}, counted from their last message. {over}".strip()


def _as_wished(person: Person, comment: Comment) -> str:
    """Return how they would like to be answered, where they said so and this person may read it.

    The address or number is the office's to read.
    """
    if not comment.answer_by or not may_enter(person):
        return ""
    if comment.answer_by == Comment.AnswerBy.NOT:
        return "They want no answer: they said so when they got in touch."
    wish = f"They would like to be answered {comment.get_answer_by_display().lower()}"
    return f"{wish}: {comment.answer_to}." if comment.answer_to else f"{wish}."


def _other(made: Reply, asked: str) -> str:
    """Return why the draft is not what was asked for."""
    if made.offered_instead and asked != made.sort:
        return (
            "The council answered in this debate already, and its policy allows no second answer: the draft offers to "
            "talk elsewhere instead."
        )
    return "An answer in this debate is being written already: this is it."
