"""Threads on Mastodon: parts that answer each other, found by their numbers, edited in place, deleted from the end.

What is there is always a beginning of the thread: it is continued, or taken back, from wherever a crash left it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from portal.channels.connectors.misreading import name_of
from portal.channels.networks.asking import Exchange, Line
from portal.channels.networks.issues import own_number, still_out
from portal.channels.networks.meaning import of_another
from portal.channels.networks.recognising import signed
from portal.channels.networks.threads import part_key
from portal.channels.networks.wording import Wording
from portal.channels.post import Post
from portal.markup import plain_text

GONE = {404, 410}
_PAGES, _A_PAGE = 10, 40

Status = dict[str, Any]


def publish(
    line: Line,
    account: str,
    post: Post,
    said: Sequence[Wording],
    first: Callable[[], Status],
    rest: Status,
    *,
    anew: bool,
) -> tuple[Status, str]:
    """Write each part that is not there, mend each that reads otherwise, delete what is too many.

    ``first`` makes, and ``rest`` is, what is asked for the first part and for the others beside their words. Returns
    the first part as the server tells it, and the evidence of all. ``anew``: what stands beside
    the words changed, so that the first part is edited whatever it says.
    """
    there, loose = chain_of(line, account, post)
    evidence: list[str] = []
    for number, one in enumerate(said):
        if (
            number < len(there)
            and not (anew and number == 0)
            and _reads(line, account, there[number]) == one.whole
        ):
            evidence.append(line.ask("GET", f"/api/v1/statuses/{there[number]}").evidence)
            continue
        asked = {**(rest if number else first()), "status": one.whole}
        if number == len(there):
            key = str(part_key(post.key, number))
            answers = {"in_reply_to_id": there[-1]} if there else below(post)
            headers = {"Idempotency-Key": key}
            told = line.ask("POST", "/api/v1/statuses", json=asked | answers, headers=headers)
            there.append(name_of(told.mapping()))
        else:
            asked.pop("visibility")
            told = line.ask("PUT", f"/api/v1/statuses/{there[number]}", json=asked, acts=False)
        evidence.append(told.evidence)
    _delete(line, account, [*there[len(said) :], *loose])
    return line.ask("GET", f"/api/v1/statuses/{there[0]}").mapping(), "\n\n".join(evidence)


def found(line: Line, account: str, post: Post, said: Sequence[Wording]) -> tuple[Status, str] | None:
    """Return the first part and the evidence of all where the whole thread stands there as it should, else None."""
    there, loose = chain_of(line, account, post)
    if loose or len(there) != len(said):
        return None
    told: list[Exchange] = []
    for number, one in zip(there, said, strict=True):
        if _reads(line, account, number) != one.whole:
            return None
        told.append(line.ask("GET", f"/api/v1/statuses/{number}"))
    return told[0].mapping(), "\n\n".join(one.evidence for one in told)


def retract(line: Line, account: str, post: Post) -> str:
    """Delete all parts, the last first; return the evidence. Those that are gone already are gone."""
    there, loose = chain_of(line, account, post)
    return _delete(line, account, [*there, *loose])


def chain_of(line: Line, account: str, post: Post) -> tuple[list[str], list[str]]:
    """Return the parts that are there, in their order, of this issue or of the one it replaces; and the loose ones.

    A part hangs loose where somebody deleted one before it over there: nobody could place it.
    """
    root = own_number(post) or still_out(post)
    parts = _below(line, account, post, root) if root else {}
    if not parts:
        parts = _numbered(own_statuses(line, account, post.publication.go_at - timedelta(hours=1)), post)
    there: list[str] = []
    while len(there) + 1 in parts:
        there.append(parts.pop(len(there) + 1))
    return there, [parts[number] for number in sorted(parts)]


def own_statuses(line: Line, account: str, since: datetime) -> Iterator[Status]:
    """Yield the account's own statuses since that moment, the newest first."""
    before: dict[str, str] = {}
    for _ in range(_PAGES):
        params = {"limit": str(_A_PAGE), "exclude_reblogs": "true", **before}
        rows = line.ask("GET", f"/api/v1/accounts/{account}/statuses", params=params).rows()
        yield from rows
        if len(rows) < _A_PAGE or moment_of(rows[-1]) < since:
            return
        before = {"max_id": str(rows[-1]["id"])}


def delete(line: Line, account: str, number: str) -> str:
    """Delete a status and return the evidence; one that is gone is deleted already."""
    told = line.ask("DELETE", f"/api/v1/statuses/{number}", acts=False, expect=GONE)
    if not is_gone(line, account, told):
        told.mapping()
    return told.evidence


def is_gone(line: Line, account: str, told: Exchange) -> bool:
    """Return whether the server says that there is no such status (any more), and knows the account still.

    Raises UnclearMisread where something else answers in its place, and as Line.ask() does.
    """
    if told.status not in GONE:
        return False
    says = told.said()
    me = line.ask("GET", "/api/v1/accounts/verify_credentials").mapping() if says else {}
    if str(me.get("id")) != account:
        raise of_another(told.host, told.status)
    return True


def below(post: Post) -> dict[str, str]:
    """Return what is asked besides for a first status that answers another one; nothing for what stands alone."""
    return {"in_reply_to_id": post.answers.remote_id} if post.answers else {}


def moment_of(row: Mapping[str, Any]) -> datetime:
    """Return when a status was made."""
    return datetime.fromisoformat(str(row["created_at"]))


def _below(line: Line, account: str, post: Post, root: str) -> dict[int, str]:
    """Return the parts that hang below ``root``, and it, by their places; {} where it is gone."""
    told = line.ask("GET", f"/api/v1/statuses/{root}/context", expect=GONE)
    if is_gone(line, account, told):
        return {}
    rows = told.mapping().get("descendants")
    own = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    mine = [row for row in own if str(row["account"]["id"]) == account]
    return {**_numbered(mine, post), 1: root}


def _numbered(rows: Iterator[Status] | Sequence[Status], post: Post) -> dict[int, str]:
    """Return which of ``rows`` are parts of the item, by their place; of two with one place the older."""
    whole = re.escape(post.communication.reference)
    ends = re.compile(rf"(?<!\w)(?P<whole>{whole})(?: (?P<place>\d{{1,2}})/\d{{1,2}})?\s*$")
    parts: dict[int, str] = {}
    for row in sorted(rows, key=moment_of, reverse=True):
        text = plain_text(str(row.get("content", "")))
        match = ends.search(text)
        place = int(match["place"] or 1) if match else 0
        if match and (place > 1 or signed(text[: match.end("whole")], post)):
            parts[place] = name_of(row)
    return parts


def _reads(line: Line, account: str, number: str) -> str:
    """Return the words of a status as they were written; '' where it is gone."""
    told = line.ask("GET", f"/api/v1/statuses/{number}/source", expect=GONE)
    return "" if is_gone(line, account, told) else str(told.mapping().get("text", ""))


def _delete(line: Line, account: str, numbers: Sequence[str]) -> str:
    return "\n\n".join(delete(line, account, number) for number in reversed(numbers))
