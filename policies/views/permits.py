"""The register of the clerk's permissions: who may do what until when, granting, and what needs one."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from policies.forms.permits import FilterForm, GrantForm, PermissionRulesForm
from policies.models import PermissionRule
from policies.periods.announcing import start_of
from policies.permits.erasing import words_due
from policies.permits.granting import grant
from policies.permits.listing import Asked, reads_all, register
from policies.permits.ruling import set_permission_rules
from policies.permits.wording import told
from portal.councils.form_views import CouncilFormView
from portal.councils.models import Permission
from portal.councils.powers import Power
from portal.councils.views import CouncilView

PAGE = 25
LEADS = {
    Permission.Scope.DRAFT_KIND: (
        "The text still goes through approval. Permission to draft is never permission to issue."
    ),
    Permission.Scope.SPEAK: (
        "They may write in the council’s name, be quoted in what it issues and speak to the press for it. "
        "What goes out is still approved before."
    ),
    Permission.Scope.POST: "What they write may go out on this channel, once it is approved.",
    Permission.Scope.MANAGE: (
        "They look after this account for the council, and what they write may go out there."
    ),
    Permission.Scope.SHARE: (
        "Papers and letters of the council are shared outside only with the clerk’s recorded permission."
    ),
    Permission.Scope.QUOTE: "They may repeat what the council agreed, in its words.",
}


class PermissionsPage(CouncilView):
    """The register: whoever grants or reads all sees everybody's; others their own."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it, filtered as asked; a filter that cannot be read is none."""
        whole = reads_all(self.person)
        form = FilterForm(request.GET or None, actor=self.person)
        chosen = form.cleaned_data if form.is_valid() else {}
        holder = chosen.get("holder")
        asked = Asked(
            standing=chosen.get("standing") or "open",
            scope=chosen.get("scope") or "",
            holder_id=holder.pk if holder and whole else None,
        )
        if not whole:
            del form.fields["holder"]
        page = Paginator(register(self.person, asked), PAGE).get_page(request.GET.get("page"))
        rules = PermissionRule.objects.filter(council=self.council).select_related("channel")
        may_erase = self.person.may(Power.CONFIGURE)
        words = {
            "due": len(words_due(self.council, timezone.now())) if may_erase else 0,
            "section": "people",
            "page": page,
            "rows": told(page.object_list, self.person),
            "whole": whole,
            "filters": form,
            "scopes": Permission.Scope.choices,
            "rules": rules.order_by("act", "pk"),
        }
        return render(request, "policies/permissions.html", words)


class GrantPermission(CouncilFormView):
    """Grants one permission; the address says for which sort of thing."""

    power = Power.MANAGE_PEOPLE
    section = "people"
    button = "Grant the permission"
    scope: str

    def prepare(self, **kwargs: Any) -> None:
        """Know the scope or raise Http404."""
        if kwargs["scope"] not in Permission.Scope.values:
            raise Http404
        self.scope = kwargs["scope"]
        self.heading = f"Permission: {Permission.Scope(self.scope).label.lower()}"
        self.lead = LEADS[Permission.Scope(self.scope)]

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask for what the scope needs."""
        return GrantForm(data, actor=self.person, scope=self.scope)

    def act(self, form: forms.Form) -> str:
        """Grant it."""
        first, last = form.cleaned_data["starts_on"], form.cleaned_data["ends_on"]
        made = grant(
            actor=self.person,
            holder=form.cleaned_data["holder"],
            what=form.what(),  # type: ignore[attr-defined]
            reason=form.cleaned_data["reason"],
            starts_at=start_of(first) if first else None,
            until=start_of(last + timedelta(days=1)) if last else None,
        )
        when = "from now" if made.starts_at <= timezone.now() else "from the day you chose"
        (said,) = told([made], self.person)
        return f"{made.holder.shown_name} is permitted, {when}: {said.what}."

    def next_address(self) -> str:
        """Return the register."""
        return reverse("permissions", args=[self.council.slug])


class PermissionRules(CouncilFormView):
    """Sets what members do only with the clerk's permission."""

    power = Power.CONFIGURE
    section = "people"
    heading = "What needs the clerk’s permission"
    lead = (
        "The clerk and officers need none. What waits to go out is judged again: it is held where a permission that "
        "you ask for here is missing. A part in the account of such a channel needs the permission to manage it. "
        "Who may draft which kind is set under Settings."
    )

    def make_form(self, data: Any = None) -> forms.Form:
        """Begin with what holds."""
        return PermissionRulesForm(data, actor=self.person)

    def act(self, form: forms.Form) -> str:
        """Set it."""
        cleaned = form.cleaned_data
        set_permission_rules(
            actor=self.person,
            acts=cleaned["acts"],
            channel_ids=[row.pk for row in cleaned["channels"]],
            clause=cleaned["clause"],
        )
        return "What needs the clerk’s permission is set."

    def next_address(self) -> str:
        """Return the register."""
        return reverse("permissions", args=[self.council.slug])
