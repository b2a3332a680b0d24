"""An agenda or minutes brought as a file: whatever sort it is, its items are entered as open and closed ones."""

import html
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from policies.models import AgendaItem, Matter, Meeting
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_council, make_person, sign_in
from tests.makers.circumstances import make_meeting
from tests.policies.importing.papers import docx, numbering, odt, para, pdf

pytestmark = pytest.mark.django_db

ITEMS = (
    "Apologies for absence",
    "Renewing the roof of the Town Hall",
    "Exclusion of press and public",
    "The lease of Top Field",
)
READ = [
    ("1", "Apologies for absence", "open"),
    ("2", "Renewing the roof of the Town Hall", "open"),
    ("3", "Exclusion of press and public", "closed"),
    ("4", "The lease of Top Field", "closed"),
]
LINES = [f"{number}. {title}" for number, title in enumerate(ITEMS, start=1)]
PAPERS = {
    "agenda.docx": docx(
        para("Agenda") + "".join(para(title, number="1") for title in ITEMS),
        numbering=numbering(("decimal", "%1.")),
    ),
    "agenda.odt": odt("<text:p>Agenda</text:p>" + "".join(f"<text:p>{line}</text:p>" for line in LINES)),
    "agenda.pdf": pdf(["# Agenda", *LINES]),
    "agenda.txt": "\n\n".join(["Agenda", *LINES]).encode(),
    "agenda.html": (
        "<html><body><h1>Agenda</h1><ol>"
        + "".join(f"<li>{title}</li>" for title in ITEMS)
        + "</ol></body></html>"
    ).encode(),
    "agenda.md": "\n".join(["# Agenda", "", *LINES]).encode(),
}
MINUTES = "Minutes\n\n1. Apologies for absence\n\nNone.\n\n2. Renewing the roof of the Town Hall\n\nResolved to do it."


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ptc"), role=Role.CLERK)


@pytest.fixture
def client(clerk: Person) -> Client:
    return sign_in(clerk)


@pytest.fixture
def meeting(clerk: Person) -> Meeting:
    return make_meeting(clerk=clerk)


def read(client: Client, meeting: Meeting, name: str, data: bytes) -> str:
    """Send a file through the page; return the page on which what was found is reviewed."""
    answer = client.post(
        f"/ptc/desk/meetings/{meeting.pk}/items/read/", {"file": SimpleUploadedFile(name, data), "pasted": ""}
    )
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def typed_on(page: str) -> dict[str, str]:
    """Return what the review page would send if nobody changed anything on it."""
    sent = {}
    for tag in re.findall(r"<input[^>]*>", page):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if told.get("name", "").startswith("form-") and (told.get("type") != "checkbox" or " checked" in tag):
            sent[told["name"]] = html.unescape(
                told.get("value", "on" if told.get("type") == "checkbox" else "")
            )
    for name, words in re.findall(
        r'<textarea[^>]*name="(form-[^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL
    ):
        sent[name] = html.unescape(words).strip()
    for name, options in re.findall(r'<select[^>]*name="(form-[^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        sent[name] = re.findall(r'<option value="([^"]*)" selected', options)[0]
    return sent


@pytest.mark.parametrize("name", PAPERS)
def test_an_agenda_of_any_sort_of_file_becomes_open_and_closed_items(
    client: Client, meeting: Meeting, name: str
) -> None:
    page = read(client, meeting, name, PAPERS[name])
    assert AgendaItem.objects.count() == 0

    answer = client.post(f"/ptc/desk/meetings/{meeting.pk}/items/review/", typed_on(page))

    assert answer.headers["Location"] == f"/ptc/desk/meetings/{meeting.pk}/"
    rows = AgendaItem.objects.order_by("position").values_list("reference", "title", "part")
    assert list(rows) == READ
    # The resolution to exclude the public is no business itself (policies.meetings.confiding).
    assert list(Matter.objects.values_list("title", flat=True)) == ["The lease of Top Field"]


@pytest.mark.parametrize("name", ["minutes.txt", "minutes.docx", "minutes.pdf"])
def test_minutes_of_any_sort_of_file_complete_the_items_of_the_agenda(
    client: Client, meeting: Meeting, name: str
) -> None:
    lines = [line for line in MINUTES.split("\n") if line]
    data = {
        "minutes.txt": MINUTES.encode(),
        "minutes.docx": docx("".join(map(para, lines))),
        "minutes.pdf": pdf(lines),
    }[name]
    client.post(
        f"/ptc/desk/meetings/{meeting.pk}/items/review/",
        typed_on(read(client, meeting, "agenda.txt", PAPERS["agenda.txt"])),
    )

    page = read(client, meeting, name, data)
    client.post(f"/ptc/desk/meetings/{meeting.pk}/items/review/", typed_on(page))

    rows = AgendaItem.objects.order_by("position")
    assert [(row.reference, row.part) for row in rows] == [(reference, part) for reference, _, part in READ]
    said = {row.reference: f"{row.title} {row.minute}" for row in rows}
    assert "Resolved to do it." in said["2"]
    assert "None." in said["1"]


