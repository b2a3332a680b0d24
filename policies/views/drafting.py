"""Entering a policy, drafting its next version, reviewing the clauses, adopting, discarding."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from policies.documents.adopting import unmapped_rules
from policies.documents.bringing import enter_draft, enter_policy
from policies.documents.keeping import keep_as_it_is
from policies.documents.lifting import adoption_told
from policies.documents.wording import discard, rewrite, wording_of
from policies.forms.documents import AdoptForm, BringForm, NewPolicyForm, ReviewedForm
from policies.forms.reviewing import Sheet
from policies.models import Policy, Version
from policies.packs.loading import adopt_with_rules
from policies.views.desk import find_version
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.templatetags.words import day
from portal.councils.views import CouncilView
from portal.refusals import NotYours, Refusal


class NewPolicy(CouncilFormView):
    """Enters a policy from a file, from pasted text or from nothing."""

    power = Power.CONFIGURE
    section = "policies"
    heading = "Enter a policy"
    lead = (
        "What you bring is read into clauses, which you go through on the next page. Nothing is in force before the "
        "council adopts it."
    )
    button = "Read it into clauses"
    made: Version | None = None

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, with the file where one was sent."""
        return NewPolicyForm(data, self.request.FILES if data is not None else None)

    def act(self, form: forms.Form) -> str:
        """Enter it."""
        assert isinstance(form, NewPolicyForm)  # noqa: S101  for the reader of types
        typed = form.cleaned_data
        self.made = enter_policy(
            actor=self.person, kind=typed["kind"], title=typed["title"], brought=form.brought
        )
        return f"“{self.made.policy.title}” has a first draft. Go through its clauses."

    def next_address(self) -> str:
        """Return the review of the draft, or the list."""
        slug = self.council.slug
        return (
            reverse("version_review", args=[slug, self.made.pk])
            if self.made
            else reverse("policies", args=[slug])
        )


class NewDraft(CouncilFormView):
    """Drafts the next version of a policy."""

    power = Power.CONFIGURE
    section = "policies"
    heading = "Draft the next version"
    lead = "The version in force stays in force until the council adopts this one."
    button = "Begin the draft"
    policy: Policy
    made: Version | None = None

    def prepare(self, **kwargs: Any) -> None:
        """Find the policy or raise Http404."""
        self.policy = get_object_or_404(Policy, pk=kwargs["pk"], council=self.council)

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form; the version in force is offered where there is one."""
        now = self.policy.versions.filter(state=Version.State.ADOPTED).first()
        return BringForm(data, self.request.FILES if data is not None else None, in_force=now)

    def words(self) -> dict[str, Any]:
        """Say which policy it is."""
        return {"eyebrow": self.policy.title}

    def act(self, form: forms.Form) -> str:
        """Draft it."""
        assert isinstance(form, BringForm)  # noqa: S101  for the reader of types
        self.made = enter_draft(actor=self.person, policy=self.policy, brought=form.brought)
        return f"Version {self.made.number} is in draft. Go through its clauses."

    def next_address(self) -> str:
        """Return the review of the draft, or the policy."""
        slug = self.council.slug
        if self.made:
            return reverse("version_review", args=[slug, self.made.pk])
        return reverse("policy", args=[slug, self.policy.pk])


class ReviewVersion(CouncilView):
    """The clauses of a draft, to be edited, merged, split, renumbered, moved and removed. One form, a button an act."""

    power = Power.CONFIGURE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a page of clauses."""
        version = find_version(self, pk)
        if version.state != Version.State.DRAFT:
            return redirect("version", council=self.council.slug, pk=pk)
        return self._page(request, version, Sheet(wording_of(version), request.GET.get("page", "")))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save what was typed and carry the act out; a refusal shows the page as it was typed."""
        version = find_version(self, pk)
        sheet = Sheet(wording_of(version), request.GET.get("page", ""), request.POST)
        try:
            clauses, place = sheet.after_act()
            rewrite(actor=self.person, version_id=pk, clauses=clauses, based_on=sheet.based_on)
        except NotYours:
            raise
        except Refusal as refusal:
            words = [("clauses", f"{refusal.what} {refusal.next_step}")]
            return self._page(request, version, sheet, errors=words, status=refusal.status)
        messages.success(request, "Saved.")
        return redirect(f"{reverse('version_review', args=[self.council.slug, pk])}{place}")

    def _page(
        self, request: HttpRequest, version: Version, sheet: Sheet, *, errors: Any = None, status: int = 200
    ) -> HttpResponse:
        words = {
            "section": "policies",
            "version": version,
            "policy": version.policy,
            "sheet": sheet,
            "page": sheet.page,
            "errors": errors,
        }
        return render(request, "policies/desk_review.html", words, status=status)


class ActOnDraft(CouncilFormView):
    """A form about one draft of this council."""

    power = Power.CONFIGURE
    section = "policies"
    version: Version

    def prepare(self, **kwargs: Any) -> None:
        """Find the version or raise Http404."""
        self.version = find_version(self, kwargs["pk"])

    def words(self) -> dict[str, Any]:
        """Say which it is about."""
        return {"eyebrow": f"{self.version.policy.title}, version {self.version.number}"}

    def next_address(self) -> str:
        """Return the policy's page."""
        return reverse("policy", args=[self.council.slug, self.version.policy_id])


