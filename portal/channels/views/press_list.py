"""The press list: who gets the council's press mail, and who does not any more and why."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portal.channels.contacts import add_contact, change_contact, press_list, remove_contact
from portal.channels.forms import ContactForm
from portal.channels.models import Contact
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.fields import ConfirmForm

PAGE = 50
_OFF = Q(opted_out_at__isnull=False) | Q(removed_at__isnull=False)


class ContactsPage(CouncilView):
    """The list, those with a problem first."""

    power = Power.MANAGE_CHANNELS

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of it: refused addresses, then readers, then who is off the list."""
        place = Case(
            When(_OFF, then=Value(2)),
            When(refused_at__isnull=False, then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        )
        rows = (
            Contact.objects.filter(council=self.council)
            .alias(place=place)
            .order_by("place", "outlet", "name", "pk")
        )
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        words = {"section": "channels", "page": page, "readers": press_list(self.council.pk).count()}
        return render(request, "channels/desk/contacts.html", words)


class ContactFormView(CouncilFormView):
    """A form about the press list, which returns to it."""

    power = Power.MANAGE_CHANNELS
    section = "channels"

    def next_address(self) -> str:
        """Return the press list."""
        return reverse("contacts", args=[self.council.slug])


class AddContact(ContactFormView):
    """Puts a newspaper on the list."""

    form_class = ContactForm
    heading = "Add a press contact"
    lead = (
        "They get each press release by mail. Every mail carries a link by which they can stop it themselves."
    )
    button = "Add to the press list"

    def act(self, form: forms.Form) -> str:
        """Add it."""
        made = add_contact(actor=self.person, **form.cleaned_data)
        return f"{made} is on the press list."


class OneContact(ContactFormView):
    """A form about one contact on this council's list."""

    contact: Contact

    def prepare(self, **kwargs: Any) -> None:
        """Find the contact on the list or raise Http404."""
        found = press_list(self.council.pk).filter(pk=kwargs["pk"]).first()
        if found is None:
            raise Http404
        self.contact = found

    def words(self) -> dict[str, Any]:
        """Say which one."""
        return {"eyebrow": str(self.contact)}


class ChangeContact(OneContact):
    """Changes how a contact is called or reached."""

    heading = "Change a press contact"
    lead = "Mails to them that have not left yet go to the new address."

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with what is there now."""
        names = ("name", "outlet", "kind", "email", "telephone", "agreed")
        return ContactForm(data, initial={name: getattr(self.contact, name) for name in names})

    def act(self, form: forms.Form) -> str:
        """Change it."""
        changed = change_contact(actor=self.person, contact_id=self.contact.pk, **form.cleaned_data)
        return f"{changed} is changed."


class RemoveContact(OneContact):
    """Takes a contact off the list."""

    form_class = ConfirmForm
    heading = "Take this contact off the press list?"
    lead = "They get no more mail, and what waits for them is cancelled. You can add them again."
    button = "Take them off"
    danger = True

    def act(self, form: forms.Form) -> str:  # noqa: ARG002
        """Remove it."""
        remove_contact(actor=self.person, contact_id=self.contact.pk)
        return f"{self.contact} is off the press list."
