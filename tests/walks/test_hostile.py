"""Every form of the desk with what no person types: never a fault, never a script in an answer, nothing half-done."""

from collections.abc import Callable, Iterable
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from portal.councils.people import Person
from tests.makers import sign_in
from tests.walks.addresses import addresses
from tests.walks.besides import public_forms
from tests.walks.forms import Data, Field, Form, desk_paths
from tests.walks.world import World

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert('words')</script>"
LURES = f"{SCRIPT}\"'><img src=x onerror=alert(1)>{{{{ 7*7 }}}}"
_FORM = "application/x-www-form-urlencoded"

# Each turns what is in a field into the raw bytes that are sent for it.
Way = Callable[[Field], list[bytes]]
WORDS: dict[str, Way] = {
    "nothing at all": lambda _: [],
    "spaces": lambda _: [b"  \t\r\n "],
    "NUL": lambda _: [b"a\x00b"],
    "half a surrogate pair": lambda _: [b"\xed\xa0\x80", b"\xff\xfe"],
    "100,000 characters": lambda _: ["ä".encode() * 100_000],
    "markup": lambda _: [LURES.encode()],
    "right-to-left override": lambda _: ["\u202egpj.exe\u202c \u2066x\u2069 \u200f".encode()],
    "sent three times": lambda found: [b"1", (found.held or ["x"])[0].encode(), b"\x00"],
}
NUMBERS: dict[str, Way] = {
    "negative": lambda _: [b"-1"],
    "huge": lambda _: [b"9" * 400],
    "larger than a key": lambda _: [b"9223372036854775808"],
    "digits of another script": lambda _: ["٣".encode(), "²".encode()],
    "not a number": lambda _: [b"NaN", b"1e400"],
}
TIMES: dict[str, Way] = {
    "year nothing": lambda _: [b"0000-01-01T00:00"],
    "year one": lambda _: [b"0001-01-01T00:00"],
    "year one, east of here": lambda _: [b"0001-01-01T00:00+14:00"],
    "year 9999": lambda _: [b"9999-12-31T23:59"],
    "year 9999, west of here": lambda _: [b"9999-12-31T23:59-14:00"],
    "the last day": lambda _: [b"9999-12-31"],
    "the first day": lambda _: [b"0001-01-01"],
    "an hour that there is twice": lambda _: [b"2026-10-25T01:30"],
    "an hour that there is not": lambda _: [b"2027-03-28T01:30"],
}
HOSTILE = {**WORDS, **NUMBERS, **TIMES}
_CHOICES = {"hidden", "number", "select", "select-multiple", "radio", "checkbox"}
_CLOCKS = {"date", "datetime-local", "time"}


def ways_for(fields: Iterable[Field]) -> dict[str, Way]:
    """Return what can be hostile to any of these fields: times only to a clock, numbers to what names a thing."""
    sorts = {field.sort for field in fields}
    ways = dict(WORDS) if sorts else {}
    ways |= NUMBERS if sorts & _CHOICES else {}
    return ways | (TIMES if sorts & _CLOCKS else {})


def body(form: Form, filled: Data, hostile: Way, only: str = "") -> bytes:
    """Return the bytes of a form in which all fields, or ``only`` one, are hostile and the others as they should be."""
    pairs: list[bytes] = []
    for field in form.fields.values():
        name = quote(field.name).encode()
        if only in {"", field.name}:
            values = hostile(field)
        else:
            typed = filled.get(field.name, "")
            values = [value.encode() for value in ([typed] if isinstance(typed, str) else typed)]
        pairs += [name + b"=" + quote(value).encode() for value in values]
    return b"&".join(pairs)


def fault(client: Client, path: str, data: bytes) -> str:
    """Return what is wrong with the answer to ``data``, or ''; what it changed is undone."""
    before = transaction.savepoint()
    answer = client.post(path, data, content_type=_FORM)
    if answer.status_code == 302:
        answer = client.get(answer.headers["Location"])
    transaction.savepoint_rollback(before)
    if answer.status_code >= 500:
        return str(answer.status_code)
    text = b"".join(answer) if answer.streaming else answer.content
    return "a script in the answer" if SCRIPT.encode() in text or b"<img src=x" in text else ""


def at_work(person: Person) -> Client:
    client = sign_in(person)
    client.raise_request_exception = False
    return client


def faults_at_once(client: Client, forms: dict[str, Form], turn: int = 0, turns: int = 1) -> list[str]:
    """Return what is wrong with the answers where all fields of a form are hostile; one way in ``turns`` is tried."""
    return [
        f"{path}: {name}: {found}"
        for path, form in forms.items()
        for name, hostile in list(ways_for(form.fields.values()).items())[turn::turns]
        if (found := fault(client, path, body(form, {}, hostile)))
    ]


