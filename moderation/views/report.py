"""The report on comments, as a paper for a meeting."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from moderation.paper import report_pdf
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.drafts.content import LONDON


class ReportPaper(CouncilView):
    """Answers with the report of the last twelve months."""

    power = Power.READ_ALL

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002  a paper is the same for everybody
        """Set it and send it as a file."""
        made = report_pdf(self.council, timezone.now().astimezone(LONDON))
        name = f"{self.council.slug}-comments.pdf"
        return HttpResponse(
            made,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'inline; filename="{name}"',
                "Cache-Control": "private, no-store",
            },
        )
