"""What a briefing card says: the agreed position, the facts, what stays closed, and how the person speaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from approvals.models import Enquiry, Spokesperson
from approvals.press.choosing import speaks_as
from approvals.press.seeing import flag_of
from policies.gathering import running_at
from policies.meetings.agreeing import current_positions
from policies.models import Matter, Period, Position
from policies.standing import rules_in_force
from portal.councils.templatetags.words import day
from portal.records.canonical import canonical_json, sha256_of

_SPEAKS: dict[str, tuple[str, tuple[str, ...]]] = {
    "officer": (
        "officer-opinion",
        (
            "You speak as an officer: give facts, not opinions.",
            "Where you do not know, say so, and that the council will come back to them.",
        ),
    ),
    "member": (
        "whose-view",
        (
            "Say the council’s position as it was agreed, in its words.",
            "If you say what you think yourself, say first that it is your personal view and not the council’s.",
            "Do not promise anything: no single member commits the council.",
        ),
    ),
}
_BOTH = (
    "Say nothing of what was dealt with in closed session or in a private briefing.",
    "If they ask about something that is not on this card, refer them to the clerk.",
)
_POLL = "A poll is near: speak of facts alone, of no candidate, no party and no controversy."


@dataclass(frozen=True)
class Written:
    """What whoever briefs adds: facts, what is closed besides, and which positions are to be said (their keys)."""

    facts: str
    closed: str = ""
    positions: Sequence[int] = ()


def compose(enquiry: Enquiry, spokesperson: Spokesperson, written: Written, at: datetime) -> dict[str, Any]:
    """Return what the card says at ``at`` (aware): plain JSON, in the words that the person will read."""
    positions = current_positions(enquiry.council_id).filter(pk__in=list(written.positions))
    return {
        "asker": enquiry.asker,
        "outlet": enquiry.outlet,
        "topic": enquiry.topic,
        "question": enquiry.question,
        "positions": [_position(one) for one in positions],
        "facts": written.facts,
        "matter": _matter(enquiry.matter),
        "closed": written.closed,
        "conduct": _conduct(enquiry, speaks_as(spokesperson.member), at),
    }


def stored(card: Mapping[str, Any]) -> tuple[str, str]:
    """Return a card as it is kept, and its hash."""
    text = canonical_json(card)
    return text, sha256_of(text)


def offered(enquiry: Enquiry) -> list[Position]:
    """Return the positions that may go on a card, those agreed under the enquiry's own matter first."""
    rows = current_positions(enquiry.council_id).select_related("item")
    return sorted(rows, key=lambda one: not _of_matter(one, enquiry))


def of_its_matter(enquiry: Enquiry) -> list[int]:
    """Return the keys of the positions that were agreed under the enquiry's matter: chosen before anybody chooses."""
    return [one.pk for one in offered(enquiry) if _of_matter(one, enquiry)]


def moved_on(enquiry: Enquiry, card: Mapping[str, Any], now: datetime) -> list[str]:
    """Return what has changed since a card was made, in words; [] while it holds. Three queries."""
    changed = []
    if flag_of(enquiry) is not None:
        changed.append("The matter was flagged as especially sensitive: nobody speaks on it for now.")
    keys = [one["id"] for one in card["positions"]]
    standing = {one.pk: one.text for one in current_positions(enquiry.council_id).filter(pk__in=keys)}
    gone = [one["title"] for one in card["positions"] if standing.get(one["id"]) != one["text"]]
    changed += [f"The position “{title}” ended or was replaced." for title in gone]
    if card["matter"] != _matter(enquiry.matter):
        changed.append("What is open of the matter has changed.")
    if not card["conduct"]["poll"] and _poll_runs(enquiry.council_id, now):
        changed.append("The period before a poll has begun.")
    return changed


def _of_matter(position: Position, enquiry: Enquiry) -> bool:
    """Return whether ``position`` was agreed under the item that is about, or that released, the enquiry's matter."""
    matter, item = enquiry.matter, position.item
    if matter is None or item is None:
        return False
    return item.matter_id == matter.pk or item.pk == matter.released_by_item_id


def _position(position: Position) -> dict[str, Any]:
    return {
        "id": position.pk,
        "title": position.title,
        "text": position.text,
        "minute": position.minute_reference,
        "agreed": day(position.agreed_on),
    }


def _matter(matter: Matter | None) -> dict[str, str]:
    """Return what may be said of the matter: all of it, the decision alone, or nothing."""
    if matter is None:
        return {"state": "none", "title": "", "reference": ""}
    state = "confidential" if matter.is_confidential else "decision" if matter.decision_only else "open"
    return {"state": state, "title": matter.title, "reference": matter.open_reference}


def _conduct(enquiry: Enquiry, speaks: str, at: datetime) -> dict[str, Any]:
    """Return how the person speaks, with the clause of the council's policy where a rule in force names one."""
    check, lines = _SPEAKS[speaks]
    rules = rules_in_force(enquiry.council_id, body_id=None, at=at)
    clause = next((rule for rule in rules if rule.check == check), None)
    poll = _poll_runs(enquiry.council_id, at)
    return {
        "speaks": speaks,
        "lines": [*lines, *_BOTH, *((_POLL,) if poll else ())],
        "clause": f"{clause.policy}, clause {clause.clause} ({clause.adopted})" if clause else "",
        "poll": poll,
    }


def _poll_runs(council_id: int, at: datetime) -> bool:
    quiet = [Period.Kind.MOURNING, Period.Kind.CELEBRATION]
    return running_at(council_id, at).exclude(kind__in=quiet).exists()
