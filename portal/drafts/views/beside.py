"""What is done beside the text: notes, invitations, and showing a picture."""

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from portal.councils.views import CouncilView
from portal.drafts.access import get_picture, get_visible
from portal.drafts.forms import InviteForm, NoteForm
from portal.drafts.inviting import invitable, invite, remove_collaborator
from portal.drafts.models import Communication
from portal.drafts.noting import write_note
from portal.refusals import InvalidInput


class NoteView(CouncilView):
    """Writes a note beside a draft."""

    def post(self, request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002  the address names it so
        """Write it, or show the form again with what was typed."""
        item = get_visible(self.person, id)
        form = NoteForm(request.POST, auto_id="note_%s")
        if form.is_valid():
            try:
                write_note(actor=self.person, communication=item, text=form.cleaned_data["text"])
            except InvalidInput as refusal:
                form.add_error("text", refusal.what)
            else:
                messages.success(request, "Your note is beside the draft.")
                return redirect("draft", council=self.council.slug, id=item.pk)
        return beside(request, item, form, "Write a note", "Add note")


class InviteView(CouncilView):
    """Invites somebody to write in a draft."""

    def post(self, request: HttpRequest, id: int) -> HttpResponse:  # noqa: A002
        """Invite them, or show the form again."""
        item = get_visible(self.person, id)
        form = InviteForm(request.POST, members=list(invitable(item)))
        if form.is_valid():
            made = invite(actor=self.person, communication=item, member_id=form.cleaned_data["member"])
            messages.success(request, f"{made.person.user.name} can write in this draft now.")
            return redirect("draft", council=self.council.slug, id=item.pk)
        return beside(request, item, form, "Invite somebody", "Invite")


class RemoveView(CouncilView):
    """Takes an invitation back."""

    def post(self, request: HttpRequest, id: int, collaborator: int) -> HttpResponse:  # noqa: A002
        """Take it back."""
        item = get_visible(self.person, id)
        remove_collaborator(actor=self.person, communication=item, collaborator_id=collaborator)
        messages.success(request, "The invitation is taken back. What they wrote stays.")
        return redirect("draft", council=self.council.slug, id=item.pk)


def beside(request: HttpRequest, item: Communication, form: Form, heading: str, button: str) -> HttpResponse:
    """Show a small form that was refused, on a page of its own: the draft's own form is not touched."""
    context = {"section": "drafts", "item": item, "form": form, "heading": heading, "button": button}
    return render(request, "drafts/beside.html", context, status=422)


class PictureView(CouncilView):
    """Shows a picture to whoever may read what shows it; never the original with what the camera wrote into it."""

    def get(self, request: HttpRequest, id: int) -> HttpResponseBase:  # noqa: A002
        """Send the file; with ``?small`` the one for lists, where there is one."""
        media = get_picture(self.person, id)
        chosen = media.small if "small" in request.GET and media.small else media.published
        try:
            file = chosen.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        return FileResponse(file, content_type=media.content_type)
