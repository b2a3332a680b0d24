"""Bad input on the pages of policies and circumstances: a clear refusal, what was typed is kept, nothing is changed."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.utils import timezone
from pypdf import PdfWriter

from policies.documents.adopting import Adoption, adopt
from policies.documents.wording import draft_version, wording_of
from policies.models import AgendaItem, Clause, Period, Policy, Rule, Version
from portal.councils.models import Council
from portal.councils.people import Person
from portal.records.models import LedgerEntry, Snapshot
from tests.makers import make_council, make_person, sign_in
from tests.makers.circumstances import make_meeting, make_period
from tests.makers.policies import CLAUSES, make_adopted_policy, make_policy
from tests.policies.importing.papers import docx, para, zipped

pytestmark = pytest.mark.django_db

MEGABYTE = 1024 * 1024
LOST_NOTHING = "Nothing was changed. Paste the text instead, or bring the document in another format."
PAPER = docx(para("Media policy") + para("Speak plainly."))


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="mill"), role="clerk")


@pytest.fixture
def client(clerk: Person) -> Client:
    return sign_in(clerk)


def pdf_page(password: str = "") -> bytes:
    """Return a page without any text, as a scanner makes it, encrypted where there is a ``password``."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bomb() -> bytes:
    """Return a Word document of a few kilobytes that unpacks to 40 MB."""
    return zipped({"word/document.xml": "<w/>", "word/styles.xml": b" " * (40 * MEGABYTE)})


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "50 MB": (
        "policy.pdf",
        lambda: b"%PDF-1.7\n" + bytes(50 * MEGABYTE),
        "The file is larger than 20 MB. Leave its pictures out and try again, or paste the text.",
    ),
    "an encrypted PDF": (
        "policy.pdf",
        lambda: pdf_page("sesame"),
        "The PDF is protected by a password. Save it without one and try again.",
    ),
    "a scanned PDF": (
        "policy.pdf",
        pdf_page,
        "The PDF holds no text: it seems to be scanned. Bring the document it was made from, or have its text",
    ),
    "a zip bomb": (
        "policy.docx",
        bomb,
        "The file unpacks to far more than any policy holds, so it was not opened.",
    ),
    "a text that is called a Word document": (
        "policy.docx",
        lambda: b"Speak plainly.",
        "The file is called .docx and is none. Bring .docx, .odt, .pdf, .txt, .html or .md.",
    ),
    "a picture that is called a PDF": (
        "policy.pdf",
        lambda: b"\x89PNG\r\n\x1a\n" + bytes(200),
        "The file is called .pdf and is none. Bring .docx, .odt, .pdf, .txt, .html or .md.",
    ),
    "a program that is called a text": ("policy.txt", lambda: b"\x7fELF\x00\x00\x01", "The file is no text"),
    "a damaged Word document": (
        "policy.docx",
        lambda: PAPER[:-60],
        "The file is damaged: it could not be opened.",
    ),
    "an empty file": ("policy.txt", bytes, "The file is empty."),
}
KEPT: tuple[type[Model], ...] = (Policy, Version, Clause, Rule, Period, AgendaItem, LedgerEntry, Snapshot)


def held(root: Path) -> dict[Any, Any]:
    """Return what the portal holds: how many rows of each sort, what circumstances came to, which files."""
    rows: dict[Any, Any] = {model: model._default_manager.count() for model in KEPT}
    circumstances = list(Council.objects.order_by("pk").values_list("pk", "circumstances_version"))
    return rows | {"circumstances": circumstances, "files": sorted(root.rglob("*"))}


