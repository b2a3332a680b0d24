"""The forms of what the public says that the clerk's walk does not meet: others find them, or at another state."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from moderation.discussions.allowing import close_comments
from moderation.trolling.keeping import Happened, keep
from tests.makers import sign_in
from tests.makers.complaints import make_acknowledged, make_complaint, make_to_review
from tests.walks.addresses import Address, addresses
from tests.walks.forms import Form, forms_of
from tests.walks.misbehaving import report_the_clerk
from tests.walks.world import World

PUBLIC = (
    *("complaint_form", "complaint_status", "conduct_form", "notice_form", "notice_status", "notice_answer"),
    *("comment_form", "appeal_form"),
)
"""The pages on which anybody says something, reports or answers, and follows it: nobody is signed in there."""

# Who finds a form, at which page, about which thing: in a state, or as somebody, that the clerk's walk does not meet.
_ELSEWHERE: tuple[tuple[str, str, str], ...] = (
    ("clerk", "comment", "claimed comment"),
    ("clerk", "complaint", "acknowledged complaint"),
    ("clerk", "comments_item", "issued"),
    ("author", "conduct_mine", "conduct told"),
    ("bystander", "incidents", ""),
    ("bystander", "approach_pass_on", ""),
    ("bystander", "incident_keep", ""),
    ("bystander", "incident_share", "incident of their own"),
    ("bystander", "incident_take_out", "incident of their own"),
    ("chair", "complaint_enter", ""),
    *(
        ("chair", name, "complaint about the clerk")
        for name in (
            "complaint",
            "complaint_acknowledge",
            "complaint_connect",
            "complaint_sort",
            "complaint_address",
        )
    ),
    *(("chair", f"complaint_{name}", "acknowledged one about the clerk") for name in ("ask", "answer")),
    ("chair", "complaint_review", "one about the clerk to review"),
)


def forms_besides(world: World) -> dict[str, tuple[Client, Form]]:
    """Return the forms that others find, or the clerk at another state, by where they post to, each with who does."""
    _stand_elsewhere(world)
    pages = {one.name: one for one in addresses()}
    places = [(who, path_at(pages[name], world, thing)) for who, name, thing in _ELSEWHERE]
    report_the_clerk(world)
    of_cases = [one for one in pages.values() if one.of_desk and one.name.startswith("conduct_")]
    places += [("chair", one.path(world)) for one in of_cases if one.things() and one.name != "conduct_mine"]
    clients = {who: sign_in(world.people[who]) for who, _ in places}
    found = {
        form.action: (clients[who], form) for who, path in places for form in forms_at(clients[who], path)
    }
    kept = found[pages["incident_keep"].path(world)][1]
    kept.fields["happened_at"].held = ["2020-01-06T10:00"]
    kept.fields["link"].held = ["https://www.example.org/1"]
    kept.fields["reference"].held = [world.things["comment reference"]]
    return found


def path_at(page: Address, world: World, thing: str) -> str:
    """Return where ``page`` lies about ``thing`` of the world, whatever its parameter is called."""
    return page.path(world, dict.fromkeys(page.parameters, world.things[thing].pk if thing else None))


def forms_at(client: Client, path: str) -> Iterable[Form]:
    """Return the forms of this floor on the page at ``path``, as ``client`` sees it; none of what is no page."""
    answer: Any = client.get(path)
    if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
        return []
    return [one for one in forms_of(path, answer.content.decode()) if of_this_floor(one.action)]


def of_this_floor(path: str) -> bool:
    """Return whether a view of moderation takes what is sent to ``path``."""
    view = resolve(path).func
    return getattr(view, "view_class", view).__module__.startswith("moderation.")


def public_forms(world: World) -> Iterable[tuple[str, Form]]:
    """Return the forms of PUBLIC with the paths that they post to."""
    for address in addresses():
        if address.name in PUBLIC:
            path = address.path(world)
            cache.clear()  # how often somebody may look
            for form in forms_of(path, Client().get(path).content.decode()):
                yield form.action, form


def _stand_elsewhere(world: World) -> None:
    things, chair, where = world.things, world.people["chair"], world.council
    close_comments(actor=world.clerk, communication_id=things["issued"].pk, public_message="No more for now.")
    ago = timezone.now() - timedelta(days=1)
    things["incident of their own"] = keep(
        actor=world.people["bystander"], happened=Happened(ago, "An insult that is shared with nobody yet.")
    )
    about = {"kind": "clerk", "words": "The clerk never answers letters."}
    things["complaint about the clerk"] = make_complaint(where, **about)
    things["acknowledged one about the clerk"] = make_acknowledged(chair, **about)
    things["one about the clerk to review"] = make_to_review(chair, **about)
