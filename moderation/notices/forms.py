"""The forms of notices that need no account: the complainant's and the poster's; whether it may be the verbs say."""

from typing import Any

from django import forms

from moderation.notices.answering import LONGEST_ADDRESS, Answer
from moderation.notices.particulars import Particulars
from moderation.notices.receiving import LONGEST, LONGEST_EMAIL, LONGEST_NAME, LONGEST_WHERE, Given
from portal.fields import radio_field, words_field

YES, NO, UNSAID = "yes", "no", "unsaid"
_PARTS = ("name", "email", "statement", "why", "where", "meaning", "wrong")


def yes_or_no(value: str) -> bool | None:
    """Return what was chosen, None where nothing was."""
    return {YES: True, NO: False}.get(value)


def _choose(label: str, yes: str, no: str, hint: str = "") -> forms.ChoiceField:
    field = radio_field(label, [(YES, yes), (NO, no)], hint)
    field.required = False
    return field


class NoticeForm(forms.Form):
    """A notice, part by part as the law asks for them. What is missing can be sent: the answer says what it lacks."""

    use_required_attribute = False

    comment_reference = forms.CharField(
        label="Reference of the comment",
        max_length=40,
        required=False,
        help_text="The link beside the comment fills it in. You have none? Say below where it stands.",
    )
    where = forms.CharField(
        label="Where on our website does it stand?",
        max_length=LONGEST_WHERE,
        required=False,
        help_text="The address of the page, and which comment on it.",
    )
    statement = words_field(
        "Which words do you complain of?",
        "Copy them as they stand there.",
        longest=LONGEST,
        rows=4,
        required=False,
    )
    why = words_field("Why do they defame you?", longest=LONGEST, rows=4, required=False)
    meaning = words_field("What do you take them to mean?", longest=LONGEST, required=False)
    wrong = words_field(
        "What in them is factually wrong, or opinion that no fact supports?",
        longest=LONGEST,
        rows=4,
        required=False,
    )
    without_details = forms.BooleanField(
        label="I do not know enough about whoever wrote it to bring proceedings against them", required=False
    )
    says_repeated = forms.BooleanField(
        label="You removed the same, by the same person, at least twice before after notices of mine",
        required=False,
    )
    name = forms.CharField(
        label="Your name",
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label="Your email address",
        max_length=LONGEST_EMAIL,
        required=False,
        help_text="We answer to it.",
        error_messages={"invalid": "Enter an email address, like name@example.org."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    name_passed = _choose("May we give your name to whoever wrote it?", "Yes", "No, withhold it")
    email_passed = _choose("May we give them your email address?", "Yes", "No, withhold it")

    def given(self, **more: Any) -> Given:
        """Return what was typed."""
        typed = self.cleaned_data
        reference = typed["comment_reference"].strip()
        said = Particulars(
            **{name: typed[name] for name in _PARTS if name != "where"},
            where=typed["where"] or (f"Comment {reference}" if reference else ""),
            without_details=typed["without_details"],
            name_passed=yes_or_no(typed["name_passed"]),
            email_passed=yes_or_no(typed["email_passed"]),
        )
        return Given(said, says_repeated=typed["says_repeated"], comment_reference=reference, **more)


class PublicNoticeForm(NoticeForm):
    """The same, from anybody who reads the newsroom. What no person sees is filled in by machines alone."""

    homepage = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["email"].required = True
        self.fields["email"].error_messages["required"] = (
            "Enter an email address: without it we cannot answer you."
        )
        self.fields["statement"].required = True
        self.fields["statement"].error_messages["required"] = "Copy the words that you complain of."

    def clean_homepage(self) -> str:
        """Refuse what a machine filled in."""
        if self.cleaned_data["homepage"]:
            raise forms.ValidationError("Leave this empty: it is there to stop machines.")
        return ""


class AnswerForm(forms.Form):
    """What the poster answers on their own page: all that the law asks of an answer, or it is asked for again."""

    use_required_attribute = False

    agrees = radio_field("May the comment be removed?", [(YES, "Yes, remove it"), (NO, "No, I stand by it")])
    name = forms.CharField(
        label="Your full name",
        max_length=LONGEST_NAME,
        required=False,
        help_text="Only if you stand by it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    address = words_field(
        "Your postal address",
        "Where you live or carry on business. Only if you stand by it.",
        longest=LONGEST_ADDRESS,
        required=False,
    )
    details_passed = _choose(
        "May we give your name and address to whoever complains?",
        "Yes",
        "No, unless a court orders it",
        "Only if you stand by it.",
    )

    def answer(self) -> Answer:
        """Return what was typed; who agrees gives no details away."""
        typed = self.cleaned_data
        if typed["agrees"] == YES:
            return Answer(agrees=True)
        passed = yes_or_no(typed["details_passed"])
        agrees = yes_or_no(typed["agrees"])
        return Answer(agrees=agrees, name=typed["name"], address=typed["address"], details_passed=passed)


class PosterForm(AnswerForm):
    """The same, which helps the poster not to answer in vain."""

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing while there is time: the comment would be removed for it."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("agrees") != NO:
            return typed
        if "name" not in self.errors and len(typed.get("name", "").split()) < 2:
            self.add_error("name", "Enter your full name: without it the law asks us to remove the comment.")
        if "address" not in self.errors and not typed.get("address"):
            self.add_error(
                "address", "Enter your postal address: without it the law asks us to remove the comment."
            )
        if not typed.get("details_passed"):
            self.add_error("details_passed", "Say whether we may give them on.")
        return typed
