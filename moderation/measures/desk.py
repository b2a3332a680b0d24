"""The pages on which authors are warned and blocked, and the lists of what is in force and what is over."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from moderation.errands.ordering import shuts_out
from moderation.errands.saying import how_it_stands
from moderation.forms import ProofForm
from moderation.measures.carrying import prove_there
from moderation.measures.ending import ended_blocks, how_ended
from moderation.measures.forms import BlockForm, GivenForm, KeepForm, WarnForm
from moderation.measures.giving import note_given
from moderation.measures.reaching import how_told, last_warning, why_unwarned, written_at
from moderation.measures.standing import blocks_of, strikes_of, to_do_there
from moderation.measures.taking import block, end_measure, look_again, warn
from moderation.models import Comment, Measure
from moderation.queue import get_asked_author
from moderation.seeing import comments_of, get_comment, may_rule, require_ruling
from portal.channels.connectors.base import Capability
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.templatetags.words import day
from portal.councils.views import CouncilView
from portal.fields import ReasonForm

A_PAGE = 50


class MeasuresPage(CouncilView):
    """Shows the blocks in force, those to be looked at again first."""

    power = Power.READ_ALL

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them."""
        rows = blocks_of(self.council.pk).filter(comment__in=comments_of(self.person).values("pk"))
        rows = rows.select_related(
            "comment", "ruling", "made_by__user", "warning__made_by__user", "warning__given"
        ).prefetch_related("errands")
        page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
        words = {
            "section": "moderation",
            "page": page,
            "blocks": [(one, _asked(one)) for one in page],
            "rules_here": may_rule(self.person),
            "today": timezone.localdate(),
            "there": to_do_there(self.council.pk)
            .filter(comment__in=comments_of(self.person).values("pk"))
            .select_related("comment__channel")[:A_PAGE],
        }
        return render(request, "moderation/measures.html", words)


class EndedBlocks(CouncilView):
    """Shows the blocks that are over, each with the record of its decision: all of them, or those of one author."""

    power = Power.READ_ALL

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them."""
        of = get_asked_author(self.person, request.GET.get("author", ""))
        rows = (
            ended_blocks(self.person, of)
            .select_related(
                "comment",
                "made_by__user",
                "ended_by__user",
                "ruling__overruled_by",
                "warning__made_by__user",
                "warning__ruling__overruled_by",
            )
            .prefetch_related("errands")
        )
        page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
        blocks = [(one, how_ended(one), _asked(one)) for one in page]
        words = {"section": "moderation", "page": page, "blocks": blocks, "of": of}
        return render(request, "moderation/measures_ended.html", words)


def _asked(one: Measure) -> list[str]:
    """Return how far it is with what the network of a block was asked; ``one`` knows its errands."""
    return [how_it_stands(each) for each in one.errands.all()]


class OfComment(CouncilFormView):
    """What the pages of one comment share."""

    power = Power.READ_ALL
    section = "moderation"
    comment: Comment

    def prepare(self, **kwargs: Any) -> None:
        """Find the comment; refuse who does not rule."""
        self.comment = get_comment(self.person, kwargs["pk"])
        require_ruling(self.person)
        strikes, warned = strikes_of(self.comment).count(), last_warning(self.comment)
        before = (
            f"They were warned {day(warned.made_at)}. {how_told(warned)}"
            if warned
            else "Nobody has warned them."
        )
        many = f"{strikes or 'no'} comment{'' if strikes == 1 else 's'}"
        self.lead = (
            f"In the last year {many} of this author came down here. {before} "
            "Criticism is no reason for either, however hard."
        )

    def next_address(self) -> str:
        """Return the comment."""
        return reverse("comment", args=[self.council.slug, self.comment.pk])


class WarnAuthor(OfComment):
    """Warns the author of a comment that came down."""

    form_class = WarnForm
    heading = "Warn its author"
    button = "Note the warning"

    def act(self, form: forms.Form) -> str:
        """Note it."""
        made = warn(actor=self.person, comment_id=self.comment.pk, reason=form.cleaned_data["reason"])
        if made.mail is not None:
            return "The warning is on its way to them by email. Whether it went stands below."
        return (
            "The warning is noted, but nobody has told them: the council has no email address of theirs. Send them the "
            "words below, and note how."
        )


class BlockAuthor(OfComment):
    """Blocks the address of an author who was warned."""

    heading = "Block its author’s address"
    button = "Block the address"
    danger = True

    def prepare(self, **kwargs: Any) -> None:
        """Say where no warning reached its author before."""
        super().prepare(**kwargs)
        if self.comment.way == Comment.Way.NETWORK:
            self.heading, self.button = "Block its author’s account there", "Decide the block"
            there = shuts_out(self.comment.channel, Capability.BLOCK)
            self.lead += (
                f" The portal blocks the account there, and ends that in time. {there.block_means}"
                if there
                else " The portal cannot block there: somebody does it by hand, notes it, and ends it in time."
            )
        struck = strikes_of(self.comment).filter(comment=self.comment).first()
        self.why = why_unwarned(self.comment, written_at(self.comment, struck.version_id)) if struck else ""
        if self.why:
            self.lead += f" A block follows a warning, and {self.why}"

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask why it cannot wait where no warning reached them."""
        return BlockForm(data, warned=not self.why)

    def act(self, form: forms.Form) -> str:
        """Block it."""
        assert isinstance(form, BlockForm)  # noqa: S101  for the reader of types
        reason = form.cleaned_data["reason"]
        made = block(actor=self.person, comment_id=self.comment.pk, decided=form.decided(), reason=reason)
        if made.errands.exists():
            return "It is decided. The portal blocks the account there; how far it is stands below."
        if self.comment.way == Comment.Way.NETWORK:
            return (
                "It is decided. The portal blocks nobody there: block the account by hand, and note it below."
            )
        return f"The address is blocked in the newsroom until {day(made.ends_on)}. The record of the decision is below."

    def next_address(self) -> str:
        """Return the list of what is in force."""
        return reverse("measures", args=[self.council.slug])


