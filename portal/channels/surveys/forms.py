"""The forms of a survey, made from its questions: online, for paper, and for the item that tells the results."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from portal.channels.models import SurveyReply
from portal.channels.models.survey import LONGEST_REASON
from portal.channels.surveys.answers import LONGEST_WORDS, Answers, step_label
from portal.channels.surveys.entering import MOST_SHEETS, Sheet
from portal.channels.surveys.numbering import MOST_AT_ONCE
from portal.channels.surveys.publishing import LONGEST_TOLD
from portal.drafts.questions import CHOICE, SCALE, SCALE_STEPS, SEVERAL, WORDS, Question
from portal.fields import day_field, words_field

_MISSING = "Choose an answer: this question needs one."


class AnswerForm(forms.Form):
    """One field a question. ``strict``: what needs an answer must have one."""

    use_required_attribute = False

    def __init__(
        self, questions: Sequence[Question], data: Any = None, *, strict: bool = True, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.questions = tuple(questions)
        for number, question in enumerate(self.questions, start=1):
            field = _field(question, needed=strict and question.needed)
            field.label = f"{number}. {question.text}"
            self.fields[_name(question)] = field

    def given(self) -> Answers:
        """Return the answers by the question's key; call it on a valid form."""
        return {
            question.key: _value(question, self.cleaned_data.get(_name(question)))
            for question in self.questions
        }

    def said(self) -> list[tuple[Question, str, list[str]]]:
        """Return each question with its field's name and what was answered in words; call it on a valid form."""
        rows = []
        for question in self.questions:
            name = _name(question)
            value = self.cleaned_data.get(name)
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                labels = dict(field.choices)  # type: ignore[arg-type]
                chosen = value if isinstance(value, list) else [value] if value else []
                rows.append((question, name, [str(labels[one]) for one in chosen]))
            else:
                rows.append((question, name, [value] if value else []))
        return rows


class PaperForm(AnswerForm):
    """A sheet that came back: its number, the day, and what was ticked."""

    def __init__(self, questions: Sequence[Question], data: Any = None, **options: Any) -> None:
        super().__init__(questions, data, strict=False, **options)
        self.fields = {"sheet": _sheet_field(), "arrived_on": _arrived_field(), **self.fields}

    def sheet(self) -> Sheet:
        """Return what was typed; call it on a valid form."""
        return Sheet(self.cleaned_data.get("sheet") or 0, self.cleaned_data["arrived_on"], self.given())


class CorrectSheetForm(PaperForm):
    """What stands on a sheet after all; its number stays."""

    def __init__(self, questions: Sequence[Question], data: Any = None, **options: Any) -> None:
        super().__init__(questions, data, **options)
        del self.fields["sheet"]
        self.fields["reason"] = words_field(
            "Why was the earlier entry wrong?",
            longest=LONGEST_REASON,
            rows=2,
            missing="Say why the earlier entry was wrong.",
        )


class ResultsForm(forms.Form):
    """What is said of the answers in people's own words, a field a question."""

    def __init__(self, questions: Sequence[Question], data: Any = None) -> None:
        super().__init__(data)
        self.questions = [question for question in questions if question.sort == WORDS]
        for question in self.questions:
            self.fields[_name(question)] = words_field(
                f"What people said: {question.text}",
                "In your own words, without anything by which somebody could be known.",
                longest=LONGEST_TOLD,
                required=False,
            )

    def told(self) -> dict[str, str]:
        """Return what was typed by the question's key."""
        return {question.key: self.cleaned_data[_name(question)] for question in self.questions}


class NumberForm(forms.Form):
    """How many forms are printed with a number."""

    many = forms.IntegerField(
        label="How many forms?",
        help_text=f"Up to {MOST_AT_ONCE} at once. Print the file once: each number stands on one sheet of paper only.",
        min_value=1,
        max_value=MOST_AT_ONCE,
        widget=forms.NumberInput(attrs={"class": "input-short"}),
        error_messages={"required": "Say how many forms you print."},
    )


def typed_before(questions: Sequence[Question], reply: SurveyReply) -> dict[str, Any]:
    """Return the values with which the form that corrects ``reply`` begins."""
    values: dict[str, Any] = {"sheet": reply.sheet, "arrived_on": reply.arrived_on}
    for question in questions:
        answer = reply.answers.get(question.key)
        if answer is not None:
            values[_name(question)] = _shown(question, answer)
    return values


def _name(question: Question) -> str:
    return f"q-{question.key}"


def _field(question: Question, *, needed: bool) -> forms.Field:
    """Return the field by which a question is answered. Values carry a letter: they are no numbers of anything."""
    hint = f"Why we ask: {question.why}" if question.why else ""
    common: dict[str, Any] = {
        "required": needed,
        "help_text": hint,
        "error_messages": {"required": _MISSING, "invalid_choice": "Choose one of the answers offered."},
    }
    if question.sort == WORDS:
        return forms.CharField(
            max_length=LONGEST_WORDS,
            widget=forms.Textarea(attrs={"rows": 4}),
            **{**common, "error_messages": {"required": "Write an answer: this question needs one."}},
        )
    choices = [(f"o{number}", label) for number, label in enumerate(question.options)]
    if question.sort == SEVERAL:
        common["help_text"] = f"Choose as many as apply. {hint}".strip()
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    if question.sort == SCALE:
        choices = [(f"s{step}", step_label(question, step)) for step in SCALE_STEPS]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)


def _value(question: Question, value: Any) -> Any:
    """Return what a field holds as an answer is kept."""
    if question.sort == SEVERAL:
        return [int(one[1:]) for one in value or []]
    if question.sort in {CHOICE, SCALE}:
        return int(value[1:]) if value else None
    return value


def _shown(question: Question, answer: Any) -> Any:
    if question.sort == SEVERAL:
        return [f"o{one}" for one in answer]
    return {CHOICE: f"o{answer}", SCALE: f"s{answer}"}.get(question.sort, answer)


def _sheet_field() -> forms.IntegerField:
    return forms.IntegerField(
        label="Number of the sheet",
        help_text="As it stands on the paper. Where there is none, write the next number on it now.",
        min_value=1,
        max_value=MOST_SHEETS,
        widget=forms.NumberInput(attrs={"class": "input-short"}),
        error_messages={"required": "Enter the number that stands on the sheet."},
    )


def _arrived_field() -> forms.DateField:
    return day_field("Day on which it came back")


Hidden = Sequence[tuple[str, str]]


def hidden_of(form: AnswerForm, data: Mapping[str, Any]) -> Hidden:
    """Return name and value of everything that was answered, for the page on which it is looked over."""
    names = [_name(question) for question in form.questions]
    return [(name, value) for name in names for value in data.getlist(name)]  # type: ignore[attr-defined]
