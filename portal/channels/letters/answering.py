"""Handing a letter's file to somebody who may have it (the caller has asked)."""

import re

from django.http import FileResponse, Http404

from portal.channels.models import LetterFile
from portal.storage import NotAsMade, is_as_made


def letter_response(letter: LetterFile) -> FileResponse:
    """Return the stored PDF, to be shown in the browser, under a name that is safe on every system.

    ``letter.delivery.publication.communication`` should be at hand (select_related) or costs its queries.
    Raises Http404 for a letter that was erased, NotAsMade where the file is another one, or gone.
    """
    if not letter.pdf:
        raise Http404("The letter was erased when its time was over.")
    if not is_as_made(letter.pdf, letter.sha256):
        raise NotAsMade("This letter")
    communication = letter.delivery.publication.communication
    response = FileResponse(
        letter.pdf.open("rb"),
        content_type="application/pdf",
        as_attachment=False,
        filename=file_name(communication.reference or str(letter.pk)),
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def file_name(reference: str) -> str:
    """Return the name of the PDF of the letter with ``reference``, which is safe on every system."""
    return f"letter-{re.sub(r'[^A-Za-z0-9]+', '-', reference).strip('-') or 'pdf'}.pdf"
