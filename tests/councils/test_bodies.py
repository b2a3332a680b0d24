"""Bodies: made, changed, closed; their logo and colour as anybody reads them."""

import hashlib
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from PIL import Image

from portal.channels.models import Channel
from portal.councils.bodies import change_body, close_body, create_body
from portal.councils.branding import LONGEST_SIDE, logo_address, logo_bytes, logo_sha256, set_logo
from portal.councils.models import Body, Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.editing import start
from portal.pictures import NotAPicture
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc", name="Pellworth Town Council")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def charity(clerk: Person) -> Body:
    return create_body(actor=clerk, council=clerk.council, kind="charity", name="The Green Charity")


def own(council: Council) -> Body:
    return Body.objects.get(council=council, kind="council")


def picture(width: int = 40, sort: str = "PNG") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (width, width // 2), (20, 80, 60)).save(out, sort)
    return SimpleUploadedFile("logo.png", out.getvalue(), "image/png")


def test_a_body_is_a_charity_or_a_committee_with_a_name_of_its_own(clerk: Person, charity: Body) -> None:
    assert (charity.kind, charity.council) == ("charity", clerk.council)
    with pytest.raises(Refusal, match="already"):
        create_body(actor=clerk, council=clerk.council, kind="committee", name=" The Green Charity ")
    for kind, name in (("council", "Second"), ("club", "Club"), ("charity", "  ")):
        with pytest.raises(InvalidInput):
            create_body(actor=clerk, council=clerk.council, kind=kind, name=name)
    with pytest.raises(NotYours):
        create_body(actor=clerk, council=make_council(), kind="charity", name="Elsewhere")


def test_changes_are_filed_as_text_and_recorded_by_name(clerk: Person, charity: Body) -> None:
    for _ in range(2):
        change_body(actor=clerk, body_id=charity.pk, accent_colour="#1D4F3A", charity_number="0000000")

    (entry,) = LedgerEntry.objects.filter(verb="body_changed")
    assert '"changed":["accent_colour","charity_number"]' in entry.body
    assert "0000000" not in entry.body.replace(entry.body.split("text_sha256")[1][:70], "")
    filed = Snapshot.objects.get(status="body_changed")
    assert filed.text == "Colour: – → #1d4f3a\nCharity number: – → 0000000"


@pytest.mark.parametrize(
    "appearance",
    [
        {"accent_colour": "#ffcc00"},
        {"accent_colour": "green"},
        {"accent_colour": "#1d4f3a; }"},
        {"email": "nonsense"},
        {"website": "javascript:alert(1)"},
        {"name": ""},
        {"charity_number": "x" * 21},
        {"closed_at": "now"},
    ],
)
def test_what_cannot_appear_is_refused(clerk: Person, charity: Body, appearance: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        change_body(actor=clerk, body_id=charity.pk, **appearance)


def test_the_councils_own_voice_keeps_the_councils_name_and_stays_open(
    clerk: Person, council: Council
) -> None:
    with pytest.raises(InvalidInput, match="in the settings"):
        change_body(actor=clerk, body_id=own(council).pk, name="Other")
    with pytest.raises(Refusal, match="cannot be closed"):
        close_body(actor=clerk, body_id=own(council).pk, reason="x")


def test_a_closed_body_takes_no_new_draft_and_keeps_those_it_has(clerk: Person, charity: Body) -> None:
    begun = start(actor=clerk, kind="notice", body=charity)

    close_body(actor=clerk, body_id=charity.pk, reason="Dissolved")

    charity.refresh_from_db()
    with pytest.raises(Refusal, match="is closed"):
        start(actor=clerk, kind="notice", body=charity)
    with pytest.raises(Refusal, match="closed already"):
        close_body(actor=clerk, body_id=charity.pk, reason="Again")
    client = sign_in(clerk)
    # One voice is left to begin in, so that none is asked for; the draft that was begun keeps its own.
    assert (
        "The Green Charity" not in client.get(reverse("draft_new", args=["ptc", "notice"])).content.decode()
    )
    assert "The Green Charity" in client.get(reverse("draft", args=["ptc", begun.pk])).content.decode()


def test_another_councils_body_is_not_there(charity: Body) -> None:
    stranger = make_person(council=make_council(), role=Role.CLERK)

    for act in (
        lambda: change_body(actor=stranger, body_id=charity.pk, name="Taken"),
        lambda: close_body(actor=stranger, body_id=charity.pk, reason="x"),
        lambda: set_logo(actor=stranger, body_id=charity.pk, file=picture()),
    ):
        with pytest.raises(Refusal, match="no such body"):
            act()


def test_a_logo_is_scaled_re_encoded_and_served_for_ever_under_its_hash(clerk: Person, charity: Body) -> None:
    made = set_logo(actor=clerk, body_id=charity.pk, file=picture(width=2000, sort="JPEG"))

    answer = Client().get(logo_address("ptc", made))
    content = b"".join(answer)
    assert answer.headers["Content-Type"] == "image/png"
    assert "immutable" in answer.headers["Cache-Control"]
    assert hashlib.sha256(content).hexdigest() == logo_sha256(made)
    assert logo_bytes(made) == content
    with Image.open(BytesIO(content)) as opened:
        assert opened.size == (LONGEST_SIDE, LONGEST_SIDE // 2)


def test_another_logo_has_another_address_and_none_takes_it_away(
    clerk: Person, charity: Body, django_capture_on_commit_callbacks: Any
) -> None:
    first = set_logo(actor=clerk, body_id=charity.pk, file=picture(40))
    before = logo_address("ptc", first)
    set_logo(actor=clerk, body_id=charity.pk, file=picture(40))
    with django_capture_on_commit_callbacks(execute=True):
        after = logo_address("ptc", set_logo(actor=clerk, body_id=charity.pk, file=picture(60)))
        gone = set_logo(actor=clerk, body_id=charity.pk, file=None)

    assert len({before, after, logo_address("ptc", gone)}) == 3
    assert [Client().get(address).status_code for address in (before, after)] == [404, 404]
    assert logo_bytes(gone) == b""
    assert LedgerEntry.objects.filter(verb="body_logo_changed").count() == 3


@pytest.mark.parametrize("content", [b"", b"<svg></svg>", b"not a picture"])
def test_what_is_no_picture_is_no_logo(clerk: Person, charity: Body, content: bytes) -> None:
    with pytest.raises(NotAPicture) as refused:
        set_logo(actor=clerk, body_id=charity.pk, file=SimpleUploadedFile("x.png", content))
    assert refused.value.status == 422

    charity.refresh_from_db()
    assert not charity.logo


def test_a_logo_that_the_disk_lost_leaves_paper_without_one(clerk: Person, charity: Body) -> None:
    made = set_logo(actor=clerk, body_id=charity.pk, file=picture())
    made.logo.storage.delete(str(made.logo.name))

    assert logo_bytes(made) == b""
    assert Client().get(logo_address("ptc", made)).status_code == 404


def test_the_stylesheet_holds_the_colour_and_nothing_where_there_is_none(
    clerk: Person, council: Council, charity: Body
) -> None:
    change_body(actor=clerk, body_id=charity.pk, accent_colour="#1d4f3a")

    sheet = Client().get(reverse("body_css", args=["ptc", charity.pk]))
    assert sheet.headers["Content-Type"] == "text/css; charset=utf-8"
    assert b"color: #1d4f3a" in sheet.content
    assert Client().get("/ptc/brand.css").content == b""
    change_body(actor=clerk, body_id=own(council).pk, accent_colour="#583672")
    assert b"#583672" in Client().get("/ptc/brand.css").content
    assert Client().get(reverse("body_css", args=[make_council().slug, charity.pk])).status_code == 404


def test_the_newsroom_shows_logo_and_colour_of_the_council(clerk: Person, council: Council) -> None:
    set_logo(actor=clerk, body_id=own(council).pk, file=picture())
    made = change_body(actor=clerk, body_id=own(council).pk, accent_colour="#583672")

    page = Client().get("/ptc/").content.decode()

    assert f'src="{logo_address("ptc", made)}"' in page
    assert 'href="/ptc/brand.css"' in page
    assert f'property="og:image" content="http://localhost:8000{logo_address("ptc", made)}"' in page


def test_the_command_gives_a_charity_its_voice_and_channels(council: Council) -> None:
    out = StringIO()

    call_command("create_body", council="ptc", kind="charity", name="The Green Charity", stdout=out)

    made = Body.objects.get(kind="charity")
    assert f"/ptc/desk/bodies/{made.pk}/" in out.getvalue()
    connectors = Channel.objects.filter(body=made).order_by("connector").values_list("connector", "name")
    assert list(connectors) == [
        ("letter", "Letters: The Green Charity"),
        ("letter_mail", "Letters by email: The Green Charity"),
        ("newsroom", "Newsroom: The Green Charity"),
        ("press_email", "Press list: The Green Charity"),
    ]
    for options in ({"council": "nowhere"}, {}):
        with pytest.raises(CommandError):
            call_command(
                "create_body", **{"council": "ptc", "kind": "charity", "name": "The Green Charity", **options}
            )


def test_the_clerk_adds_a_charity_gives_it_a_look_and_a_logo_at_the_desk(clerk: Person) -> None:
    client = sign_in(clerk)

    added = client.post(reverse("add_body", args=["ptc"]), {"kind": "charity", "name": "The Mill Charity"})
    made = Body.objects.get(name="The Mill Charity")
    assert added.headers["Location"] == reverse("body", args=["ptc", made.pk])
    address = reverse("change_body", args=["ptc", made.pk])
    refused = client.post(
        address, {"name": "The Mill Charity", "accent_colour": "#ffff00", "address": "Kept"}
    )
    assert refused.status_code == 422
    assert "White words could not be read" in refused.content.decode()
    assert "Kept" in refused.content.decode()
    client.post(address, {"name": "The Mill Charity", "accent_colour": "#1d4f3a", "address": "1 Mill Lane"})
    client.post(reverse("body_logo", args=["ptc", made.pk]), {"logo": picture()})
    made.refresh_from_db()
    assert (made.accent_colour, made.address, bool(made.logo)) == ("#1d4f3a", "1 Mill Lane", True)
    nothing = client.post(reverse("body_logo", args=["ptc", made.pk]), {})
    assert nothing.status_code == 422
    assert "Choose a picture" in nothing.content.decode()
    page = client.get(reverse("body", args=["ptc", made.pk])).content.decode()
    assert "Logo of The Mill Charity" in page
    assert "Newsroom: The Mill Charity" in page
