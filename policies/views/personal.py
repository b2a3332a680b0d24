"""Accounts of members' and staff's own: theirs to declare, check and take off; the clerk reads the list and asks."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from policies.forms.personal import AnswerForm, CheckForm, DeclareForm, ListingForm
from policies.models import AccountCheck, AccountRequest, PersonalAccount
from policies.personal.asking import answer_request, ask_members
from policies.personal.declaring import (
    NOT_ASKED,
    allow_listing,
    check_again,
    declare,
    is_staff,
    may_declare,
    take_off,
    takes_part,
)
from policies.personal.disclaiming import disclaimer_of
from portal.councils.form_views import CouncilFormView
from portal.councils.models import Membership
from portal.councils.people import in_office
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.fields import ConfirmForm
from portal.refusals import NotYours

PAGE = 50
_MEMBER_LEAD = (
    "One in which you speak as a councillor. It stays yours; the council neither runs nor moderates it."
)
_STAFF_LEAD = (
    "A private one, where you want to check that nobody takes it for the council’s. It stays yours, and nobody asks "
    "you to enter it. The clerk sees that you did, and what you answered; the public never does."
)


def _with_last_check(rows: Any) -> Any:
    last = AccountCheck.objects.filter(account=OuterRef("pk")).order_by("-checked_at", "-pk")
    said = {
        name: Subquery(last.values(name)[:1])
        for name in ("checked_at", "no_council_email", "no_logo", "disclaimer_shown", "not_official_name")
    }
    return rows.annotate(**said)


class AccountsPage(CouncilView):
    """The accounts of whoever opens it; for who manages people those of all, and what members answered."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them."""
        now = timezone.now()
        open_ones = PersonalAccount.objects.filter(council=self.council, retired_at__isnull=True)
        mine = _with_last_check(open_ones.filter(member=self.person.membership)).order_by("pk")
        whole = self.person.may(Power.MANAGE_PEOPLE)
        holders = Membership.objects.filter(in_office(now), council=self.council)
        theirs = _with_last_check(open_ones.filter(member__in=holders)).select_related("member__user")
        page = Paginator(theirs.order_by("member__user__name", "pk"), PAGE).get_page(request.GET.get("page"))
        requests = AccountRequest.objects.filter(member__in=holders).select_related("member__user")
        asked = AccountRequest.objects.filter(member=self.person.membership, answered_at__isnull=True)
        words = {
            "section": "people",
            "today": timezone.localdate(),
            "mine": mine,
            "may_declare": may_declare(self.person),
            "asked": asked.exists(),
            "whole": whole,
            "page": page if whole else None,
            "requests": requests.order_by("-asked_at", "-pk")[:PAGE] if whole else (),
            "disclaimer": disclaimer_of(self.council, now),
        }
        return render(request, "policies/personal_accounts.html", words)


