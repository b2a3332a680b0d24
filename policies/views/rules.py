"""The rules of a council: by clause, made, changed, ended and tried out."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from policies.asking import as_kept
from policies.checks.base import Check
from policies.evaluate import all_checks, check_by_id
from policies.forms.rules import RuleFilterForm, RuleForm
from policies.gathering import gather
from policies.listing_rules import Sought, called, rules_shown
from policies.models import Clause, Rule, Version
from policies.regulating import change_rule, end_rule, make_rule
from policies.rule_history import end_of, history_of
from policies.rules import BY_STATUTE
from policies.standing import rule_of
from policies.trying import try_out
from policies.trying_comments import try_as_comment
from policies.views.asking import faults_of, shown_findings
from portal.channels.connectors.base import connectors
from portal.channels.models import Channel
from portal.councils.form_views import CouncilFormView
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.kinds import KINDS
from portal.refusals import NotYours, Refusal


class RulesPage(CouncilView):
    """The rules in being by check, a page at a time, and the checks that none of them uses."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them."""
        form = RuleFilterForm(request.GET)
        sought = form.sought()
        shown = rules_shown(self.council.pk, sought, request.GET.get("page"))
        form.offer(shown.in_use)
        words = {
            "section": "policies",
            "filter": form,
            "sought": sought != Sought(),
            "shown": shown,
            "page": shown.page,
            "unused": unused(set(shown.in_use)),
        }
        return render(request, "policies/rules.html", words)


class RuleEditor(CouncilView):
    """The form of a rule with its try-out; makes a new one, or changes the one that the address names."""

    power = Power.CONFIGURE

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Show the form."""
        rule = self._rule(pk)
        return self._page(request, rule, self._form(None, rule))

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Try the sample out, as a fragment where a script asks; with the button ``save``, keep the rule."""
        rule = self._rule(pk)
        form = self._form(request.POST, rule)
        fragment = bool(request.headers.get("HX-Request"))
        if not form.is_valid():
            if fragment:
                problems = faults_of(form) if request.POST.get("sample", "").strip() else []
                return render(request, "policies/ask_findings.html", {"shown": None, "problems": problems})
            return self._page(request, rule, form, status=422)
        if fragment or request.POST.get("act") == "try":
            shown = tried(self.person, form)
            if fragment:
                return render(request, "policies/ask_findings.html", {"shown": shown})
            return self._page(request, rule, form, shown=shown)
        try:
            made = self._keep(rule, form)
        except NotYours:
            raise
        except Refusal as refusal:
            form.add_error(None, f"{refusal.what} {refusal.next_step}")
            return self._page(request, rule, form, status=refusal.status)
        messages.success(request, "The rule applies from now on. How it stood before is kept.")
        return redirect("rule_page", council=self.council.slug, pk=made.pk)

    def _keep(self, rule: Rule | None, form: RuleForm) -> Rule:
        if rule is None:
            return make_rule(actor=self.person, clause=form.chosen_clause(), terms=form.terms())
        return change_rule(
            actor=self.person, rule_id=rule.pk, terms=form.terms(), clause=form.chosen_clause()
        )

    def _rule(self, pk: int | None) -> Rule | None:
        if pk is None:
            return None
        rows = Rule.objects.select_related("clause__version__policy", "changed_by__user")
        return get_object_or_404(rows, pk=pk, council=self.council)

    def _form(self, data: Any, rule: Rule | None) -> RuleForm:
        clauses = Clause.objects.filter(
            version__policy__council=self.council, version__state=Version.State.ADOPTED
        ).select_related("version__policy")
        # A rule is for a sort of channel, whichever body speaks there: so it is the sort that is named.
        rows, known = Channel.objects.filter(council=self.council).order_by("name"), connectors()
        channels = {
            row.connector: known[row.connector].label if row.connector in known else row.name for row in rows
        }
        return RuleForm(
            data,
            clauses=list(clauses.order_by("version__policy__title", "position")),
            channels=list(channels.items()),
            rule=rule,
            check_id=self.request.GET.get("check", ""),
        )

    def _page(
        self, request: HttpRequest, rule: Rule | None, form: RuleForm, *, shown: Any = None, status: int = 200
    ) -> HttpResponse:
        history = history_of(rule) if rule else []
        words = {
            "section": "policies",
            "rule": rule,
            "form": form,
            "shown": shown,
            "history": history,
            "ended": end_of(history[0].rule) if history else None,
            "chosen": check_by_id(str(form["check_id"].value() or "")),
            "checks": all_checks(),
            "kinds": KINDS.values(),
        }
        return render(request, "policies/rule.html", words, status=status)


class EndRule(CouncilFormView):
    """Lets a rule apply no longer."""

    power = Power.CONFIGURE
    section = "policies"
    heading = "End this rule?"
    lead = "From this moment it judges nothing. That it applied until now is kept."
    button = "End the rule"
    danger = True
    rule: Rule

    def prepare(self, **kwargs: Any) -> None:
        """Find the rule or raise Http404."""
        self.rule = get_object_or_404(
            Rule.objects.select_related("clause"), pk=kwargs["pk"], council=self.council
        )

    def words(self) -> dict[str, Any]:
        """Say which it is."""
        return {"eyebrow": f"{called(self.rule.check_id)}, clause {self.rule.clause.ref}"}

    def act(self, form: forms.Form) -> str:  # noqa: ARG002  there is nothing to read in it
        """End it."""
        end_rule(actor=self.person, rule_id=self.rule.pk)
        return "The rule has ended."

    def next_address(self) -> str:
        """Return the list."""
        return reverse("rules", args=[self.council.slug])


def unused(used: set[str]) -> list[tuple[Check, bool]]:
    """Return the checks of the installation that are not ``used``, by name, each with whether the law asks for it."""
    found = [(check, check.id in BY_STATUTE) for check in all_checks() if check.id not in used]
    return sorted(found, key=lambda row: row[0].name.casefold())


def tried(person: Person, form: RuleForm) -> dict[str, Any] | None:
    """Return what the rule in ``form`` alone finds in its sample, now, for the council; None without a sample.

    It is tried as everything that the rule covers, and said as what: a rule for comments as a comment.
    """
    text = form.cleaned_data["sample"].replace("\r\n", "\n")
    if not text.strip():
        return None
    terms, clause = form.terms(), form.chosen_clause()
    row = Rule(
        council=person.council,
        clause=clause,
        check_id=terms.check_id,
        severity=terms.severity,
        kinds=terms.kinds,
        channels=terms.channels,
        capacities=terms.capacities,
        parameters=dict(terms.parameters),
        waivable=terms.waivable,
    )
    of_comment = terms.target == Rule.Target.COMMENT
    if of_comment:
        result = try_as_comment(rule_of(row), text, person.council.pk, form.outlets)
    else:
        now = timezone.now()
        # A sample goes nowhere; a rule on the hour is shown what it says of this one.
        circumstances = replace(gather(person.council, at=now, writer_id=person.membership.pk), goes_at=now)
        result = try_out(rule_of(row), text, circumstances, form.outlets)
    rows = [{**as_kept(finding), "where": where} for finding, where in result.findings]
    return {**shown_findings(text, rows), "as_what": result.as_what, "of_comment": of_comment}
