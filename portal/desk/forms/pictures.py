"""What becomes of an item that shows a picture or recording whose permission is gone."""

from collections.abc import Sequence
from typing import Any

from django import forms

from portal.drafts.models import Depicting
from portal.fields import reason_field


class UseForm(forms.Form):
    """Stopped, or shown with another picture or recording."""

    outcome = forms.ChoiceField(
        label="What becomes of it?",
        choices=[("stop", "Stop it"), ("replace", "Show another instead")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what becomes of it."},
    )
    reason = reason_field("Needed to stop it. Of what was in public, readers are told.")
    instead = forms.ChoiceField(required=False, help_text="Of the library, those that may be used.")

    def __init__(
        self,
        data: Any = None,
        *,
        pk: int,
        stops: str,
        called: str,
        offered: Sequence[Depicting],
        **options: Any,
    ) -> None:
        super().__init__(data, auto_id=f"id_{pk}_%s", **options)
        self.called = called
        outcome, instead = self.fields["outcome"], self.fields["instead"]
        assert isinstance(outcome, forms.ChoiceField)  # noqa: S101  for the reader of types
        assert isinstance(instead, forms.ChoiceField)  # noqa: S101
        replace = ("replace", f"Show another {called} instead; it needs a new approval")
        outcome.choices = [("stop", stops), replace] if stops else [replace]
        instead.label = f"{called.title()} to show instead"
        instead.choices = [("", f"Choose a {called}"), *((str(one.pk), str(one)[:80]) for one in offered)]
        self.fields["reason"].required = False

    def clean(self) -> dict[str, Any]:
        """Ask for what the outcome needs."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("outcome") == "stop" and not cleaned.get("reason"):
            self.add_error("reason", "Give a reason.")
        if cleaned.get("outcome") == "replace" and not cleaned.get("instead"):
            self.add_error("instead", f"Choose the {self.called} to show instead.")
        return cleaned
