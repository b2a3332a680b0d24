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


@dataclass(frozen=True)
class Seen:
    """What a page asked of the database once it was warm, and how long it was."""

    asked: list[str]
    length: int

    def most_repeated(self) -> list[tuple[str, int]]:
        """Return what was asked most often, whatever the numbers in it: of a list that asks for each row, that."""
        return Counter(re.sub(r"\d+", "0", sql) for sql in self.asked).most_common(2)


def pages() -> list[Address]:
    """Return the addresses of the desk that name nothing but the council."""
    whole = [one for one in addresses() if one.of_desk and not one.parameters]
    return [one for one in whole if one.name not in COUNTED_ELSEWHERE]


def seen(client: Client, world: World, queries: Mapping[str, str]) -> dict[str, Seen]:
    """Return what became of every page that can be read, with the query that ``queries`` has for it."""
    found: dict[str, Seen] = {}
    for page in pages():
        path = f"{page.path(world, {})}{queries.get(page.name, '')}"
        cache.clear()
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        if answer.status_code == 200:
            statements = [row["sql"] for row in asked.captured_queries]
            found[page.name] = Seen(statements, len(b"".join(answer)))
    return found


def test_the_lists_of_the_desk_ask_as_much_for_many_rows_as_for_a_few(world: World) -> None:
    client = sign_in(world.clerk)
    grow(world, 1)
    few = seen(client, world, SHORTER)
    for number in range(2, 5):
        grow(world, number)
    many = seen(client, world, {})
    more = {
        name: (len(few[name].asked), len(many[name].asked), many[name].most_repeated())
        for name in few
        if len(few[name].asked) != len(many[name].asked)
    }
    assert more == {}
    stood_still = {name for name in few if many[name].length <= few[name].length}
    assert stood_still == set(NO_LISTS)
