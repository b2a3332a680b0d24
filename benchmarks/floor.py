"""The floors: the least that a page and an act of this desk cost, on the same server with the same rights."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import path
from django.utils import timezone

from portal.councils.recording import entry_by
from portal.councils.views import CouncilView
from portal.drafts.models import Communication
from portal.records.ledger import record
from portal.urls import urlpatterns as portal_addresses

ROWS = 50
_TABLE = (
    "<!doctype html><title>Floor</title><table>{% for row in rows %}"
    "<tr><td>{{ row.pk }}</td><td>{{ row.title }}</td><td>{{ row.stage }}</td><td>{{ row.changed_at }}</td></tr>"
    "{% endfor %}</table>"
)


class FloorPage(CouncilView):
    """A bare table of fifty rows from one index look-up, behind session and permission."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Render it."""
        rows = Communication.objects.filter(council=self.council, stage="issued").order_by("-changed_at")[
            :ROWS
        ]
        return HttpResponse(engines["django"].from_string(_TABLE).render({"rows": rows}, request))


class FloorAct(CouncilView):
    """A bare locked update with one row in the record."""

    def post(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Do it."""
        with transaction.atomic():
            item = Communication.objects.select_for_update().get(pk=pk, council=self.council)
            item.changed_at = timezone.now()
            item.save(update_fields=["changed_at"])
            record([entry_by(self.person, "note_written", "communication", pk)])
        return redirect("desk_home", council=self.council.slug)


urlpatterns = [
    path("<council:council>/desk/floor/", FloorPage.as_view(), name="floor"),
    path("<council:council>/desk/floor/<int:pk>/", FloorAct.as_view(), name="floor_act"),
    *portal_addresses,
]
