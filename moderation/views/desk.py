"""The desk of what the public says: its lists, one comment with the ruling on it, and what is entered by hand."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from moderation import claiming
from moderation.appeals.standing import may_be_appealed, open_appeal
from moderation.enforcing.proving import prove_done
from moderation.entering import enter_comment
from moderation.errands.reporting import takes_reports
from moderation.forms import EnterForm, ProofForm, RuleForm
from moderation.grounds import citable
from moderation.intake.listening import listenings_of
from moderation.intake.polling import readings_of
from moderation.intake.published import news_of, posted_of
from moderation.measures.ending import ended_blocks
from moderation.measures.showing import measures_shown
from moderation.models import Comment, Referral, Ruling
from moderation.nearly import Offered, offered, rule_together
from moderation.notices.seeing import may_read
from moderation.noticing import page_of
from moderation.queue import (
    PAGE,
    assessment_of,
    get_asked_author,
    history_of,
    listed,
    lists_for,
    names_of,
    next_for,
    referrals_of,
    rulings_of,
    said_by,
)
from moderation.seeing import (
    channels_of,
    get_comment,
    may_answer,
    may_enter,
    may_rule,
    may_rule_on,
    require_entering,
    require_ruling_on,
)
from moderation.states import Carrying, Handling
from moderation.telling import told_author
from moderation.threads import thread_of
from moderation.views.managed import CommentsDesk
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power

SECTION = "moderation"


class CommentsPage(CommentsDesk):
    """What waits, what is late, what is in hand, what is to be done by hand, what is settled."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of one list, or of what the author of one comment said."""
        lists, show = lists_for(self.person), request.GET.get("show", "")
        of = get_asked_author(self.person, request.GET.get("author", ""))
        show = "author" if of else show if show in lists else "waiting"
        rows = said_by(self.person, of) if of else listed(self.person, show)
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        words = {
            "section": SECTION,
            "show": show,
            "lists": lists,
            "of": of,
            "names": names_of(self.person, of) if of else [],
            "reads_all": self.person.may(Power.READ_ALL),
            "page": page,
            "may_enter": may_enter(self.person),
            "reads_notices": may_read(self.person),
            "readings": readings_of(channels_of(self.person)),
            "listenings": listenings_of(channels_of(self.person)),
            "today": timezone.localdate(),
            "kinds": dict(Referral.Kind.choices),
            "now": timezone.now(),
        }
        return render(request, "moderation/list.html", words)


