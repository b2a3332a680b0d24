"""The commands: verifying the record, the first deployment, adding somebody without a clerk."""

import io

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from portal.channels.models import Channel
from portal.councils.models import Council, Membership, User
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.records.models import LedgerHead
from tests.makers import make_council, make_person

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def verify_fails(*arguments: str) -> str:
    out = io.StringIO()
    with pytest.raises(SystemExit) as exit_:
        call_command("verify_record", *arguments, stdout=out)
    assert exit_.value.code == 1
    return out.getvalue()


@pytest.fixture
def clerk() -> Person:
    person = make_person(council=make_council(slug="ptc"), role=Role.CLERK)
    with transaction.atomic():
        record([entry_by(person, "setting_changed", "council", person.council.pk, n=n) for n in range(9)])
    return person


def tamper(statement: str, council: Council) -> None:
    """Do what only the database's owner can do, with the guards of the ledger and of its heads switched off."""
    tables = ("records_ledgerentry", "records_ledgerhead")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, [council.pk])
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_a_good_record_prints_count_and_head_and_succeeds(clerk: Person) -> None:
    head = LedgerHead.objects.get(council_id=clerk.council.pk)

    assert run("verify_record", "--council", "ptc") == f"ptc 10 {head.hash}\n"


def test_without_a_council_all_chains_are_verified_and_the_installations(clerk: Person) -> None:
    make_council(slug="pitstone")

    lines = run("verify_record").splitlines()

    assert [line.split()[:2] for line in lines] == [["installation", "0"], ["pitstone", "1"], ["ptc", "10"]]


CHANGE = "UPDATE records_ledgerentry SET {} WHERE council_id = %s AND number = {}"
CUT = "DELETE FROM records_ledgerentry WHERE council_id = %s AND number {}"
TAMPERINGS: dict[str, tuple[str, int, str]] = {
    "a changed column": (
        CHANGE.format("verb = 'approved'", 4),
        4,
        "its column 'verb' differs from the hashed text",
    ),
    "a changed time": (
        CHANGE.format("at = at - interval '1 day'", 2),
        2,
        "its column 'at' differs from the hashed text",
    ),
    "a changed body": (
        CHANGE.format("body = replace(body, 'n', 'm')", 5),
        5,
        "its text does not have the hash it was written with",
    ),
    "a cut tail": (CUT.format("> 7"), 8, "the head counts 10 entries, the chain ends at 7"),
    "a missing middle": (CUT.format("= 6"), 6, "entry 6 is missing"),
    "a missing beginning": (CUT.format("= 1"), 1, "entry 1 is missing"),
}


@pytest.mark.parametrize("what", sorted(TAMPERINGS))
def test_a_tampered_record_fails_and_names_the_first_broken_entry(clerk: Person, what: str) -> None:
    statement, number, why = TAMPERINGS[what]
    tamper(statement, clerk.council)

    assert verify_fails("--council", "ptc") == f"BROKEN ptc entry {number}: {why}\n"


def test_a_removed_head_is_found(clerk: Person) -> None:
    tamper("DELETE FROM records_ledgerhead WHERE council_id = %s", clerk.council)

    assert verify_fails("--council", "ptc") == "BROKEN ptc entry 1: the chain has entries but no head\n"


def test_one_broken_chain_does_not_hide_the_others(clerk: Person) -> None:
    make_council(slug="aston")
    tamper(CUT.format("= 6"), clerk.council)

    lines = verify_fails().splitlines()

    assert [line.split()[0] for line in lines] == ["installation", "aston", "BROKEN"]


def test_a_council_that_is_not_there_is_refused() -> None:
    with pytest.raises(CommandError, match="no council called 'nowhere'"):
        run("verify_record", "--council", "nowhere")


CREATE = ("create_council", "--slug", "ptc", "--name", "Pellworth Town Council", "--kind", "town")
CLERK = ("--clerk-email", "clerk@pellworth-tc.gov.uk", "--clerk-name", "Octavia Quill")


def test_create_council_makes_voice_channels_and_clerk_and_a_link_that_works() -> None:
    out = run(*CREATE, *CLERK)

    council = Council.objects.get(slug="ptc")
    assert (council.clerk_title, council.chair_title, council.deputy_title) == (
        "Town Clerk",
        "Mayor",
        "Deputy Mayor",
    )
    assert council.second_factor_required
    connectors = (
        Channel.objects.filter(council=council, is_open=True)
        .order_by("pk")
        .values_list("connector", flat=True)
    )
    assert list(connectors) == ["newsroom", "press_email", "letter", "letter_mail"]
    clerk = Membership.objects.get(council=council)
    assert (clerk.role, clerk.title, clerk.user.has_usable_password()) == ("clerk", "Town Clerk", False)
    link = next(line for line in out.splitlines() if line.startswith("http://localhost:8000/accounts/"))
    client = Client()
    form_at = client.get(link.removeprefix("http://localhost:8000"), follow=True).redirect_chain[-1][0]
    typed = "a long enough passphrase"
    client.post(form_at, {"password1": typed, "password2": typed})
    assert User.objects.get(pk=clerk.user_id).check_password(typed)
    assert mail.outbox == []
    assert run("verify_record", "--council", "ptc").startswith("ptc 6 ")


