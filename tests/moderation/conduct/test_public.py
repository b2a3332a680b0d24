"""The form that anybody opens: a mark, a field for machines, limits, hostile input; nothing typed is lost."""

import re
from typing import Any

import pytest
from django.test import Client

from moderation.conduct import public
from moderation.models import ConductCase
from portal.councils.models import Council
from portal.councils.people import Person
from tests.makers import sign_in
from tests.makers.conduct import WORDS

pytestmark = pytest.mark.django_db


def sent(council: Council, **changes: Any) -> Any:
    client = Client()
    at = f"/{council.slug}/conduct/"
    mark = re.search(r'name="mark" value="([^"]+)"', client.get(at).content.decode())
    assert mark is not None
    data = {"mark": mark[1], "office": "other", "who": "Cleo Councillor", "words": WORDS, **changes}
    return client.post(at, data)


def test_a_report_of_the_public_leads_to_its_private_page(council: Council, councillor: Person) -> None:
    answer = sent(council, name="Robin", email="robin@people.example")

    made = ConductCase.objects.get()
    assert answer.status_code == 302
    assert made.reference in answer["Location"]
    assert (made.subject, made.reporter_name, made.reporter_key) == (councillor.membership, "Robin", "")
    page = Client().get(answer["Location"])
    assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex")
    assert "Somebody will look at it." in page.content.decode()


def test_no_name_need_be_given(council: Council, councillor: Person, clerk: Person) -> None:
    assert sent(council).status_code == 302
    assert ConductCase.objects.get().reporter_name == ""


@pytest.mark.parametrize(
    ("changes", "status", "why"),
    [
        ({"mark": ""}, 422, "nothing was sent yet"),
        ({"mark": "x" * 400}, 422, "nothing was sent yet"),
        ({"homepage": "http://spam.example"}, 422, "Leave this empty"),
        ({"words": ""}, 422, "Say what happened"),
        ({"who": ""}, 422, "Say who it is about"),
        ({"office": "king"}, 422, "Select a valid choice"),
        ({"words": "a\x00b"}, 422, "Null characters"),
        ({"words": "x" * 5_001}, 422, "at most 5000 characters"),
        ({"happened_on": "2199-01-01"}, 422, "has not come yet"),
        ({"happened_on": "0001-01-01"}, 422, "after 1900"),
        ({"email": "no address"}, 422, "like name@example.org"),
        ({"where": "y" * 1_001}, 422, "at most 1000 characters"),
        ({"words": "\u202e\u200b"}, 422, "happened"),
    ],
)
def test_what_is_no_report_is_refused_and_what_was_typed_stands(
    council: Council, changes: dict[str, str], status: int, why: str
) -> None:
    answer = sent(council, **changes)

    assert answer.status_code == status
    assert why in answer.content.decode()
    assert not ConductCase.objects.exists()


@pytest.mark.parametrize(
    "where", ["javascript:alert(1)", "<script>x</script>", "//news//", "/news/\u202e/", "%00"]
)
def test_a_hostile_address_is_evidence_and_never_a_link(council: Council, clerk: Person, where: str) -> None:
    assert sent(council, where=where).status_code == 302

    case = ConductCase.objects.get()
    html = sign_in(clerk).get(f"/{council.slug}/desk/conduct/{case.pk}/").content.decode()
    assert "<script>x" not in html
    assert 'href="javascript' not in html
    assert case.evidence.get().kind == "link"


def test_one_network_sends_so_many_an_hour_and_no_more(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "SENT_AT_MOST", 2)

    assert [sent(council).status_code for _ in range(3)] == [302, 302, 429]
    assert ConductCase.objects.count() == 2
