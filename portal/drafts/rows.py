"""How parts that are repeated are typed in: quotations, pictures, recordings, questions, a row each."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from portal.drafts.content import RECORDING_COLUMNS
from portal.drafts.kinds import Shape
from portal.drafts.questions import COLUMNS, SORTS

_ROW_NUMBER = 4  # digits of a row's number that are read; more rows than that are nobody's typing


class Rows(forms.Widget):
    """A part that is repeated: each row has its own inputs and a button that takes it away."""

    use_fieldset = True
    columns: tuple[str, ...] = ()

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[dict[str, str]]:
        """Return the rows in their order; ``NAME-drop`` names the number of one that is taken away."""
        del files
        form = re.compile(rf"{re.escape(name)}-(\d{{1,{_ROW_NUMBER}}})-({'|'.join(self.columns)})")
        rows: dict[int, dict[str, str]] = {}
        for key in data:
            if found := form.fullmatch(key):
                row = rows.setdefault(int(found[1]), dict.fromkeys(self.columns, ""))
                row[found[2]] = str(data[key])
        dropped = str(data.get(f"{name}-drop", ""))
        return [row for number, row in sorted(rows.items()) if str(number) != dropped]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Return False: no rows is an answer too."""
        del data, files, name
        return False

    def id_for_label(self, id_: str) -> str:
        """Return '': the legend labels the group, each input has a label of its own."""
        del id_
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the rows to the context."""
        context = super().get_context(name, value, attrs)
        context["widget"]["rows"] = value if isinstance(value, list) else []
        return context

    def format_value(self, value: Any) -> Any:
        """Return the rows as they are; the template writes them."""
        return value


class QuotesInput(Rows):
    """Words, speaker and office, as often as needed."""

    columns = ("speaker", "office", "words")
    template_name = "drafts/widgets/quotes.html"
    locks: Sequence[Any] = ()
    """How each row stands with its speaker (portal.drafts.quotes.showing)."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Put each row's lock beside it."""
        context = super().get_context(name, value, attrs)
        locks = {one.lock.number: one for one in self.locks}
        rows = context["widget"]["rows"]
        context["widget"]["rows"] = [
            {**row, "lock": locks.get(number)} for number, row in enumerate(rows, start=1)
        ]
        return context


class ImagesInput(Rows):
    """Pictures with their descriptions, and a place to choose another."""

    columns = ("media", "sha256", "alt")
    template_name = "drafts/widgets/images.html"


class RecordingsInput(Rows):
    """Video and sound, chosen among what was added; a row says whether it is in words yet."""

    columns = RECORDING_COLUMNS
    template_name = "drafts/widgets/recordings.html"


class QuestionsInput(Rows):
    """Questions of a survey, as often as needed."""

    columns = COLUMNS
    template_name = "drafts/widgets/questions.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add how a question can be answered."""
        context = super().get_context(name, value, attrs)
        context["widget"]["sorts"] = SORTS
        return context


_ADDED = ((Shape.QUOTES, QuotesInput.columns), (Shape.QUESTIONS, QuestionsInput.columns))
NEW_ROWS = {shape: dict.fromkeys(columns, "") for shape, columns in _ADDED}
"""What "add another" adds to a part that is repeated."""

KEPT_ROWS = frozenset({Shape.IMAGES, Shape.RECORDINGS})
"""Shapes whose rows name files: a form that is shown again takes them from what was read, not from what was sent."""