def test_create_council_mails_the_link_where_asked() -> None:
    run(*CREATE, *CLERK, "--mail")

    assert [message.to for message in mail.outbox] == [["clerk@pellworth-tc.gov.uk"]]


@pytest.mark.parametrize(
    ("slug", "email", "words"),
    [
        (
            "desk",
            "a@example.org",
            "^--slug: 'desk' is kept for the portal's own addresses, as are accounts, api, .*, static[.] ",
        ),
        ("Not A Slug", "a@example.org", "lower-case"),
        ("fine", "nonsense", "email address"),
    ],
)
def test_create_council_refuses_bad_particulars_and_leaves_nothing(slug: str, email: str, words: str) -> None:
    particulars = (
        "--name",
        "X Council",
        "--kind",
        "parish",
        "--clerk-email",
        email,
        "--clerk-name",
        "A Clerk",
    )

    with pytest.raises(CommandError, match=words):
        run("create_council", "--slug", slug, *particulars)

    assert not Council.objects.exists()
    assert not User.objects.exists()


def test_create_council_says_at_once_all_that_is_wrong() -> None:
    wrong = ("--slug", "desk", "--name", "X" * 151, "--kind", "town", "--clerk-title", "T" * 61)

    with pytest.raises(CommandError) as told:
        run("create_council", *wrong, "--clerk-email", "nonsense", "--clerk-name", "A Clerk")

    begun = [line.partition(":")[0] for line in str(told.value).splitlines()]
    assert begun == ["--name", "--clerk-title", "--slug", "--clerk-email, --clerk-name"]
    assert not Council.objects.exists()


def test_create_council_twice_is_refused() -> None:
    run(*CREATE, *CLERK)

    with pytest.raises(CommandError):
        run(*CREATE, *CLERK)

    assert Council.objects.count() == 1


def test_add_member_gives_a_council_without_a_clerk_one() -> None:
    council = make_council(slug="ptc")

    out = run(
        "add_member",
        "--council",
        "ptc",
        "--email",
        "locum@example.org",
        "--name",
        "Winnie Bridge",
        "--role",
        "clerk",
    )

    assert Membership.objects.get(council=council).role == "clerk"
    assert "/accounts/password/reset/key/" in out


def test_add_member_refuses_an_unknown_council_and_a_second_office() -> None:
    person = make_person(council=make_council(slug="ptc"))
    again = ("--email", person.membership.user.email, "--name", "X", "--role", "chair")

    with pytest.raises(CommandError, match="no council called 'nowhere'"):
        run("add_member", "--council", "nowhere", *again)
    with pytest.raises(CommandError, match="already"):
        run("add_member", "--council", "ptc", *again)


OUTSIDER = ("--council", "ptc", "--email", "ada@example.org", "--name", "Ada Example", "--title", "Designer")
AT_WORK = ("--organisation", "Fernleigh Print", "--organisation-email", "desk@fernleigh.example")


@pytest.mark.parametrize("role", ["contractor", "partner", "volunteer", "co_opted"])
def test_add_member_notes_organisation_term_and_title_of_somebody_from_outside(role: str) -> None:
    council = make_council(slug="ptc")

    out = run("add_member", *OUTSIDER, *AT_WORK, "--role", role, "--term-ends", "2199-05-31")

    made = Membership.objects.get(council=council)
    noted = (made.role, made.title, made.organisation, made.organisation_email, str(made.term_ends_on))
    assert noted == (role, "Designer", "Fernleigh Print", "desk@fernleigh.example", "2199-05-31")
    assert "Ada Example is Designer (Fernleigh Print) of" in out


@pytest.mark.parametrize(
    ("role", "more", "words"),
    [
        ("contractor", (), "needs the name of their organisation"),
        ("partner", AT_WORK[:2], "and their address there"),
        ("councillor", AT_WORK, "noted for volunteers, contractors, partners"),
        ("contractor", (*AT_WORK[:3], "nonsense"), "cannot be read"),
        ("contractor", (*AT_WORK, "--term-ends", "2001-05-31"), "cannot be past"),
        ("contractor", (*AT_WORK, "--term-ends", "31 May"), "invalid"),
        ("clerk", ("--term-ends", "2199-05-31"), "serves without a term"),
    ],
)
def test_add_member_refuses_particulars_that_do_not_fit(role: str, more: tuple[str, ...], words: str) -> None:
    make_council(slug="ptc")

    with pytest.raises(CommandError, match=words):
        run("add_member", *OUTSIDER, *more, "--role", role)

    assert not Membership.objects.exists()