@pytest.fixture
def stored(settings: Any, tmp_path: Path) -> Path:
    """Return the folder in which files would be kept."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def words_of(page: bytes) -> str:
    """Return a page as it is read, in one line."""
    return " ".join(page.decode().split())


@pytest.mark.parametrize(("name", "data", "why"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_read_as_a_policy_is_refused_on_the_page_and_nothing_is_kept(
    client: Client, stored: Path, name: str, data: Callable[[], bytes], why: str
) -> None:
    before = held(stored)
    typed = {"kind": "equality", "title": "Equal opportunities", "way": "file", "text": ""}

    answer = client.post("/mill/desk/policies/new/", {**typed, "file": upload(name, data())})

    page = words_of(answer.content)
    assert answer.status_code == 422
    assert why in page
    assert (LOST_NOTHING in page) is (name != "policy.txt" or b"ELF" in data())
    assert 'value="Equal opportunities"' in page
    assert '<option value="equality" selected>' in page
    assert held(stored) == before


@pytest.mark.parametrize("case", ["50 MB", "an encrypted PDF", "a zip bomb"])
def test_the_next_version_of_a_policy_takes_no_such_file_either_and_the_one_in_force_stays(
    client: Client, clerk: Person, stored: Path, case: str
) -> None:
    version = make_adopted_policy(clerk=clerk)
    before = held(stored)
    name, data, why = REFUSED[case]

    typed = {"way": "file", "text": "", "file": upload(name, data())}
    answer = client.post(f"/mill/desk/policies/{version.policy_id}/draft/", typed)

    assert (answer.status_code, why in words_of(answer.content)) == (422, True)
    assert held(stored) == before
    assert Version.objects.get().state == Version.State.ADOPTED


@pytest.mark.parametrize("case", [case for case in REFUSED if case != "an empty file"])
def test_an_agenda_takes_no_such_file_either(client: Client, clerk: Person, stored: Path, case: str) -> None:
    meeting = make_meeting(clerk=clerk)
    before = held(stored)
    name, data, why = REFUSED[case]

    answer = client.post(f"/mill/desk/meetings/{meeting.pk}/items/read/", {"file": upload(name, data())})

    page = words_of(answer.content)
    assert (answer.status_code, why in page, LOST_NOTHING in page) == (400, True, True)
    assert held(stored) == before


@pytest.mark.parametrize(
    "place", ["policies/new/", "policies/{policy}/draft/", "meetings/{meeting}/items/read/"]
)
def test_what_is_larger_than_any_file_is_not_even_read_and_the_page_says_what_to_do(
    client: Client, clerk: Person, stored: Path, settings: Any, place: str
) -> None:
    settings.MAX_RECORDING_BYTES = 30 * MEGABYTE
    version, meeting = make_adopted_policy(clerk=clerk), make_meeting(clerk=clerk)
    before = held(stored)
    address = f"/mill/desk/{place.format(policy=version.policy_id, meeting=meeting.pk)}"

    answer = client.post(address, {"file": upload("policy.pdf", b"%PDF-1.7\n" + bytes(110 * MEGABYTE))})

    page = words_of(answer.content)
    assert answer.status_code == 413
    assert "Nothing was changed. A picture may have up to 12.0 MB, a recording up to 30.0 MB" in page
    assert "what you typed is still on the page you came from" in page
    assert held(stored) == before


PERIODS = "/mill/desk/periods/"


@pytest.mark.parametrize("days_after", [0, 1, 30])
def test_a_notice_of_election_that_is_not_before_its_poll_is_refused_on_the_page(
    client: Client, clerk: Person, stored: Path, days_after: int
) -> None:
    poll = timezone.localdate() + timedelta(days=40)
    period = make_period(clerk=clerk, noticed_on=None, begins_at=None, poll_on=poll)
    before = held(stored)
    typed = (poll + timedelta(days=days_after)).isoformat()

    answer = client.post(f"{PERIODS}{period.pk}/notice/", {"on": typed, "late_reason": ""})

    page = words_of(answer.content)
    assert answer.status_code == 400
    assert "The notice comes before the poll. Check the dates. Nothing was changed." in page
    assert f'value="{typed}"' in page
    assert held(stored) == before
    period.refresh_from_db()
    assert (period.noticed_on, period.begins_at) == (None, None)


def test_a_poll_whose_period_overlaps_another_of_its_kind_is_refused_on_the_page(
    client: Client, stored: Path
) -> None:
    on = timezone.localdate() + timedelta(days=60)
    poll = {"kind": "parish_election", "title": "Town election", "on": on.isoformat()}
    client.post(f"{PERIODS}announce/", poll)
    before = held(stored)

    answer = client.post(f"{PERIODS}announce/", {**poll, "title": "The same again"})

    page = words_of(answer.content)
    assert answer.status_code == 409
    assert "It overlaps “Town election”, a period of the same kind for the same area." in page
    assert "Nothing was changed. End that one first, or correct the dates." in page
    assert 'value="The same again"' in page
    assert held(stored) == before


@pytest.mark.parametrize(("way", "text"), [("paste", ""), ("paste", " \n\n "), ("paste", "--- ___ ...")])
def test_a_policy_with_no_clauses_is_refused_on_the_page(
    client: Client, stored: Path, way: str, text: str
) -> None:
    before = held(stored)
    typed = {"kind": "communications", "title": "Silence", "way": way, "text": text}

    answer = client.post("/mill/desk/policies/new/", typed)

    page = words_of(answer.content)
    assert answer.status_code == 422
    assert f"The document holds no text. {LOST_NOTHING}" in page
    assert 'value="Silence"' in page
    assert held(stored) == before


def test_the_last_clause_of_a_draft_is_not_removed(client: Client, clerk: Person, stored: Path) -> None:
    version = make_policy(clerk=clerk, clauses=CLAUSES[:1])
    before = held(stored)
    sent = {"based_on": sheet_hash(client, version), "number-0": "1.", "heading-0": "Scope", "text-0": ""}

    answer = client.post(f"/mill/desk/policies/versions/{version.pk}/review/", {**sent, "act": "remove-0"})

    page = words_of(answer.content)
    assert answer.status_code == 400
    assert "A policy needs at least one clause." in page
    assert "Nothing was changed." in page
    assert held(stored) == before
    assert wording_of(version) == [CLAUSES[0]]


def sheet_hash(client: Client, version: Version) -> str:
    """Return what the review page says that it is based on."""
    page = client.get(f"/mill/desk/policies/versions/{version.pk}/review/").content.decode()
    return page.partition('name="based_on" value="')[2].partition('"')[0]


@pytest.mark.parametrize("changing", [False, True], ids=["a new rule", "a change of one"])
def test_a_rule_on_a_clause_that_is_superseded_is_refused_on_the_page(
    client: Client, clerk: Person, stored: Path, changing: bool
) -> None:
    old = make_adopted_policy(clerk=clerk)
    new = draft_version(actor=clerk, policy=old.policy, clauses=CLAUSES)
    adopt(actor=clerk, version_id=new.pk, adoption=Adoption(date(2026, 11, 18), "41/26"))
    past, now = (Clause.objects.get(version=version, ref="2.1") for version in (old, new))
    terms = {"check_id": "tone", "severity": "advise", "target": "draft", "parameters": "{}", "act": "save"}
    address = "/mill/desk/policies/rules/new/"
    if changing:
        made = client.post(address, {**terms, "clause": f"clause-{now.pk}"})
        address = made.headers["Location"]
    before = held(stored)

    answer = client.post(address, {**terms, "clause": f"clause-{past.pk}", "sample": "Typed."})

    page = words_of(answer.content)
    assert answer.status_code == 422
    assert "That clause is not in force any more. Nothing was changed: choose one of those offered." in page
    assert "Typed." in page
    assert held(stored) == before
