"""What becomes of an item that shows a picture whose permission is gone."""

from typing import Any

from django import forms

from portal.drafts.models import Media
from portal.fields import reason_field


class UseForm(forms.Form):
    """Stopped, or shown with another picture."""

    outcome = forms.ChoiceField(
        label="What becomes of it?",
        choices=[("stop", "Stop it"), ("replace", "Show another picture instead")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what becomes of it."},
    )
    reason = reason_field("Needed to stop it. Of what was in public, readers are told.")
    picture = forms.ChoiceField(
        label="Picture to show instead", required=False, help_text="Of the library, those that may be used."
    )

    def __init__(
        self, data: Any = None, *, pk: int, stops: str, pictures: list[Media], **options: Any
    ) -> None:
        super().__init__(data, auto_id=f"id_{pk}_%s", **options)
        outcome, picture = self.fields["outcome"], self.fields["picture"]
        assert isinstance(outcome, forms.ChoiceField)  # noqa: S101  for the reader of types
        assert isinstance(picture, forms.ChoiceField)  # noqa: S101
        replace = ("replace", "Show another picture instead; it needs a new approval")
        outcome.choices = [("stop", stops), replace] if stops else [replace]
        picture.choices = [("", "Choose a picture"), *((str(one.pk), str(one)[:80]) for one in pictures)]
        self.fields["reason"].required = False

    def clean(self) -> dict[str, Any]:
        """Ask for what the outcome needs."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("outcome") == "stop" and not cleaned.get("reason"):
            self.add_error("reason", "Give a reason.")
        if cleaned.get("outcome") == "replace" and not cleaned.get("picture"):
            self.add_error("picture", "Choose the picture to show instead.")
        return cleaned
