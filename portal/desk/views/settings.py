"""The council's settings: readable by every member, changed by the clerk."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from approvals.models import ConsultRule
from approvals.routes.setting import routes_of
from policies.drafting import set_drafting_rules
from policies.models import DraftingRule
from portal.channels.outbox.standstill import hold_everything, resume
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power, Role
from portal.councils.settling import (
    DETAILS,
    allow_written_quote_approvals,
    change_details,
    let_authors_name_reviewers,
    require_second_officer,
    set_publicity_rules,
)
from portal.councils.views import CouncilView
from portal.desk.forms.settings import (
    DetailsForm,
    DraftingForm,
    HoldForm,
    PublicityForm,
    ReviewersForm,
    SecondOfficerForm,
    WrittenQuotesForm,
)
from portal.drafts.kinds import KINDS
from portal.records.models import Snapshot


class SettingsPage(CouncilView):
    """How this council is set up."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the settings, with the way to change each."""
        rules: dict[str, list[DraftingRule]] = {slug: [] for slug in KINDS}
        for rule in DraftingRule.objects.filter(council=self.council):
            rules.setdefault(rule.kind, []).append(rule)
        drafting = [
            {
                "kind": kind,
                "roles": [Role(rule.role).label for rule in rules[slug]],
                "clause": rules[slug][0].clause if rules[slug] else "",
            }
            for slug, kind in KINDS.items()
        ]
        routes = routes_of(self.council.pk)
        rules_of_consulting = ConsultRule.objects.filter(council=self.council).order_by(
            "kind", "office", "pk"
        )
        words = {
            "consult_rules": rules_of_consulting,
            "routes": [{"kind": kind, "steps": routes.get(slug, [])} for slug, kind in KINDS.items()],
            "section": "settings",
            "drafting": drafting,
            "hold": _hold_of(self.council.pk),
        }
        return render(request, "desk/settings.html", words)


def _hold_of(council_id: int) -> Snapshot | None:
    """Return the reason that was filed with the last hold, or None."""
    filed = Snapshot.objects.filter(council_id=council_id, object_type="council", object_id=council_id)
    return filed.filter(status="issuing_held").order_by("-at", "-pk").first()


class SettingForm(CouncilFormView):
    """A form that changes one setting and returns to the settings."""

    power = Power.CONFIGURE
    section = "settings"

    def next_address(self) -> str:
        """Return the settings' page."""
        return reverse("settings", args=[self.council.slug])


class ChangeDetails(SettingForm):
    """Changes what the council is called and how it is reached."""

    heading = "Change names, titles and addresses"
    lead = (
        "The letterhead, the newsroom and the press mail show this from now on. What was there before is kept with the "
        "record."
    )

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with what is there now."""
        return DetailsForm(data, initial={name: getattr(self.council, name) for name in DETAILS})

    def act(self, form: forms.Form) -> str:
        """Change it."""
        change_details(actor=self.person, **form.cleaned_data)
        return "The council’s details are changed."


class SecondOfficer(SettingForm):
    """Requires a second officer, or lets the clerk clear own work."""

    heading = "Second officer"
    lead = "Most councils have one clerk, who may then approve own work. Larger ones can require a second person."

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with what is set now."""
        return SecondOfficerForm(
            data, initial={"required": "yes" if self.council.second_officer_required else "no"}
        )

    def act(self, form: forms.Form) -> str:
        """Set it."""
        required = form.cleaned_data["required"] == "yes"
        require_second_officer(actor=self.person, required=required)
        return "A second officer is required now." if required else "No second officer is required now."


