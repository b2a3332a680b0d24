"""A form about a case that says how the case stood when its page was shown."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from moderation.conduct.handling import Overtaken
from portal.councils.form_views import CouncilFormView


class MarkedForm(CouncilFormView):
    """Sends with what was typed the mark of what the page showed; the verb refuses it where something happened since.

    A subclass notes ``mark`` in prepare(), before it reads what the page shows, and hands ``sent`` to its verb.
    """

    mark = ""
    sent = ""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Carry it out and go on, or show the form again with what was typed. Without a mark nothing is carried out."""
        self.sent = request.POST.get("seen", "")
        return super().post(request, **kwargs)

    def page(self, request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
        """Show it; what is mistyped is sent again with its old mark, until they were told that something happened."""
        if request.method == "POST" and status != Overtaken.status:
            self.mark = self.sent
        return super().page(request, form, status)

    def words(self) -> dict[str, Any]:
        """Say how the case stands on this page."""
        return {**super().words(), "mark": self.mark}