class CommentPage(CommentsDesk, CouncilFormView):
    """One comment in its thread, and the ruling on it."""

    section = SECTION
    template_name = "moderation/comment.html"
    comment: Comment
    near = Offered()

    def prepare(self, **kwargs: Any) -> None:
        """Find it, or raise Http404; who only reads it rules nothing."""
        self.comment = get_comment(self.person, kwargs["pk"])
        if self.request.method == "POST":
            require_ruling_on(self.person, self.comment)
        self.rules_on_it = may_rule_on(self.person, self.comment) and self.comment.erased_at is None
        self.rules = citable(self.council.pk)

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form of the ruling."""
        self.made = rulings_of(self.comment)
        last = self.made[0].pk if self.made else 0
        asked, sent = self.request.GET, self.request.method == "POST"
        bare, every = sent or asked.get("words") == "show", not sent and asked.get("all") == "1"
        typed = self.request.POST.getlist("also")
        if self.rules_on_it:
            self.near = offered(self.person, self.comment, bare=bare, tick_all=every, typed=typed)
        return RuleForm(data, comment=self.comment, rules=self.rules, last=last, near=self.near)

    def act(self, form: forms.Form) -> str:
        """Rule."""
        assert isinstance(form, RuleForm)  # noqa: S101  for the reader of types
        reason = form.cleaned_data["reason"]
        also = form.also()
        made = rule_together(
            actor=self.person, comment_id=self.comment.pk, judged=form.judged(), reason=reason, also=also
        )
        near = {key for key, _ in also}
        alike = made.alike.filter(comment__likeness=made.comment.likeness).exclude(comment__in=near).count()
        more = f", and on {alike} with the same words" if alike else ""
        more += f", and on {len(near)} that say nearly the same" if near else ""
        told = f"You ruled on {self.comment.reference}{more}: {made.get_outcome_display().lower()}."
        left = made.takes_down and self.comment.gone_at is not None
        return f"{told} It was deleted there before: nothing was left to hide." if left else told

    def next_address(self) -> str:
        """Return the next comment that waits, or the list."""
        found = next_for(self.person, self.comment) if self.request.method == "POST" else None
        if found is not None:
            return reverse("comment", args=[self.council.slug, found.pk])
        return reverse("moderation", args=[self.council.slug])

    def words(self) -> dict[str, Any]:
        """Return what the page shows beside the form."""
        one, now = self.comment, timezone.now()
        in_hand = one.claimed_until is not None and one.claimed_until > now
        news = news_of(one.publication.communication_id) if one.publication else None
        made, seen, bare = self.made, assessment_of(one), self.request.GET.get("words") == "show"
        return {
            "seen": seen,
            "shown": page_of(one.text, seen, bare=bare, attached=one.attached),
            "shows_all": bare,
            "comment": one,
            "pictures": [_picture(each) for each in getattr(one, "pictures_read", ())],
            "versions": list(one.versions.order_by("-number")),
            "thread": thread_of(self.person, one),
            "history": history_of(self.person, one),
            "names": names_of(self.person, one),
            "news": news,
            "posted": posted_of(one.publication.communication_id) if one.publication and not news else None,
            "rulings": made,
            "referrals": referrals_of(self.person, one),
            "reports_there": takes_reports(one) and one.gone_at is None,
            "measures": measures_shown(self.person, self.comment),
            "blocks_over": ended_blocks(self.person, one).count() if self.person.may(Power.READ_ALL) else 0,
            "appeal": open_appeal(made),
            "may_be_appealed": may_be_appealed(one, made),
            # They hold the key by which its author appeals.
            "author_told": _words_for_author(one, made) if may_enter(self.person) else "",
            "by_hand": next((r for r in made[:1] if _waits(r)), None),
            "waits": one.handling == Handling.WAITING,
            "held_by_other": in_hand and one.claimed_by_id != self.person.membership.pk,
            "in_my_hand": in_hand and one.claimed_by_id == self.person.membership.pk,
            "rules_on_it": self.rules_on_it,
            "enters": may_enter(self.person) and one.erased_at is None,
            "answers": one.erased_at is None and may_answer(self.person, one),
            "reads_all": self.person.may(Power.READ_ALL),
            "reads_notices": may_read(self.person),
            "rules_all": may_rule(self.person),
            "rules": self.rules,
            "near": self.near,
            "now": now,
        }


def _picture(read: dict[str, Any]) -> dict[str, Any]:
    """Return a picture as the query of its comment read it, its moments as such."""
    return {**read, **{name: datetime.fromisoformat(read[name]) for name in ("seen_at", "kept_at")}}


def _words_for_author(comment: Comment, made: list[Ruling]) -> str:
    """Return what its author is told of the ruling in force that took it down on a network, '' where nothing is to be.

    In the newsroom the placeholder says it; a network has no place for one.
    """
    if not made or not made[0].takes_down or comment.way != Comment.Way.NETWORK:
        return ""
    return told_author(comment, made[0])


def _waits(ruled: Any) -> bool:
    carried = getattr(ruled, "enforcement", None)
    return carried is not None and carried.state == Carrying.BY_HAND


class ClaimComment(CommentsDesk):
    """Takes it in hand."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take it, and lead back to it."""
        found = get_comment(self.person, pk)
        claiming.claim(actor=self.person, comment_id=found.pk)
        messages.success(request, "It is in your hand for a quarter of an hour. Others see that.")
        return redirect("comment", council=self.council.slug, pk=found.pk)


class PutBackComment(CommentsDesk):
    """Puts it back."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put it back, and lead to the list."""
        found = get_comment(self.person, pk)
        require_ruling_on(self.person, found)
        claiming.put_back(actor=self.person, comment_id=found.pk)
        messages.success(request, "It is back in the queue.")
        return redirect("moderation", council=self.council.slug)


class ProveRuling(CouncilFormView):
    """Notes that a ruling was carried out by hand."""

    power = Power.READ_ALL
    section = SECTION
    form_class = ProofForm
    heading = "It is done there"
    button = "Note it as done"
    comment: Comment

    def prepare(self, **kwargs: Any) -> None:
        """Find the comment; refuse who carries nothing out."""
        self.comment = get_comment(self.person, kwargs["pk"])
        require_entering(self.person)

    def act(self, form: forms.Form) -> str:
        """Note it."""
        proof = form.cleaned_data["proof"]
        prove_done(actor=self.person, comment_id=self.comment.pk, note=proof)
        return "It is noted as done."

    def next_address(self) -> str:
        """Return the comment."""
        return reverse("comment", args=[self.council.slug, self.comment.pk])


class EnterComment(CouncilFormView):
    """Enters what reached the council by hand."""

    power = Power.READ_ALL
    section = SECTION
    heading = "Enter what somebody said"
    lead = (
        "A call, a note, a word at the counter, a message to a member’s own account: it waits at the desk with the "
        "rest, and the same clock runs for the answer."
    )
    button = "Enter it"
    made: Comment | None = None

    def prepare(self, **kwargs: Any) -> None:  # noqa: ARG002  the address names nothing
        """Refuse who enters nothing."""
        require_entering(self.person)

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form."""
        return EnterForm(data, person=self.person)

    def act(self, form: forms.Form) -> str:
        """Enter it."""
        assert isinstance(form, EnterForm)  # noqa: S101  for the reader of types
        self.made = enter_comment(
            actor=self.person, arrived=form.arrived(), came_on=form.cleaned_data["came_on"]
        )
        return f"It is entered as {self.made.reference}."

    def next_address(self) -> str:
        """Return what was entered, or the list."""
        if self.made is not None:
            return reverse("comment", args=[self.council.slug, self.made.pk])
        return reverse("moderation", args=[self.council.slug])
