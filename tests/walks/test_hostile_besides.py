"""The forms that the clerk does not find, with what no person types; and that no form of this floor is left out."""

from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import resolve

from tests.walks.addresses import Address, addresses
from tests.walks.besides import PUBLIC, forms_besides, of_this_floor, public_forms
from tests.walks.forms import Form
from tests.walks.test_hostile import LURES, QUERIES, SCRIPT, at_work, faults_at_once, faults_one_by_one
from tests.walks.world import World

pytestmark = pytest.mark.django_db

FILES = {
    "nothing in it": ("nothing.png", b""),
    "words called a picture": ("words.png", b"These are words."),
    "a picture that breaks off": (
        "half.png",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff",
    ),
    "a page that is none": ("page.pdf", b"%PDF-1.7 \x00\xff\xfe"),
    "a drawing with a script": (
        "drawing.svg",
        f"<svg xmlns='http://www.w3.org/2000/svg'>{SCRIPT}</svg>".encode(),
    ),
    "a name that leads out": (f"../../{LURES}\x00.pdf", b"%PDF-1.7 a page"),
}
SHOWS_A_FILE = {"conduct_pack": 200, "incidents_file": 200}
"""Addresses whose answer to a form is the file that was asked for."""


def sent(client: Client, form: Form, **files: SimpleUploadedFile) -> tuple[int, str]:
    """Return the code of the answer to a form filled in, with ``files``, and its text; what it changed is undone."""
    cache.clear()
    before = transaction.savepoint()
    answer = client.post(form.action, {**form.filled(), **files})
    transaction.savepoint_rollback(before)
    return answer.status_code, "" if answer.streaming else answer.content.decode(errors="replace")


def test_every_form_of_this_floor_is_walked_with_hostile_words(
    world: World, clerk_s_forms: dict[str, Form]
) -> None:
    walked = {resolve(path).url_name for path in (*clerk_s_forms, *dict(public_forms(world)))}
    walked |= {resolve(path).url_name for path in forms_besides(world)}

    takes = {one.name for one in addresses() if one.of_council and takes_a_form(one, world)}
    assert len(takes) > 60
    assert takes - walked == set()


def takes_a_form(address: Address, world: World) -> bool:
    """Return whether a view of this floor answers there to what is sent."""
    path = address.path(world)
    return of_this_floor(path) and hasattr(getattr(resolve(path).func, "view_class", None), "post")


def test_every_form_that_no_clerk_finds_takes_what_the_walk_fills_in(world: World) -> None:
    """Else the walk would prove nothing of what lies behind the form."""
    found = {}
    for path, (client, form) in forms_besides(world).items():
        name = str(resolve(path).url_name)
        if (code := sent(client, form)[0]) != SHOWS_A_FILE.get(name, 302):
            found[path] = code
    assert found == {}


def test_every_form_that_no_clerk_finds_with_hostile_words(
    world: World, clerk_s_forms: dict[str, Form]
) -> None:
    """What the clerk's walk meets too, for other things, takes a part of the ways: the form is the same."""
    met = {resolve(path).url_name for path in clerk_s_forms}
    faults, tried = [], 0
    for turn, (path, (client, form)) in enumerate(forms_besides(world).items()):
        client.raise_request_exception = False
        new = resolve(path).url_name not in met
        faults += faults_at_once(client, {path: form}, *((0, 1) if new else (turn % 4, 4)))
        found, times = faults_one_by_one(client, {path: form}, every_time=new)
        faults, tried = faults + found, tried + times
    assert not faults, "\n".join(faults)
    assert tried > 100


def test_every_form_that_takes_a_file_with_a_hostile_one(
    world: World, clerk_s_forms: dict[str, Form]
) -> None:
    clerk = at_work(world.clerk)
    forms = [(clerk, form) for path, form in clerk_s_forms.items() if of_this_floor(path)]
    forms += [(Client(raise_request_exception=False), form) for _, form in public_forms(world)]
    forms += forms_besides(world).values()
    faults, tried = [], set()
    for client, form in forms:
        client.raise_request_exception = False
        for field in (one for one in form.fields.values() if one.sort == "file"):
            tried.add(resolve(form.action).url_name)
            for what, (name, raw) in FILES.items():
                code, text = sent(client, form, **{field.name: SimpleUploadedFile(name, raw)})
                if code >= 500 or SCRIPT in text:
                    faults.append(f"{form.action}: {field.name} is {what}: {code}")
    assert not faults, "\n".join(faults)
    assert {
        "conduct_report",
        "conduct_evidence",
        "conduct_done",
        "conduct_form",
        "incident_keep",
        "pack_match",
    } <= tried


def test_every_page_that_no_clerk_finds_with_a_hostile_query(world: World) -> None:
    found = {(client, form.page) for client, form in forms_besides(world).values()}
    reader = Client(raise_request_exception=False)
    found |= {(reader, one.path(world)) for one in addresses() if one.name in PUBLIC}
    faults = []
    for client, page in found:
        client.raise_request_exception = False
        for query in QUERIES:
            cache.clear()
            answer = client.get(f"{page}?{urlencode(query)}")
            if answer.status_code >= 500 or SCRIPT in answer.content.decode():
                faults.append(f"{page}: {answer.status_code}")
    assert not faults, "\n".join(faults)
