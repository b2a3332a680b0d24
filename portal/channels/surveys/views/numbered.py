"""Paper forms with their numbers on them: giving numbers out, and the file to print."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from portal.channels.models import Survey
from portal.channels.surveys.forms import NumberForm
from portal.channels.surveys.numbering import MOST_AT_ONCE, number_forms
from portal.channels.surveys.printing import form_pdf
from portal.channels.surveys.reaching import get_survey
from portal.channels.surveys.views.desk import SurveyFormView
from portal.councils.views import CouncilView


class NumberForms(SurveyFormView):
    """Gives out numbers, then leads to the survey's page, which has the file with them."""

    form_class = NumberForm
    heading = "Print forms with their numbers"
    lead = "A form that has its number on it is entered once when it comes back: the same number again is refused."
    button = "Number them"
    made: tuple[int, int] | None = None

    def act(self, form: Any) -> str:
        """Give the numbers out."""
        self.made = number_forms(actor=self.person, communication_id=self.key, many=form.cleaned_data["many"])
        return f"Forms {self.made[0]} to {self.made[1]} are numbered."

    def next_address(self) -> str:
        """Return the survey's page, with the numbers that were given out, so that it leads to their file."""
        page = super().next_address()
        return f"{page}?first={self.made[0]}&last={self.made[1]}" if self.made else page


class NumberedForms(CouncilView):
    """The file to print: one form a number, of those that were given out."""

    def get(self, request: HttpRequest, communication: int) -> HttpResponse:
        """Return the forms from ``first`` to ``last``; without ``first`` as many as one file holds."""
        asked = get_survey(self.person, communication)
        given = Survey.objects.filter(communication_id=communication).values_list("numbered", flat=True)
        highest = given.first() or 0
        last = _number(request.GET.get("last"), highest)
        first = _number(request.GET.get("first"), max(1, last - MOST_AT_ONCE + 1))
        if not (1 <= first <= last <= highest and last - first < MOST_AT_ONCE):
            raise Http404("No form has such a number.")
        answer = HttpResponse(form_pdf(asked, range(first, last + 1)), content_type="application/pdf")
        answer.headers["Content-Disposition"] = f'inline; filename="survey-forms-{first}-{last}.pdf"'
        answer.headers["Cache-Control"] = "private, no-store"
        return answer


def _number(text: str | None, otherwise: int) -> int:
    """Return the number in an address; 0, which no form has, for what is none."""
    if text is None:
        return otherwise
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= 7 else 0
