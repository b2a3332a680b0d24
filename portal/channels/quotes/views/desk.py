"""Quotations on the desk: the lists, one quotation, and asking."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portal.channels.quotes.asking import Saying, ask_beforehand, ask_for_item, may_drop
from portal.channels.quotes.deciding import is_speaker
from portal.channels.quotes.forms import AskForm, BeforehandForm
from portal.channels.quotes.gates import why_not_speaking
from portal.channels.quotes.revoking import may_revoke
from portal.councils.form_views import CouncilFormView
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.access import get_visible, may_write, works_on
from portal.drafts.models import Communication, Quote, QuoteState
from portal.drafts.quotes.listing import asked_by, get_quote, seen_by, waiting_for
from portal.drafts.quotes.standing import Lock, locks_of
from portal.drafts.quotes.words import digest
from portal.refusals import NotYours

A_PAGE = 25
LISTS = {"waiting": "Waiting for you", "asked": "Asked by you", "all": "All that you may see"}


class QuotesPage(CouncilView):
    """Words that wait for the person, that they asked others for, and all that they may see."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of one of the lists."""
        chosen = request.GET.get("show", "")
        show = chosen if chosen in LISTS else "waiting"
        lists = {
            "waiting": lambda: waiting_for(self.person.user_id).filter(council=self.council),
            "asked": lambda: asked_by(self.person),
            "all": lambda: seen_by(self.person),
        }
        page = Paginator(lists[show](), A_PAGE).get_page(request.GET.get("page"))
        context = {"section": "drafts", "page": page, "show": show, "lists": LISTS}
        return render(request, "channels/quotes/list.html", context)


class QuotePage(CouncilView):
    """One quotation: its exact words, how it stands, and what the person may do about it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        quote = get_quote(self.person, pk)
        waits = quote.state == QuoteState.WAITING and quote.erased_at is None
        mine = is_speaker(self.person, quote)
        may_approve = mine and waits and self.person.may(Power.DRAFT)
        silent = why_not_speaking(quote) if may_approve else ""
        context = {
            "section": "drafts",
            "quote": quote,
            "mine": mine,
            "own_words": mine and quote.asked_by_id == self.person.membership.pk,
            "silent": silent,
            "may_decide": mine and waits,
            "may_approve": may_approve and not silent,
            "may_drop": waits and may_drop(self.person, quote, quote.communication),
            "may_note": waits and self.council.written_quote_approvals and self.person.may(Power.DECIDE),
            "may_revoke": quote.state == QuoteState.APPROVED and may_revoke(self.person, quote),
            "inside": quote.communication is not None and works_on(self.person, quote.communication),
        }
        return render(request, "channels/quotes/quote.html", context)


class AskPage(CouncilFormView):
    """Asks for the approval of one quotation of a draft."""

    section = "drafts"
    template_name = "channels/quotes/ask.html"
    heading = "Ask for approval of a quotation"
    button = "Ask for approval"
    item: Communication
    lock: Lock
    own: Quote | None = None

    def prepare(self, **kwargs: Any) -> None:
        """Find the quotation in the item's saved text, or raise Http404; NotYours for who does not write in it."""
        self.item = get_visible(self.person, kwargs["communication"])
        if not may_write(self.person, self.item):
            raise NotYours("Only who writes in an item asks for the approval of its quotations.")
        revision = self.item.current_revision
        if revision is None or revision.erased_at is not None:
            raise Http404
        found = [lock for lock in locks_of(self.item, revision.content) if lock.number == kwargs["number"]]
        if not found:
            raise Http404
        self.lock = found[0]

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with whom the quotation names, if they are a member."""
        return AskForm(
            data,
            council_id=self.council.pk,
            speaker=self.lock.speaker,
            initial={"sha256": digest(self.lock.words)},
        )

    def words(self) -> dict[str, Any]:
        """Return the quotation."""
        return {"item": self.item, "lock": self.lock}

    def act(self, form: forms.Form) -> str:
        """Ask."""
        assert isinstance(form, AskForm)  # noqa: S101  for the reader of types
        quote = ask_for_item(
            actor=self.person,
            communication_id=self.item.pk,
            number=self.lock.number,
            sha256=form.cleaned_data["sha256"],
            **form.whom(),
        )
        if _speaks(self.person, quote):
            self.own = quote
        return _asked(self.person, quote)

    def next_address(self) -> str:
        """Return the draft; of the person's own words the page on which they approve them."""
        if self.own is not None:
            return reverse("quote", args=[self.council.slug, self.own.pk])
        return reverse("draft", args=[self.council.slug, self.item.pk])


class BeforehandPage(CouncilFormView):
    """Asks for the approval of words before any item quotes them."""

    post_power = Power.DRAFT
    power = Power.DRAFT
    section = "drafts"
    heading = "Ask for approval of words"
    lead = "Any release of the council may quote them, unchanged, once their speaker approved them."
    button = "Ask for approval"

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form."""
        return BeforehandForm(data, council_id=self.council.pk)

    def act(self, form: forms.Form) -> str:
        """Ask."""
        assert isinstance(form, BeforehandForm)  # noqa: S101  for the reader of types
        typed = form.cleaned_data
        saying = Saying(typed["words"], typed["speaker"], typed["office"])
        return _asked(self.person, ask_beforehand(actor=self.person, saying=saying, **form.whom()))

    def next_address(self) -> str:
        """Return what the person asked for."""
        return reverse("quotes", args=[self.council.slug]) + "?show=asked"


def _speaks(person: Person, quote: Quote) -> bool:
    return quote.member is not None and quote.member.user_id == person.user_id


def _asked(person: Person, quote: Quote) -> str:
    if _speaks(person, quote):
        return "These are your own words. Read them once more as others will, and approve them."
    if quote.member_id is None:
        return f"{quote.speaker} gets a private link by email."
    return f"{quote.speaker} is asked on the desk, and told by email."
