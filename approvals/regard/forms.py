"""The checklist as a form: a fieldset for each principle, its answer and its note."""

from collections.abc import Mapping
from typing import Any

from django import forms

from approvals.regard.answering import LONGEST_NOTE, Answer, Given, Regard
from approvals.regard.principles import BY_SLUG, PRINCIPLES

PREFIX = "regard"


class RegardForm(forms.Form):
    """Seven questions, each yes, no or not applicable, with a note. What is required is said by the verb."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, given: Regard | None = None) -> None:
        initial: dict[str, str] = {}
        for slug, one in (given or {}).items():
            initial |= {slug: one.answer, f"{slug}_note": one.note}
        super().__init__(data, prefix=PREFIX, initial=initial)
        for principle in PRINCIPLES:
            self.fields[principle.slug] = forms.ChoiceField(
                label=principle.asks, choices=Answer.choices, required=False, widget=forms.RadioSelect
            )
            self.fields[f"{principle.slug}_note"] = forms.CharField(
                label="Note",
                required=False,
                max_length=LONGEST_NOTE,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a note to a question that has no answer: it would be lost."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for slug in BY_SLUG:
            if typed.get(f"{slug}_note") and not typed.get(slug) and slug not in self.errors:
                self.add_error(slug, "Choose yes, no or not applicable: you wrote a note.")
        return typed

    def regard(self) -> Regard:
        """Return what was answered; call it on a valid form."""
        typed = self.cleaned_data
        return {slug: Given(typed[slug], typed[f"{slug}_note"]) for slug in BY_SLUG if typed.get(slug)}

    def mend(self, wrong: Mapping[str, str]) -> None:
        """Show what a verb found wrong beside the questions."""
        for slug, words in wrong.items():
            field = f"{slug}_note" if "note" in words else slug
            self.add_error(field, words)

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """Return (id of the field, what to mend) for the error summary, in the order of the questions."""
        found = []
        for slug, principle in BY_SLUG.items():
            at = {slug: f"id_{PREFIX}-{slug}_0", f"{slug}_note": f"id_{PREFIX}-{slug}_note"}
            found += [
                (place, f"{principle.name}: {words}")
                for name, place in at.items()
                for words in self.errors.get(name, [])
            ]
        return found