class WrittenQuotes(SettingForm):
    """Lets the clerk record written approvals of quotations, or no more."""

    heading = "Written approvals of quotations"
    lead = (
        "A speaker approves their words on the desk or by private link. Where somebody cannot, the clerk may record "
        "what they wrote: the clerk approves nothing."
    )

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with what is set now."""
        now = "yes" if self.council.written_quote_approvals else "no"
        return WrittenQuotesForm(data, initial={"allowed": now})

    def act(self, form: forms.Form) -> str:
        """Set it."""
        allowed = form.cleaned_data["allowed"] == "yes"
        allow_written_quote_approvals(actor=self.person, allowed=allowed)
        return (
            "The clerk may record written approvals now."
            if allowed
            else "Written approvals are not recorded."
        )


class ReviewersRule(SettingForm):
    """Lets whoever writes in an item name its reviewers, or the clerk alone."""

    heading = "Who names reviewers"
    lead = (
        "A partner can check facts, a solicitor can read: on the desk, or by a private link without an account. What "
        "is on a matter of named access only the clerk opens to a reviewer, with a reason."
    )

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with what is set now."""
        return ReviewersForm(
            data, initial={"allowed": "yes" if self.council.authors_name_reviewers else "no"}
        )

    def act(self, form: forms.Form) -> str:
        """Set it."""
        allowed = form.cleaned_data["allowed"] == "yes"
        let_authors_name_reviewers(actor=self.person, allowed=allowed)
        return (
            "Whoever writes in an item may name reviewers now."
            if allowed
            else "The clerk names reviewers now."
        )


class Publicity(SettingForm):
    """Says when the publicity checklist is required, and who reads the account of publicity."""

    heading = "Publicity code and account"
    lead = (
        "The Local Government Act 1986 asks for regard to the publicity code in each decision on publicity (section "
        "4), and for a separate account of what publicity cost (section 5)."
    )

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with what is set now."""
        account = "members" if self.council.publicity_account_shared else "office"
        return PublicityForm(
            data, initial={"checklist": self.council.publicity_checklist, "account": account}
        )

    def act(self, form: forms.Form) -> str:
        """Set both."""
        shared = form.cleaned_data["account"] == "members"
        set_publicity_rules(
            actor=self.person, checklist=form.cleaned_data["checklist"], account_shared=shared
        )
        return "The rules on publicity are set."


class DraftingSetting(SettingForm):
    """Says which offices may draft a kind, by which clause."""

    kind: str

    def prepare(self, **kwargs: Any) -> None:
        """Know the kind, or raise Http404."""
        self.kind = kwargs["kind"]
        if self.kind not in KINDS:
            raise Http404
        self.heading = f"Who may draft: {KINDS[self.kind].label.lower()}"

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with the rules in force."""
        rules = list(DraftingRule.objects.filter(council=self.council, kind=self.kind))
        now = {
            "everybody": "no" if rules else "yes",
            "roles": [rule.role for rule in rules],
            "clause": rules[0].clause if rules else "",
        }
        return DraftingForm(data, initial=now)

    def act(self, form: forms.Form) -> str:
        """Set the rules."""
        roles = form.cleaned_data["roles"] if form.cleaned_data["everybody"] == "no" else []
        set_drafting_rules(actor=self.person, kind=self.kind, roles=roles, clause=form.cleaned_data["clause"])
        return f"Who may draft is changed: {KINDS[self.kind].label.lower()}."


class HoldEverything(SettingForm):
    """Holds everything back at once."""

    power = Power.DECIDE
    form_class = HoldForm
    heading = "Hold everything back?"
    lead = (
        "Nothing new goes out from this moment, on any channel. What is being sent this very moment cannot be "
        "recalled. What waits is held, and what you approve meanwhile. Withdrawals still go out."
    )
    button = "Hold everything"
    danger = True

    def act(self, form: forms.Form) -> str:
        """Hold."""
        many = hold_everything(actor=self.person, reason=form.cleaned_data["reason"])
        return f"Everything is held back: {_items(many)} waited to go out."


def _items(many: int) -> str:
    return "1 item" if many == 1 else f"{many or 'no'} items"


class ResumeIssuing(SettingForm):
    """Lets issuing go on."""

    power = Power.DECIDE
    form_class = HoldForm
    heading = "Resume issuing?"
    lead = (
        "What you approve from now on goes out again. Nothing that waited during the hold bursts out, not even at its "
        "hour: you confirm, change or stop each item."
    )
    button = "Resume issuing"
    many = 0

    def act(self, form: forms.Form) -> str:
        """Resume."""
        self.many = resume(actor=self.person, reason=form.cleaned_data["reason"])
        if not self.many:
            return "Issuing goes on. Nothing had waited."
        return f"Issuing goes on. {_items(self.many)} waited: confirm, change or stop each one."

    def next_address(self) -> str:
        """Return the list of what to confirm, or the settings where nothing waited."""
        return reverse("to_confirm", args=[self.council.slug]) if self.many else super().next_address()
