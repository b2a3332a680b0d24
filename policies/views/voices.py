"""Where members speak for themselves, as anybody may read it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from policies.personal.listing import listed_accounts, poll_pending, shown
from policies.views.public import revalidated
from portal.channels.public.items import council_or_404

PAGE = 50


@require_safe
@revalidated
@conditional_page
def voices(request: HttpRequest, council: str) -> HttpResponse:
    """Show the accounts of members who agreed; before a poll none of them."""
    found = council_or_404(council)
    resting = poll_pending(found.pk)
    rows = listed_accounts(found.pk)
    page = Paginator(rows.none() if resting else rows, PAGE).get_page(request.GET.get("page"))
    words = {
        "council": found,
        "page": page,
        "accounts": [shown(account) for account in page.object_list],
        "resting": resting,
    }
    return render(request, "policies/public_voices.html", words)
