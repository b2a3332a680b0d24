"""However much there is, a page of the desk asks the database as often as before: every list is looked at, twice."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.makers import sign_in
from tests.walks.addresses import Address, addresses
from tests.walks.deepening import deepen
from tests.walks.growing import grow
from tests.walks.world import World

pytestmark = pytest.mark.django_db

SHORTER = {
    "calendar": "?page=999",
    "drafts": "?page=999",
    "my_notices": "?page=999",
    "notices": "?page=999",
}
"""Lists of which the World fills a whole page already, and where each is shorter: a full page is compared with that."""

COUNTED_ELSEWHERE = frozenset({"record"})
"""The record asks once for each sort of thing that it names; tests/desk/test_record.py counts it with one sort."""

NO_LISTS = {
    "add_body": "a form for one body",
    "add_contact": "a form for one address",
    "api_key_make": "a form; the scopes are the same everywhere",
    "ask_accounts": "a button",
    "calendar_link": "one's own link, of which there is one",
    "complaint_enter": "a form for one complaint",
    "complaints_procedure": "a form for the council's times",
    "conduct_days": "a form for one number",
    "cost_new": "a form for one cost",
    "declare_account": "a form for one account",
    "defamation_enter": "a form for one notice",
    "draft_kinds": "the kinds of items, which are the same everywhere",
    "erase_questions": "a button",
    "hold_everything": "a button and a reason",
    "hold_place": "a form: the item is named by its number",
    "media_add": "a form for one picture",
    "my_notices_choice": "a form for one's own choice",
    "open_matter": "a form for one matter",
    "pack_match": "a form for one file",
    "period_announce": "a form for one poll",
    "period_observe": "a form for days of mourning or celebration",
    "policy_new": "a form for one policy",
    "record_search": "a form; it finds nothing until somebody typed something",
    "recording_add": "a form for one recording",
    "resume_issuing": "a button and a reason",
    "settings_consult": "a form for one rule; those that hold stand under the settings",
    "settings_details": "a form for the council's name and address",
    "settings_publicity": "a form for one setting",
    "settings_reviewers": "a form for one setting",
    "settings_second_officer": "a form for one setting",
    "settings_second_step": "a form for one setting",
    "settings_written_quotes": "a form for one setting",
}
"""Pages that show nothing of which a council collects more and more, and what each shows instead."""


LISTS_BELOW = frozenset(
    {
        "campaign_count",
        "channel",
        "channel_feedback",
        "comment",
        "comments_item",
        "complaint",
        "complaint_answer",
        "complaint_review",
        "conduct_case",
        "conduct_decide",
        "conduct_review",
        "conduct_set_aside",
        "conduct_suspend",
        "defamation_notice",
        "draft",
        "draft_compare",
        "draft_history",
        "draft_library",
        "draft_submit",
        "issued_item",
        "item_costs",
        "item_export",
        "job_streets",
        "letter_in",
        "magazine_issue",
        "matter",
        "media_item",
        "media_uses",
        "meeting",
        "pack",
        "pack_make",
        "period_decisions",
        "policy_compare",
        "press_enquiry",
        "recording",
        "recording_uses",
        "release_decision",
        "review",
        "reviewers",
        "urgent",
        "version",
        "version_review",
    }
)
"""Pages below a thing that show a list of what hangs on it, each of which has more rows here the second time."""


@dataclass(frozen=True)
class Seen:
    """What a page asked of the database once it was warm, and how long it was."""

    asked: list[str]
    length: int

    def most_repeated(self) -> list[tuple[str, int]]:
        """Return what was asked most often, whatever the numbers in it: of a list that asks for each row, that."""
        return Counter(re.sub(r"\d+", "0", sql) for sql in self.asked).most_common(2)


def pages(*, below: bool = False) -> list[Address]:
    """Return the addresses of the desk that name nothing but the council, or those that lie ``below`` a thing."""
    whole = [one for one in addresses() if one.of_desk and bool(one.parameters) == below]
    return [one for one in whole if one.name not in COUNTED_ELSEWHERE]


def seen(client: Client, world: World, queries: Mapping[str, str], *, below: bool = False) -> dict[str, Seen]:
    """Return what became of every page that can be read, with the query that ``queries`` has for it."""
    found: dict[str, Seen] = {}
    for page in pages(below=below):
        path = f"{page.path(world, None if below else {})}{queries.get(page.name, '')}"
        cache.clear()
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        if answer.status_code == 200:
            statements = [row["sql"] for row in asked.captured_queries]
            found[page.name] = Seen(statements, len(b"".join(answer)))
    return found


def asked_more(few: Mapping[str, Seen], many: Mapping[str, Seen]) -> dict[str, tuple[int, int, object]]:
    """Return the pages that asked more for many rows than for few, how often each time, and what most often."""
    return {
        name: (len(few[name].asked), len(many[name].asked), many[name].most_repeated())
        for name in few
        if name in many and len(few[name].asked) != len(many[name].asked)
    }


def test_the_lists_of_the_desk_ask_as_much_for_many_rows_as_for_a_few(world: World) -> None:
    client = sign_in(world.clerk)
    grow(world, 1)
    few = seen(client, world, SHORTER)
    for number in range(2, 5):
        grow(world, number)
    many = seen(client, world, {})
    assert asked_more(few, many) == {}
    stood_still = {name for name in few if many[name].length <= few[name].length}
    assert stood_still == set(NO_LISTS)


def test_the_lists_below_a_thing_ask_as_much_for_many_rows_as_for_a_few(world: World) -> None:
    """What hangs on a picture, an item, a matter, a case: three more of each are asked for by as many statements."""
    client = sign_in(world.clerk)
    deepen(world, 1)
    few = seen(client, world, {}, below=True)
    for number in range(2, 5):
        deepen(world, number)
    many = seen(client, world, {}, below=True)
    assert asked_more(few, many) == {}
    grown = {name for name in few if name in many and many[name].length > few[name].length}
    assert grown >= LISTS_BELOW, sorted(LISTS_BELOW - grown)
