"""Who mentions the account on a server of Mastodon's sort, in public or in a message to it: its notifications.

What answers the account's own statuses is among them too, under the same number as in the thread.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.channels.connectors.base import RemoteComment
from portal.channels.connectors.listening import Approach, Lacks, Page
from portal.channels.networks.asking import Line
from portal.channels.networks.mastodon_entering import VISIBLE
from portal.channels.networks.mastodon_rights import MENTIONS
from portal.channels.networks.mastodon_threads import GONE

_A_PAGE = 40
_OUTSIDE = 403


def mentions_of(
    line: Line, account: str, told_as: Callable[[Mapping[str, Any]], RemoteComment], since: str, place: str
) -> Page:
    """Return one page of who mentioned ``account``, its own number. Raises as Line.ask(), and Lacks.

    ``since`` names the account too: another one's notifications are numbered otherwise.
    Source: the methods of notifications at docs.joinmastodon.org (types[], since_id, max_id; scope read:notifications).
    """
    asked = {"types[]": "mention", "limit": str(_A_PAGE)}
    mine = f"{account}@{line.host} "
    asked |= {"since_id": since.removeprefix(mine)} if since.startswith(mine) else {}
    asked |= {"max_id": place} if place else {}
    told = line.ask("GET", "/api/v1/notifications", params=asked, expect={_OUTSIDE})
    if told.status == _OUTSIDE:
        raise Lacks(
            f"{line.host} does not let this token read who mentions the council. It lacks: {MENTIONS}. Make a token "
            "with it there, and connect the channel again."
        )
    rows = told.rows()
    found = [row["status"] for row in rows if row.get("type") == "mention" and row.get("status")]
    return Page(
        [_approach(row, told_as(row)) for row in found if str(row["account"]["id"]) != account],
        place=str(rows[-1]["id"]) if len(rows) >= _A_PAGE else "",
        newest=f"{mine}{rows[0]['id']}" if rows and not place else "",
    )


def gone_among(line: Line, names: Sequence[str]) -> list[str]:
    """Return which statuses the server has no more, or shows the account no more. Raises as Line.ask()."""
    return [name for name in names if line.ask("GET", f"/api/v1/statuses/{name}", expect=GONE).status in GONE]


def _approach(row: Mapping[str, Any], said: RemoteComment) -> Approach:
    above = (said.parent_id,) if said.parent_id else ()
    return Approach(said, private=row.get("visibility") not in VISIBLE, about=above)
