"""Tables that somebody opens with a spreadsheet: no cell of which is a formula, and spreadsheets know them as UTF-8."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse


def inert(cell: str) -> str:
    """Return ``cell`` so that no spreadsheet takes it for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def csv_file(name: str, rows: Iterable[Sequence[str]]) -> HttpResponse:
    """Return ``rows`` as the file ``name``; the mark at its start tells spreadsheets that it is UTF-8."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8", headers=headers)
    csv.writer(response).writerows(rows)
    return response
