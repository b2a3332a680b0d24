"""The form in which the credentials of a channel are entered: whatever its connector needs."""

from collections.abc import Sequence
from typing import Any

from django import forms

from portal.channels.connectors.connecting import Needed
from portal.fields import words_field

SECRET = "password_"  # noqa: S105
"""Begins the names of the fields of secrets: what is called so is kept nowhere when a session ends, nor cleaned."""


class EndedForm(forms.Form):
    """How anybody can see that credentials have ended at their network."""

    note = words_field(
        "How can anybody see it?",
        "Such as: the list of application passwords there is empty since today; who looked.",
        longest=500,
        missing="Say how anybody can see that they have ended.",
    )


class ConnectForm(forms.Form):
    """One field for each of ``needs``. Secrets are never written back into the page."""

    def __init__(
        self,
        data: Any = None,
        *,
        needs: Sequence[Needed],
        public: dict[str, str] | None = None,
    ) -> None:
        super().__init__(data)
        self._needs = needs
        for need in needs:
            self.fields[field_name(need)] = _field(need, (public or {}).get(need.name, ""))

    def values(self) -> dict[str, str]:
        """Return what was entered, by the name of what is needed."""
        return {need.name: self.cleaned_data[field_name(need)] for need in self._needs}


def field_name(need: Needed) -> str:
    """Return what the field of ``need`` is called in the form."""
    return f"{SECRET}{need.name}" if need.secret else need.name


def _field(need: Needed, held: str) -> forms.CharField:
    attrs: dict[str, Any] = {"autocomplete": "off", "spellcheck": "false"}
    sort = forms.URLInput if need.is_address else forms.TextInput
    return forms.CharField(
        label=need.label,
        help_text=need.hint,
        initial="" if need.secret else held,
        required=not need.optional,
        max_length=2000,
        strip=True,
        widget=forms.PasswordInput(attrs={**attrs, "autocomplete": "new-password"})
        if need.secret
        else sort(attrs=attrs),
        error_messages={"required": f"Enter this: {need.label.lower()}."},
    )
