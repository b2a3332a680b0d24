"""The desk's page on which a picture of the page is kept with a comment, and the picture itself."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from moderation.models import Comment, CommentPicture
from moderation.pictures.forms import PictureForm
from moderation.pictures.keeping import Seen, keep_picture
from moderation.seeing import comments_of, get_comment, require_entering
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.views import CouncilView

TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}


class KeepPicture(CouncilFormView):
    """Keeps a picture of the page on which a comment stood."""

    power = Power.READ_ALL
    section = "moderation"
    heading = "Keep a picture of the page"
    lead = (
        "The words are kept as the network gave them. How the page looked only somebody who saw it can show: the "
        "picture is kept beside them as it is, with its hash, who brought it and when, and goes with evidence for the "
        "police."
    )
    button = "Keep it"
    comment: Comment

    def prepare(self, **kwargs: Any) -> None:
        """Find the comment; refuse who enters nothing."""
        self.comment = get_comment(self.person, kwargs["pk"])
        require_entering(self.person)

    def make_form(self, data: Any = None) -> forms.Form:
        """Take the file with what was typed."""
        return PictureForm(data, self.request.FILES if data is not None else None)

    def act(self, form: forms.Form) -> str:
        """Keep it."""
        made = keep_picture(actor=self.person, comment_id=self.comment.pk, seen=Seen(**form.cleaned_data))
        return f"The picture is kept with {self.comment.reference}. Its hash begins {made.sha256[:16]}."

    def next_address(self) -> str:
        """Return the comment."""
        return reverse("comment", args=[self.council.slug, self.comment.pk])


class PictureFile(CouncilView):
    """The picture, as it came."""

    power = Power.READ_ALL

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG002  the method's form
        """Hand it over as a file, never to be shown as a page of its own."""
        rows = CommentPicture.objects.filter(comment__in=comments_of(self.person).values("pk"))
        found = rows.filter(pk=pk, content__isnull=False).first()
        if found is None or found.content is None:
            raise Http404
        headers = {
            "Content-Disposition": f'attachment; filename="{found.name}"',
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(bytes(found.content), content_type=TYPES[found.kind], headers=headers)
