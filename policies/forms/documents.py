"""Forms about policies: bringing one, adopting a version."""

from typing import Any

from django import forms
from django.utils import timezone

from policies.documents.adopting import ENDS, Adoption
from policies.documents.bringing import Brought, from_file, from_nothing, from_pack, from_text, from_version
from policies.documents.keeping import Reviewed
from policies.importing.blocks import CannotImport
from policies.importing.reading import check_size
from policies.models import Clause, Policy, Rule, Version
from policies.packs.reading import NAMES, pack_called
from portal.councils.models import Body
from portal.fields import day_field, reason_field

FILE, PASTE, EMPTY, COPY = "file", "paste", "empty", "copy"
_PACKS = [(f"pack {name}", f"From the built-in policy for a {name} council") for name in NAMES]
_WAYS = [(FILE, "From a file"), (PASTE, "From pasted text"), *_PACKS, (EMPTY, "From nothing: write it here")]
_COPY = (COPY, "From the version in force, as it stands")


class BringForm(forms.Form):
    """Where the wording of a draft comes from. ``brought`` holds it once the form is valid."""

    way = forms.ChoiceField(
        label="Where does the wording come from?",
        choices=_WAYS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where the wording comes from."},
    )
    file = forms.FileField(
        required=False,
        help_text=".docx, .odt, .pdf (not scanned), .txt, .html or .md, up to 20 MB.",
        widget=forms.FileInput(attrs={"accept": ".docx,.odt,.pdf,.txt,.html,.htm,.md"}),
        error_messages={"empty": "The file is empty."},
    )
    text = forms.CharField(
        label="Pasted text", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 10})
    )
    brought: Brought

    def __init__(self, *args: Any, in_force: Version | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_force = in_force
        if in_force is not None:
            way = self.fields["way"]
            assert isinstance(way, forms.ChoiceField)  # noqa: S101  for the reader of types
            way.choices = [_COPY, *_WAYS]

    def clean(self) -> dict[str, Any]:
        """Read the document; why it cannot be read is said at the field it came by."""
        cleaned: dict[str, Any] = super().clean() or {}
        way = cleaned.get("way")
        if way is None or self.errors:
            return cleaned
        field = "file" if way == FILE else "text"
        try:
            self.brought = self._read(way, cleaned)
        except CannotImport as refusal:
            self.add_error(field, f"{refusal.what} {refusal.next_step}")
        return cleaned

    def _read(self, way: str, cleaned: dict[str, Any]) -> Brought:
        if way == FILE:
            file = cleaned.get("file")
            if file is None:
                raise CannotImport("Choose the file.", "It must be chosen again after every refusal.")
            check_size(file.size)
            return from_file(file.name, file.read())
        if way == PASTE:
            return from_text(cleaned["text"])
        if way == COPY and self.in_force is not None:
            return from_version(self.in_force)
        if way in dict(_PACKS):
            return from_pack(pack_called(way.removeprefix("pack ")))
        return from_nothing()


class NewPolicyForm(BringForm):
    """A new policy."""

    kind = forms.ChoiceField(label="What is it about?", choices=Policy.Kind.choices)
    title = forms.CharField(
        max_length=200, required=False, help_text="Left empty, it is called as the document calls itself."
    )
    field_order = ("kind", "title", "way", "file", "text")


class ReviewedForm(forms.Form):
    """By which minute the council left a version as it is."""

    on = day_field("Reviewed on", "The day of the meeting.")
    minute_reference = forms.CharField(
        label="Minute",
        max_length=80,
        help_text="As the minutes print it, such as 34/26.",
        widget=forms.TextInput(attrs={"class": "input-medium"}),
        error_messages={"required": "Enter the minute by which the council left it as it is."},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})

    def reviewed(self) -> Reviewed:
        """Return what was resolved."""
        return Reviewed(self.cleaned_data["on"], self.cleaned_data["minute_reference"])


class GovernForm(forms.Form):
    """Which bodies a policy governs."""

    bodies = forms.ModelMultipleChoiceField(
        queryset=Body.objects.none(),
        required=False,
        label="Bodies that it governs",
        help_text="None ticked means all of them, also those that are added later.",
        widget=forms.CheckboxSelectMultiple,
    )
    reason = reason_field("Who resolved it, such as Minute 12/26. It is kept with the record.")

    def __init__(self, data: Any = None, *, policy: Policy) -> None:
        super().__init__(data, initial={"bodies": policy.bodies.all()})
        bodies = self.fields["bodies"]
        assert isinstance(bodies, forms.ModelMultipleChoiceField)  # noqa: S101  for the reader of types
        bodies.queryset = Body.objects.filter(council_id=policy.council_id).order_by("name")


class AdoptForm(forms.Form):
    """What the council resolved, and to which clauses the rules without a namesake move."""

    on = day_field("Adopted on", "The day of the meeting.", missing="Enter the day of the meeting.")
    minute_reference = forms.CharField(
        label="Minute",
        max_length=80,
        help_text="As the minutes print it, such as 34/26.",
        widget=forms.TextInput(attrs={"class": "input-medium"}),
        error_messages={"required": "Enter the minute by which the council adopted it."},
    )

    def __init__(
        self, data: Any = None, *, rules: list[Rule], clauses: list[Clause], told: Adoption | None = None
    ) -> None:
        begins = told or Adoption(timezone.localdate(), "")
        super().__init__(data, initial={"on": begins.on, "minute_reference": begins.minute_reference})
        offered = [(str(one.pk), _called(one)) for one in clauses]
        for rule in rules:
            self.fields[f"rule-{rule.pk}"] = forms.ChoiceField(
                label=f"The rule “{rule.check_id}” of clause {rule.clause.ref} moves to",
                choices=[("", "Choose"), *offered, (str(ENDS), "No clause: the rule ends")],
                error_messages={"required": f"Choose what becomes of the rule “{rule.check_id}”."},
            )

    def adoption(self) -> Adoption:
        """Return what was resolved."""
        return Adoption(self.cleaned_data["on"], self.cleaned_data["minute_reference"])

    def mapping(self) -> dict[int, int]:
        """Return for each rule that was asked about the clause it moves to, or ENDS."""
        return {
            int(name.removeprefix("rule-")): int(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("rule-")
        }


def _called(clause: Clause) -> str:
    words = clause.heading or clause.text
    return f"{clause.printed or clause.ref} {words[:60]}{'…' if len(words) > 60 else ''}"