class OfAccounts(CouncilFormView):
    """A form about accounts of one's own, for members and staff."""

    section = "people"

    def prepare(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Refuse whoever is neither."""
        if not may_declare(self.person):
            raise NotYours(NOT_ASKED)

    def words(self) -> dict[str, Any]:
        """Say what an account must carry."""
        return {"disclaimer": disclaimer_of(self.council, timezone.now())}

    def next_address(self) -> str:
        """Return the list."""
        return reverse("personal_accounts", args=[self.council.slug])


class DeclareAccount(OfAccounts):
    """Declares one."""

    template_name = "policies/personal_check.html"
    heading = "Declare an account of your own"
    button = "Declare it"

    def prepare(self, **kwargs: Any) -> None:
        """Say which accounts are meant; staff have theirs in private, and enter one only to check it."""
        super().prepare(**kwargs)
        self.lead = _STAFF_LEAD if is_staff(self.person) else _MEMBER_LEAD

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask what is asked of whoever opens it."""
        return DeclareForm(data, person=self.person)

    def act(self, form: forms.Form) -> str:
        """Declare it."""
        made = declare(
            actor=self.person,
            declared=form.declared(),  # type: ignore[attr-defined]
            answers=form.answers(),  # type: ignore[attr-defined]
        )
        return f"{made} is declared. You are asked to check it again in a year."


class OfAnAccount(OfAccounts):
    """A form about an account of one's own; anybody else's does not exist."""

    account: PersonalAccount

    def prepare(self, **kwargs: Any) -> None:
        """Find it or raise Http404."""
        mine = PersonalAccount.objects.filter(member=self.person.membership, retired_at__isnull=True)
        found = mine.filter(pk=kwargs["pk"]).first()
        if found is None:
            raise Http404
        self.account = found

    def words(self) -> dict[str, Any]:
        """Say which it is."""
        return {**super().words(), "eyebrow": str(self.account)}


class CheckAccount(OfAnAccount):
    """Answers the four questions again."""

    template_name = "policies/personal_check.html"
    form_class = CheckForm
    heading = "Check your account"
    button = "Keep these answers"

    def act(self, form: forms.Form) -> str:
        """Keep them."""
        check_again(actor=self.person, account_id=self.account.pk, answers=form.answers())  # type: ignore[attr-defined]
        return "Your answers are kept with today’s date."


class AllowListing(OfAnAccount):
    """Consents to the public list, or takes the consent back; a private account has no such page."""

    heading = "The public list"
    lead = (
        "The council lists the accounts of members who agree, beside its own channels, and says there that they are "
        "not the council’s. You can change this at any time: it works at once."
    )

    def prepare(self, **kwargs: Any) -> None:
        """Find it or raise Http404."""
        super().prepare(**kwargs)
        if self.account.is_private:
            raise Http404

    def make_form(self, data: Any = None) -> forms.Form:
        """Begin with what holds."""
        return ListingForm(data, account=self.account)

    def act(self, form: forms.Form) -> str:
        """Keep it."""
        allowed = form.cleaned_data["allowed"] == "yes"
        allow_listing(actor=self.person, account_id=self.account.pk, allowed=allowed)
        return "It may be listed in public." if allowed else "It is not listed in public."


class TakeOff(OfAnAccount):
    """Takes it off the register."""

    form_class = ConfirmForm
    heading = "Take this account off the register?"
    lead = "Do this where you use it no more, or not as a councillor. What you answered about it is kept for a time."
    button = "Take it off"
    danger = True

    def act(self, form: forms.Form) -> str:  # noqa: ARG002
        """Take it off."""
        take_off(actor=self.person, account_id=self.account.pk)
        return f"{self.account} is off the register."


class AnswerRequest(OfAccounts):
    """Answers the clerk without declaring anything."""

    form_class = AnswerForm
    heading = "Accounts of your own"
    lead = "The clerk asked whether you speak as a councillor in accounts of your own. Taking part is your choice."
    button = "Answer"

    def prepare(self, **kwargs: Any) -> None:
        """Refuse whoever is no member: nobody else is asked."""
        super().prepare(**kwargs)
        if not takes_part(self.person):
            raise NotYours("Only members of the council are asked about accounts of their own.")

    def act(self, form: forms.Form) -> str:
        """Keep the answer."""
        answer_request(actor=self.person, answer=form.cleaned_data["answer"])
        return "Your answer is kept."


class AskMembers(CouncilFormView):
    """Asks every member who has not been asked yet."""

    power = Power.MANAGE_PEOPLE
    section = "people"
    form_class = ConfirmForm
    heading = "Ask members about their accounts?"
    lead = (
        "Each member who has declared none and was not asked before gets a message: they may declare their accounts, "
        "say that they have none, or that they take no part. Nobody is asked twice."
    )
    button = "Ask them"

    def act(self, form: forms.Form) -> str:  # noqa: ARG002
        """Ask."""
        told = ask_members(actor=self.person)
        return f"{told} {'member is' if told == 1 else 'members are'} asked."

    def next_address(self) -> str:
        """Return the list."""
        return reverse("personal_accounts", args=[self.council.slug])