class OfMeasure(CouncilFormView):
    """What the pages of one warning or block share."""

    power = Power.READ_ALL
    section = "moderation"
    measure: Measure

    def prepare(self, **kwargs: Any) -> None:
        """Find it; refuse who does not rule."""
        rows = Measure.objects.filter(pk=kwargs["pk"], comment__in=comments_of(self.person).values("pk"))
        found = rows.select_related("comment").first()
        if found is None:
            raise Http404
        self.measure = found
        require_ruling(self.person)


class NoteGiven(OfMeasure):
    """Notes how the words of a warning reached its author."""

    form_class = GivenForm
    heading = "They have the words of the warning"
    lead = "Send them the words that stand with the comment, all of them. A block can follow only once they have them."
    button = "Note it"

    def act(self, form: forms.Form) -> str:
        """Note it."""
        note_given(actor=self.person, measure_id=self.measure.pk, **form.cleaned_data)
        return "It is noted how they were told."

    def next_address(self) -> str:
        """Return the comment."""
        return reverse("comment", args=[self.council.slug, self.measure.comment_id])


class KeepBlock(OfMeasure):
    """Keeps a block that was looked at again."""

    form_class = KeepForm
    heading = "It is still needed"
    lead = "Where it is not, go back and end it. It ends by itself on its last day in any case."
    button = "Keep it"

    def make_form(self, data: Any = None) -> forms.Form:
        """Make the form, which offers no day after the block's last."""
        form = super().make_form(data)
        if self.measure.ends_on is not None:
            form.fields["review_on"].widget.attrs["max"] = self.measure.ends_on.isoformat()
        return form

    def act(self, form: forms.Form) -> str:
        """Keep it."""
        made = look_again(actor=self.person, measure_id=self.measure.pk, **form.cleaned_data)
        return f"It holds until {day(made.ends_on)}. That it was looked at is in the record."

    def next_address(self) -> str:
        """Return the list of what is in force."""
        return reverse("measures", args=[self.council.slug])


class ProveThere(OfMeasure):
    """Notes that a block was set, or ended, by hand on its network."""

    form_class = ProofForm
    heading = "It is done there"
    button = "Note it as done"

    def act(self, form: forms.Form) -> str:
        """Note it."""
        made = prove_there(actor=self.person, measure_id=self.measure.pk, note=form.cleaned_data["proof"])
        return f"It is noted: {made.get_step_display().lower()}."

    def next_address(self) -> str:
        """Return the list of what is in force."""
        return reverse("measures", args=[self.council.slug])


class EndMeasure(OfMeasure):
    """Ends a block before its time."""

    form_class = ReasonForm
    heading = "End it now"
    button = "End it"

    def act(self, form: forms.Form) -> str:
        """End it."""
        end_measure(actor=self.person, measure_id=self.measure.pk, reason=form.cleaned_data["reason"])
        return "It is over."

    def next_address(self) -> str:
        """Return the list of what is in force."""
        return reverse("measures", args=[self.council.slug])
