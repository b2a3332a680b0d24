"""The form in which a person says what became of a delivery that nobody could tell."""

from typing import Any

from django import forms

from approvals.reason_forms import reason_field


class SettleForm(forms.Form):
    """What became of a delivery that nobody could tell. Only an item as a whole has an address of its own."""

    arrived = forms.ChoiceField(
        label="What happened?",
        choices=[("yes", "It arrived"), ("no", "It did not arrive: send it again")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened."},
    )
    address = forms.URLField(
        label="Where it can be read",
        max_length=300,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Give the whole address, like https://www.example.org/post/1."},
    )
    reason = reason_field(
        "How do you know?",
        "For example: the newspaper confirmed by telephone. It is kept with the record.",
        "Say how you know: it is kept with the record.",
    )

    def __init__(
        self, *args: Any, has_address: bool = True, like: str = "", hint: str = "", **kwargs: Any
    ) -> None:
        """Ask for an address. ``like``: how one looks that the portal reads and needs; else ``hint`` says why not."""
        super().__init__(*args, **kwargs)
        self.like = like
        if not has_address:
            del self.fields["address"]
        elif like:
            self.fields["address"].help_text = (
                f"Needed if it arrived. Open the post itself there and copy its address, like {like}. By it the portal "
                "looks once, corrects it, takes it back and reads what is said under it."
            )
        else:
            self.fields["address"].help_text = hint

    def clean(self) -> dict[str, Any]:
        """Ask for the address of what arrived, where it is needed."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        wanted = self.like and typed.get("arrived") == "yes" and "address" not in self.errors
        if wanted and not typed.get("address"):
            self.add_error("address", f"Enter the address of the post, like {self.like}.")
        return typed