class AdoptVersion(ActOnDraft):
    """Enters that the council adopted a draft."""

    heading = "Enter the council’s adoption"
    lead = (
        "From this moment the version is in force and public, and the one before is superseded. It cannot be changed "
        "any more: a change is a new version."
    )
    button = "It was adopted"

    def make_form(self, data: Any = None) -> forms.Form:
        """Begin with what the document told of it, and ask where the rules go whose clause has no namesake."""
        rules = unmapped_rules(self.version)
        clauses = list(self.version.clauses.order_by("position")) if rules else []
        return AdoptForm(data, rules=rules, clauses=clauses, told=adoption_told(self.version))

    def act(self, form: forms.Form) -> str:
        """Adopt it."""
        assert isinstance(form, AdoptForm)  # noqa: S101  for the reader of types
        version, bound = adopt_with_rules(
            actor=self.person, version_id=self.version.pk, adoption=form.adoption(), mapping=form.mapping()
        )
        said = f"Version {version.number} is in force and public."
        return f"{said} {len(bound.rules)} rules that carry it out apply from now on." if bound else said


class LeaveAsItIs(ActOnDraft):
    """Enters that the council reviewed the version in force and changed nothing."""

    form_class = ReviewedForm
    heading = "Reviewed and left as it is"
    lead = (
        "The next review counts from this day. Where the council changed anything, draft the next version instead: "
        "not a word of this one can be changed."
    )
    button = "It was left as it is"

    def prepare(self, **kwargs: Any) -> None:
        """Find the version in force or raise Http404."""
        super().prepare(**kwargs)
        if self.version.state != Version.State.ADOPTED:
            raise Http404

    def act(self, form: forms.Form) -> str:
        """Enter it."""
        assert isinstance(form, ReviewedForm)  # noqa: S101  for the reader of types
        made = keep_as_it_is(actor=self.person, version_id=self.version.pk, reviewed=form.reviewed())
        return f"The review is entered. The next one is due on {day(made.next_due)}."


class DiscardDraft(ActOnDraft):
    """Throws a draft away."""

    heading = "Discard this draft?"
    lead = "Its wording is gone for good; that there was a draft stays in the record."
    button = "Discard"
    danger = True

    def act(self, form: forms.Form) -> str:  # noqa: ARG002  there is nothing to read in it
        """Discard it."""
        discard(actor=self.person, version_id=self.version.pk)
        return "The draft is discarded."