def faults_one_by_one(
    client: Client, forms: dict[str, Form], *, every_time: bool = True
) -> tuple[list[str], int]:
    """Return what is wrong where one field is hostile among good ones, and how often that was tried.

    A clock gets every time, or with ``every_time`` False two of its ways as others do.
    """
    faults, tried = [], 0
    for path, form in forms.items():
        filled = form.filled()
        for number, field in enumerate(form.fields.values()):
            # Each field gets two ways, another two than its neighbour.
            ways = list(ways_for([field]).items())
            some = (
                ways
                if every_time and field.sort in _CLOCKS
                else [ways[(number + 3 * step) % len(ways)] for step in range(2)]
            )
            for name, hostile in some:
                tried += 1
                if found := fault(client, path, body(form, filled, hostile, field.name)):
                    faults.append(f"{path}: {field.name} is {name}: {found}")
    return faults, tried


TURNS = 4
"""Into how many tests the forms are dealt, so that two workers share them."""


@pytest.mark.parametrize("turn", range(TURNS))
def test_every_form_with_everything_hostile_at_once(
    turn: int, world: World, clerk_s_forms: dict[str, Form]
) -> None:
    some = dict(list(clerk_s_forms.items())[turn::TURNS])
    faults = faults_at_once(at_work(world.clerk), some)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("turn", range(TURNS))
def test_every_form_with_one_hostile_field_among_good_ones(
    turn: int, world: World, clerk_s_forms: dict[str, Form]
) -> None:
    """What gets past a form that is otherwise good reaches the verb and the database."""
    some = dict(list(clerk_s_forms.items())[turn::TURNS])
    faults, tried = faults_one_by_one(at_work(world.clerk), some)
    assert not faults, "\n".join(faults)
    assert tried > 150


def test_every_public_form_of_complaints_and_reports_with_hostile_words(world: World) -> None:
    reader = Client(raise_request_exception=False)
    faults, tried, taken = [], set(), []
    for path, form in public_forms(world):
        filled = form.filled()
        for number, field in enumerate(form.fields.values()):
            ways = list(ways_for([field]).items())
            chosen = {*("NUL", "half a surrogate pair"), ways[number % len(ways)][0]}
            for name in sorted(chosen):
                cache.clear()
                tried.add(path)
                hostile = dict(ways)[name]
                if found := fault(reader, path, body(form, filled, hostile, field.name)):
                    faults.append(f"{path}: {field.name} is {name}: {found}")
        data = body(form, filled, WORDS["NUL"])
        cache.clear()
        before = transaction.savepoint()
        answer = reader.post(path, data, content_type=_FORM)
        transaction.savepoint_rollback(before)
        if answer.status_code not in {400, 422}:
            taken.append(f"{path}: {answer.status_code}")
    assert not faults, "\n".join(faults)
    assert taken == []
    assert len(tried) >= 5


@pytest.mark.parametrize("wrong", ["%00", "%ff%fe", "%ed%a0%80", "a%00b", "..%2f", LURES])
def test_no_address_of_a_complaint_or_report_opens_for_what_is_no_key(world: World, wrong: str) -> None:
    reader = Client(raise_request_exception=False)
    named = wrong if wrong.startswith(("%", "a%", "..")) else quote(wrong, safe="")
    paths = []
    for address in addresses():
        if address.name in {"complaint_status", "conduct_sent", "notice_status", "notice_answer"}:
            start, key = address.path(world).rstrip("/").rsplit("/", 1)
            paths += [f"{start}/{named}/", f"{start.rsplit('/', 1)[0]}/{named}/{key}/"]
    assert len(paths) == 8
    for path in paths:
        cache.clear()
        for answer in (reader.get(path), reader.post(path, {"words": "x"})):
            assert answer.status_code in {400, 403, 404, 405}, f"{path}: {answer.status_code}"


_PARAMETERS = (
    *("page", "before", "from", "to", "kind", "stage", "q", "words", "actor", "verb"),
    *("since", "until", "month", "year", "state", "filter", "sort", "item", "person", "next"),
)
_VALUES = ("-1", "9" * 30, "\x00", LURES, "9999-12-31", "²", "0001-01-01T00:00+14:00")
QUERIES = [
    {name: _VALUES[(number + turn) % len(_VALUES)] for number, name in enumerate(_PARAMETERS)}
    for turn in (0, 2, 4)
]
"""Three queries in which every parameter that a page may know is hostile, each time in another way."""


@pytest.mark.parametrize("year", ["0", "9999", "10000", "-1", "\u0661\u0664", "1899", "\x00"])
def test_a_year_in_which_nothing_was_published_shows_the_newsroom(world: World, year: str) -> None:
    answer = Client().get(f"/{world.council.slug}/", {"year": year})
    assert answer.status_code == 200


def test_every_page_with_a_hostile_query(world: World) -> None:
    client = at_work(world.clerk)
    faults = []
    for path in [*desk_paths(world), "/here/", "/here/feed.atom", "/here/sitemap.xml", "/"]:
        for query in QUERIES:
            answer = client.get(f"{path}?{urlencode(query)}")
            text = b"".join(answer) if answer.streaming else answer.content
            if answer.status_code >= 500 or SCRIPT.encode() in text:
                faults.append(f"{path}: {next(iter(query.values()))[:30]!r} and others: {answer.status_code}")
    assert not faults, "\n".join(faults)
