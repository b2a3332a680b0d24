"""The forms of the draft pages. The draft's own form is made from its kind; its content is judged elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from portal.councils.models import Body, Membership
from portal.drafts.content import Content, InvalidContent, normalise
from portal.drafts.fields import Lenient, field_for
from portal.drafts.interrupted import Holder, sign_holder
from portal.drafts.kinds import KIND_CHOICES, Kind
from portal.drafts.noting import LONGEST
from portal.drafts.reusing import LONGEST_NAME, Offer
from portal.drafts.states import Stage

_LONGEST_NUMBER = 18  # digits: what a key can have


def number_in(value: Any) -> int | None:
    """Return the whole number written in ``value``, or None for anything else."""
    text = str(value or "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= _LONGEST_NUMBER else None


class DraftForm(forms.Form):
    """Every part of a kind, the voice where there is a choice, and what saving needs to know.

    ``based_on`` is the revision that the text began from, ``edition`` counts the autosaves of this window, and
    ``holder`` says for whom the form was made.
    """

    use_required_attribute = False
    based_on = Lenient(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), required=False)
    edition = Lenient(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), required=False)
    holder = Lenient(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), required=False)

    def __init__(self, kind: Kind, data: Any = None, *, bodies: Sequence[Body] = (), **options: Any) -> None:
        super().__init__(data, **options)
        self.kind = kind
        for part in kind.parts:
            self.fields[part.name] = field_for(part)
        if len(bodies) > 1:
            self.fields["voice"] = Lenient(
                label="Whose voice is this?",
                widget=forms.RadioSelect(choices=[(body.pk, body.name) for body in bodies]),
            )

    def typed(self) -> dict[str, Any]:
        """Return what was typed, part by part, as a working copy keeps it and normalise() reads it."""
        return {
            part.name: self.fields[part.name].widget.value_from_datadict(self.data, self.files, part.name)
            for part in self.kind.parts
        }

    @property
    def based_on_id(self) -> int | None:
        """Return the revision that the text began from; None for a first one."""
        return number_in(self.data.get("based_on"))

    @property
    def edition_seen(self) -> int:
        """Return the number of the last autosave that this window knows of; 0 for none."""
        return number_in(self.data.get("edition")) or 0

    @property
    def voice_id(self) -> int | None:
        """Return the body that was chosen, or None where there was no choice."""
        return number_in(self.data.get("voice"))

    @property
    def voice_is_nonsense(self) -> bool:
        """Return whether a voice was sent that cannot be a body's key."""
        return bool(self.data.get("voice")) and self.voice_id is None

    def add_part_errors(self, errors: Mapping[str, str]) -> None:
        """Say beside each part what is wrong with it."""
        for name, words in errors.items():
            self.add_error(name if name in self.fields else None, words)


def put_rows(data: QueryDict, name: str, rows: Sequence[Mapping[str, str]]) -> None:
    """Make ``rows`` the rows of the part ``name`` in a form's data."""
    for key in [key for key in data if key.startswith(f"{name}-")]:
        del data[key]
    for number, row in enumerate(rows):
        for column, value in row.items():
            data[f"{name}-{number}-{column}"] = value


def opening(
    holder: Holder, typed: Mapping[str, Any], *, based_on_id: int | None, edition: int, body_id: int
) -> dict[str, Any]:
    """Return the initial values of a DraftForm."""
    hidden = {"based_on": based_on_id or "", "edition": edition, "holder": sign_holder(holder)}
    return {**typed, **hidden, "voice": body_id}


def readable(kind: Kind, typed: Mapping[str, Any]) -> tuple[Content, frozenset[str]]:
    """Return what can be read of ``typed`` as content, and the names of the parts that cannot be read."""
    try:
        return normalise(kind, typed), frozenset()
    except InvalidContent as invalid:
        names = frozenset(invalid.errors)
        rest = {name: value for name, value in typed.items() if name not in names}
        return normalise(kind, rest), names


class StartForm(forms.Form):
    """In whose voice a new draft is."""

    def __init__(
        self, data: Any = None, *, bodies: Sequence[Body] = (), offers: Sequence[Offer] = ()
    ) -> None:
        super().__init__(data)
        self.bodies = {body.pk: body for body in bodies}
        self.offers = {offer.key: offer for offer in offers}
        if offers:
            self.fields["template"] = forms.ChoiceField(
                label="What do you begin with?",
                choices=[("", "An empty page"), *((offer.key, offer.name) for offer in offers)],
                required=False,
                widget=forms.RadioSelect,
            )
        if len(bodies) > 1:
            self.fields["body"] = forms.TypedChoiceField(
                label="Whose voice is this?",
                choices=[(body.pk, body.name) for body in bodies],
                coerce=int,
                initial=bodies[0].pk,
                widget=forms.RadioSelect,
                error_messages={"required": "Choose whose voice it is."},
            )

    def body(self) -> Body:
        """Return the body that was chosen, or the only one."""
        chosen = self.cleaned_data.get("body")
        return self.bodies[chosen] if chosen else next(iter(self.bodies.values()))

    def offer(self) -> Offer | None:
        """Return the template that was chosen, or None for an empty page."""
        return self.offers.get(self.cleaned_data.get("template", ""))


class TemplateForm(forms.Form):
    """What a template is called."""

    name = forms.CharField(
        label="Name of the template",
        help_text="What it is for, for example: Allotment to let.",
        max_length=LONGEST_NAME,
        error_messages={"required": "Give the template a name."},
    )


class FilterForm(forms.Form):
    """What the list of drafts is narrowed by; nonsense narrows nothing."""

    words = forms.CharField(label="Words in the title, or reference", required=False, max_length=100)
    stage = forms.ChoiceField(label="Stage", required=False, choices=[("", "All stages"), *Stage.choices])
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All kinds"), *KIND_CHOICES])


class NoteForm(forms.Form):
    """A note beside the draft."""

    text = forms.CharField(
        label="Note",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the note first."},
    )


class InviteForm(forms.Form):
    """Somebody else who may write in the draft."""

    def __init__(self, data: Any = None, *, members: Sequence[Membership] = ()) -> None:
        super().__init__(data)
        offered = [(str(member.pk), f"{member.user.name}, {member.display_title}") for member in members]
        self.fields["member"] = forms.TypedChoiceField(
            label="Invite somebody to write in it",
            coerce=int,
            choices=[("", "Choose a person"), *offered],
            error_messages={
                "required": "Choose whom to invite.",
                "invalid_choice": "Choose one of the people offered.",
            },
        )
