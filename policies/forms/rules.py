"""The form of a rule: a clause, a check, its parameters, how severe, and where it applies."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from policies.checks.base import COMMENT
from policies.evaluate import Severity, all_checks
from policies.listing_rules import Sought, called
from policies.models import Clause, Rule
from policies.regulating import Terms, unfit_for_comments
from portal.drafts.kinds import KINDS
from portal.drafts.kinds.common import CAPACITIES

SEVERITIES = [
    (Severity.ADVISE.value, "Advise: it can go on as it is"),
    (Severity.ANSWER.value, "Must be answered before it goes on"),
    (Severity.BLOCK.value, "Block: it must be changed"),
]
_EVERYWHERE = "None ticked means all of them."
_NOT_IN_FORCE = "That clause is not in force any more. Nothing was changed: choose one of those offered."


class RuleForm(forms.Form):
    """The terms of a rule. What stands in ``sample`` is tried and never kept."""

    clause = forms.ChoiceField(
        label="Clause", error_messages={"required": "Choose the clause.", "invalid_choice": _NOT_IN_FORCE}
    )
    check_id = forms.ChoiceField(label="Check", error_messages={"required": "Choose the check."})
    severity = forms.ChoiceField(
        label="What does a finding ask for?",
        choices=SEVERITIES,
        widget=forms.RadioSelect,
        help_text=(
            "Of what is said to the council: “advise” points it out at the desk; what must be answered waits for a "
            "person first, on a channel that holds back what may break a rule; “block” waits wherever anything can be "
            "held back. Elsewhere both stand higher in the queue. No rule removes anything: a person does."
        ),
    )
    waivable = forms.BooleanField(
        label="Whoever decides may waive a finding, with a reason",
        required=False,
        help_text="For a finding that blocks. A waiver is on the record and on the council’s report.",
    )
    target = forms.ChoiceField(
        label="What does it judge?",
        choices=Rule.Target.choices,
        widget=forms.RadioSelect,
        help_text=(
            "What is said to the council is judged by the first group of checks alone. It has neither kind nor "
            "capacity: leave these empty then."
        ),
    )
    kinds = forms.MultipleChoiceField(
        choices=[(kind.slug, kind.label) for kind in KINDS.values()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_EVERYWHERE,
    )
    capacities = forms.MultipleChoiceField(
        choices=CAPACITIES, required=False, widget=forms.CheckboxSelectMultiple, help_text=_EVERYWHERE
    )
    channels = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, help_text=_EVERYWHERE
    )
    parameters = forms.CharField(
        required=False,
        max_length=20_000,
        help_text="What this council asks of the check, as JSON. Below is what each check takes. For none: {}",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    sample = forms.CharField(
        label="Try it out: sample text",
        required=False,
        max_length=20_000,
        strip=False,
        help_text="Judged by this rule alone. It is not kept.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        clauses: list[Clause],
        channels: list[tuple[str, str]],
        rule: Rule | None = None,
        check_id: str = "",
    ) -> None:
        super().__init__(data, initial=_initial(rule, check_id))
        self.clauses = {f"clause-{one.pk}": one for one in clauses}
        self._offer("clause", [(name, _called(one)) for name, one in self.clauses.items()])
        self._offer("check_id", _grouped())
        self.outlets = dict(channels)
        known = dict(channels) | {
            name: name for name in (rule.channels if rule else ()) if name not in dict(channels)
        }
        self._offer("channels", list(known.items()))

    def _offer(self, name: str, choices: "Sequence[tuple[str, str | list[tuple[str, str]]]]") -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the reader of types
        field.choices = list(choices)

    def clean_parameters(self) -> dict[str, Any]:
        """Read the JSON; the check itself reads it once more when the rule is kept."""
        text = self.cleaned_data["parameters"].strip() or "{}"
        try:
            read = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(
                'This is no JSON. Write for example {"most": 3}, or {} for none.'
            ) from error
        if not isinstance(read, dict):
            raise forms.ValidationError("Write names and values in braces, or {} for none.")
        return read

    def clean(self) -> dict[str, Any]:
        """Refuse, at its field, what has no meaning in a rule about comments."""
        typed: dict[str, Any] = super().clean() or {}
        for name, said in [] if self.errors else unfit_for_comments(self.terms()):
            self.add_error(name, said)
        return typed

    def chosen_clause(self) -> Clause:
        """Return the clause."""
        return self.clauses[self.cleaned_data["clause"]]

    def terms(self) -> Terms:
        """Return the terms."""
        typed = self.cleaned_data
        return Terms(
            typed["check_id"],
            typed["severity"],
            typed["parameters"],
            typed["target"],
            typed["kinds"],
            typed["channels"],
            typed["capacities"],
            typed["waivable"],
        )


class RuleFilterForm(forms.Form):
    """What to show of the rules; what cannot be read asks for nothing."""

    check = forms.CharField(label="Check", required=False, max_length=40, widget=forms.Select)
    severity = forms.ChoiceField(
        label="A finding",
        required=False,
        choices=[("", "Any"), ("block", "Blocks"), ("answer", "Must be answered"), ("advise", "Advises")],
    )
    kind = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=[("", "Any"), *((kind.slug, kind.label) for kind in KINDS.values())],
    )

    def sought(self) -> Sought:
        """Return what was asked for, without what could not be read."""
        self.is_valid()
        read = self.cleaned_data
        return Sought(read.get("check", ""), read.get("severity", ""), read.get("kind", ""))

    def offer(self, in_use: Iterable[str]) -> None:
        """Let the checks that rules use be chosen, by name, and the one that was asked for."""
        known = {check_id: called(check_id) for check_id in in_use}
        asked = self.cleaned_data.get("check", "")
        if asked:
            known.setdefault(asked, called(asked))
        widget: Any = self.fields["check"].widget
        widget.choices = [("", "Any"), *sorted(known.items(), key=lambda pair: pair[1].casefold())]


def _initial(rule: Rule | None, check_id: str) -> dict[str, Any]:
    if rule is None:
        return {
            "check_id": check_id,
            "severity": Severity.ADVISE.value,
            "target": Rule.Target.DRAFT.value,
            "parameters": "{}",
        }
    return {
        "clause": f"clause-{rule.clause_id}",
        "check_id": rule.check_id,
        "severity": rule.severity,
        "target": rule.target,
        "kinds": rule.kinds,
        "channels": rule.channels,
        "capacities": rule.capacities,
        "waivable": rule.waivable,
        "parameters": json.dumps(rule.parameters, ensure_ascii=False, indent=2),
    }


def _grouped() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the checks as they are offered: those that judge comments as well, then all others."""
    both, drafts = "What the council says, or what is said to it", "Only what the council says"
    groups: dict[str, list[tuple[str, str]]] = {both: [], drafts: []}
    for check in all_checks():
        groups[both if COMMENT in check.targets else drafts].append((check.id, check.name))
    return list(groups.items())


def _called(clause: Clause) -> str:
    words = clause.heading or clause.text
    return f"{clause.version.policy.title}: {clause.printed or clause.ref} {words[:60]}"
