"""An item told whole to a machine: its words as readers are to have them, where they lead, and its parts taken apart.

Nothing is told that was entered for newspapers or for the council alone: each kind names what readers have of it.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings

from portal.channels.connectors.base import Capability
from portal.channels.connectors.choosing import slugs_with
from portal.channels.models import Delivery
from portal.channels.networks.wording import Wording, link_of, signature_of, text_for
from portal.channels.post import Post
from portal.channels.public.rendering import rich_text
from portal.channels.surveys.asked import address_of_survey, closes_at, opens_at
from portal.councils.templatetags.words import day, moment
from portal.drafts.kinds import Shape
from portal.drafts.questions import questions_of

OF_NOTICE = ("concerns_on", "place", "contact_name", "contact_email", "contact_phone")
"""Parts of a notice that readers have beside its text. The contact of a release is for newspapers."""


def wording_in_full(post: Post, network: str) -> Wording:
    """Return what ``post`` says where nothing but this is shown: the version for ``network``, else all of it, plain."""
    versions = post.content.get("versions", {})
    whole = "" if versions.get(network) else "\n\n".join(_besides(post))
    return Wording(
        "\n\n".join(filter(None, (text_for(post, network), whole))), leads_to(post), signature_of(post)
    )


def leads_to(post: Post) -> str:
    """Return where ``post`` leads: to the survey to which it invites, else to its full story; or ''."""
    if questions_of(post.content):
        return settings.SITE_URL + address_of_survey(post.council.slug, post.publication.slug)
    return str(post.content.get("survey_link") or "").strip() or link_of(post.content)


def html_of(post: Post) -> str:
    """Return the text of ``post`` with its headings, lists and links, which all begin with https:// or the like.

    Empty where the text of its kind is plain.
    """
    if post.kind.part(post.kind.body).shape is not Shape.RICH:
        return ""
    return _shown(post.content[post.kind.body], post.public_url)


def page_of(post: Post) -> str:
    """Return the address at which the newsroom shows ``post``, or '' where that issue does not go there."""
    return post.public_url if _goes_on_a_page(post.publication.pk) else ""


def details_of(post: Post) -> dict[str, Any]:
    """Return what the kind of ``post`` has beside its text, taken apart; empty for a kind without such parts."""
    read = _DETAILS.get(post.communication.kind)
    return read(post) if read else {}


# Both are asked for each of the channels of an issue, one after the other, and answered alike each time: an issue gets
# its deliveries when it is ordered, and no other later.
_shown = lru_cache(maxsize=32)(rich_text)


@lru_cache(maxsize=256)
def _goes_on_a_page(publication_id: int) -> bool:
    pages = Delivery.objects.filter(channel__connector__in=slugs_with(Capability.PAGE))
    return pages.filter(publication=publication_id).exists()


def _of_release(post: Post) -> dict[str, Any]:
    return {"quotes": [{name: row[name] for name in _QUOTE} for row in post.content.get("quotes", [])]}


def _of_notice(post: Post) -> dict[str, Any]:
    return {name: str(post.content.get(name) or "") for name in OF_NOTICE}


def _of_page(post: Post) -> dict[str, Any]:
    return {"page_address": str(post.content.get("page_address") or "")}


def _of_bulletin(post: Post) -> dict[str, Any]:
    return {"summary": str(post.content.get("summary") or "")}


def _of_survey(post: Post) -> dict[str, Any]:
    moments = {"opens_at": opens_at(post.content), "closes_at": closes_at(post.content)}
    return {name: at.isoformat() if at else "" for name, at in moments.items()}


_QUOTE = ("words", "speaker", "office")
_DETAILS: dict[str, Callable[[Post], dict[str, Any]]] = {
    "press_release": _of_release,
    "notice": _of_notice,
    "survey_invitation": _of_survey,
    "web_page": _of_page,
    "email_bulletin": _of_bulletin,
}


def _besides(post: Post) -> Iterator[str]:
    """Yield what readers have beside the text: who said what; day, place and whom to ask; until when it is open."""
    details = details_of(post)
    for row in details.get("quotes", []):
        yield f"“{row['words']}”\n{', '.join(filter(None, (row['speaker'], row['office'])))}"
    concerns = details.get("concerns_on")
    facts = {
        "Date it concerns": day(date.fromisoformat(concerns)) if concerns else "",
        "Place": details.get("place"),
        "Whom to ask": ", ".join(filter(None, (details.get(name) for name in OF_NOTICE[2:]))),
        "Opens": moment(opens_at(post.content) or ""),
        "Closes": moment(closes_at(post.content) or ""),
    }
    if lines := [f"{label}: {said}" for label, said in facts.items() if said]:
        yield "\n".join(lines)
