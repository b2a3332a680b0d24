"""A page of the desk with one form on it: parse, call one verb, redirect; a refusal keeps what was typed."""

from abc import abstractmethod
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.councils.views import CouncilView
from portal.fields import ReasonForm
from portal.interrupted import kept_at, refill
from portal.refusals import NotYours, Refusal


class CouncilFormView(CouncilView):
    """Shows ``form_class`` and carries out ``act`` with what was typed.

    ``act`` returns the words that tell what was done. A Refusal is shown above the form, which keeps its input; a
    missing power is answered by the refusal's own page.
    """

    form_class: type[forms.Form] = forms.Form
    template_name = "desk/form_page.html"
    section = "desk"
    heading = ""
    lead = ""
    button = "Save"
    danger = False

    @abstractmethod
    def act(self, form: forms.Form) -> str:
        """Call the verb with ``form.cleaned_data``; return what was done, in words."""

    @abstractmethod
    def next_address(self) -> str:
        """Return where to go afterwards, and back to without doing anything."""

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, filled from ``data`` where it was sent."""
        return self.form_class(data)

    def words(self) -> dict[str, Any]:
        """Return further context of the page."""
        return {}

    def field_of(self, _refusal: Refusal) -> str | None:
        """Return the field that a refusal is about; None where it is about the whole."""
        return None

    def prepare(self, **kwargs: Any) -> None:
        """Find what the address names, or raise Http404; runs before the form is made."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the form, with what was typed where the session ended before it was sent."""
        self.prepare(**kwargs)
        form = self.make_form()
        refill(form, kept_at(self.person.user_id, request.path))
        return self.page(request, form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Carry it out and go on, or show the form again with what was typed."""
        self.prepare(**kwargs)
        form = self.make_form(request.POST)
        if form.is_valid():
            try:
                messages.success(request, self.act(form))
            except NotYours:
                raise
            except Refusal as refusal:
                form.add_error(self.field_of(refusal), f"{refusal.what} {refusal.next_step}")
                return self.page(request, form, status=refusal.status)
            return redirect(self.next_address())
        return self.page(request, form, status=422)

    def page(self, request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
        """Render the page around ``form``."""
        context = {
            "form": form,
            "section": self.section,
            "heading": self.heading,
            "lead": self.lead,
            "button": self.button,
            "danger": self.danger,
            "back": self.next_address(),
            **self.words(),
        }
        return render(request, self.template_name, context, status=status)


class ReasonedFormView(CouncilFormView):
    """Asks for nothing but why, and hands the reason to ``act_because``."""

    form_class: type[forms.Form] = ReasonForm

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask why, also where the view that this is mixed into has another form."""
        return self.form_class(data)

    @abstractmethod
    def act_because(self, reason: str) -> str:
        """Call the verb with the ``reason``; return what was done, in words."""

    def act(self, form: forms.Form) -> str:
        """Carry it out."""
        return self.act_because(form.cleaned_data["reason"])