def test_what_was_imported_is_what_drafts_may_rest_on_once_it_is_minuted(
    client: Client, meeting: Meeting, clerk: Person
) -> None:
    page = read(client, meeting, "agenda.txt", PAPERS["agenda.txt"])
    client.post(f"/ptc/desk/meetings/{meeting.pk}/items/review/", typed_on(page))

    member = sign_in(make_person(council=clerk.council))
    seen = member.get(f"/ptc/desk/meetings/{meeting.pk}/").content.decode()

    assert meeting.held_on == date(2026, 11, 4)
    assert "Renewing the roof of the Town Hall" in seen
    assert "The lease of Top Field" not in seen


def test_an_item_that_holds_others_is_split_on_the_page_and_nothing_typed_is_lost(
    client: Client, meeting: Meeting
) -> None:
    address = f"/ptc/desk/meetings/{meeting.pk}/items/review/"
    typed = typed_on(read(client, meeting, "agenda.txt", PAPERS["agenda.txt"]))
    typed |= {"form-0-minute": "None.\r\n\r\nThe pump\r\nTo be painted.", "form-1-title": "Renewing it"}
    del typed["form-2-taken"]

    shown = client.post(address, {**typed, "split": "0", "set_aside": "Title: Agenda"})

    page = shown.content.decode()
    assert shown.status_code == 200
    assert AgendaItem.objects.count() == 0
    assert "The item is split. Nothing is entered yet" in page
    assert "Title: Agenda" in page
    again = typed_on(page)
    assert [again[f"form-{at}-title"] for at in range(5)] == [ITEMS[0], "The pump", "Renewing it", *ITEMS[2:]]
    assert (again["form-0-minute"], again["form-1-minute"]) == ("None.", "To be painted.")
    assert "form-3-taken" not in again

    answer = client.post(address, again)

    assert answer.headers["Location"] == f"/ptc/desk/meetings/{meeting.pk}/"
    rows = AgendaItem.objects.order_by("position").values_list("reference", "title", "part", "minute")
    assert list(rows) == [
        ("1", ITEMS[0], "open", "None."),
        ("1 (2)", "The pump", "open", "To be painted."),
        ("2", "Renewing it", "open", ""),
        ("4", ITEMS[3], "closed", ""),
    ]


@pytest.mark.parametrize("chosen", ["0", "9", "-1", "x", "", "²", "1" * 5000])
def test_an_item_that_cannot_be_split_stays_on_the_page_with_the_reason(
    client: Client, meeting: Meeting, chosen: str
) -> None:
    typed = typed_on(read(client, meeting, "agenda.txt", PAPERS["agenda.txt"]))

    shown = client.post(f"/ptc/desk/meetings/{meeting.pk}/items/review/", {**typed, "split": chosen})

    page = shown.content.decode()
    assert shown.status_code == 422
    assert typed_on(page) == typed
    assert ("Put an empty line into its minute" if chosen == "0" else "There is no such item") in page
    assert AgendaItem.objects.count() == 0


def test_no_more_items_are_made_than_a_meeting_has(client: Client, meeting: Meeting) -> None:
    typed = typed_on(read(client, meeting, "agenda.txt", PAPERS["agenda.txt"]))
    typed["form-0-minute"] = "\n".join(f"{number}. Bench {number}" for number in range(1, 198))

    shown = client.post(f"/ptc/desk/meetings/{meeting.pk}/items/review/", {**typed, "split": "0"})

    assert (shown.status_code, len(shown.context["reviewed"].forms)) == (422, 4)
    assert "A meeting has at most 200 items." in shown.content.decode()
    typed["form-0-minute"] = typed["form-0-minute"].rpartition("\n")[0]
    shown = client.post(f"/ptc/desk/meetings/{meeting.pk}/items/review/", {**typed, "split": "0"})
    assert (shown.status_code, len(shown.context["reviewed"].forms)) == (200, 200)


def test_enter_in_a_line_of_the_review_enters_the_items_and_splits_none(
    client: Client, meeting: Meeting
) -> None:
    page = read(client, meeting, "agenda.txt", PAPERS["agenda.txt"])

    form = page[page.index("items/review/") :]
    first = re.findall(r"<button[^>]*>", form)[0]
    assert "name=" not in first
    assert form.count('name="split"') == len(ITEMS)
