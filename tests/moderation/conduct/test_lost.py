"""A file that is gone from where files lie is said to be missing, with its hash; everything else is handed out."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils import timezone

from moderation.conduct.capturing import Shown
from moderation.conduct.packing import take_pack
from moderation.leaving.handing import hand_over
from moderation.models import ConductCase, ConductEvidence
from policies.models import Clause
from portal.councils.models import Membership
from portal.councils.people import Person
from tests.makers import sign_in
from tests.makers.conduct import REPLY, make_answered, make_outcome
from tests.moderation.conduct.test_reporting import png

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(clerk: Person, councillor: Person, clause: Clause) -> ConductCase:
    """Return a decided case whose one file, which whom it is about was shown, is lost."""
    made = make_answered(about=councillor, handler=clerk, clause=clause, shows=True, shown=Shown(file=png()))
    make_outcome(made, by=clerk)
    file = made.evidence.get(kind="file").file
    file.storage.delete(str(file.name))
    return made


def lost(case: ConductCase) -> ConductEvidence:
    return case.evidence.get(kind="file")


def test_the_page_says_that_it_is_missing_and_which_hash_it_had(
    case: ConductCase, clerk: Person, councillor: Person
) -> None:
    for person in (clerk, councillor):
        page = sign_in(person).get(f"/{clerk.council.slug}/desk/conduct/files/{lost(case).pk}/")
        assert page.status_code == 404
        html = page.content.decode()
        assert f"This file is missing. Its SHA-256 was {lost(case).sha256}." in html
        assert "may bring it back from a copy" in " ".join(html.split())


def test_a_pack_says_so_in_its_place_and_holds_all_else(case: ConductCase, clerk: Person) -> None:
    pack = take_pack(actor=clerk, case_id=case.pk, form="zip", names_reporter=False, reason="")

    with ZipFile(BytesIO(pack.raw)) as packed:
        names = packed.namelist()
        words = json.loads(packed.read(next(one for one in names if one.endswith(".json"))))
        line = f"This file is missing. Its SHA-256 was {lost(case).sha256}."
        assert packed.read(f"files/{lost(case).sha256}-missing.txt").decode() == f"{line}\n"
    assert (words["evidence"][0]["file"], words["answer"]["text"]) == (line, REPLY)
    assert len(names) == 3


def test_who_left_is_handed_all_else(case: ConductCase, clerk: Person, councillor: Person) -> None:
    Membership.objects.filter(pk=councillor.membership.pk).update(ended_at=timezone.now())

    raw = hand_over(actor=clerk, member_id=councillor.membership.pk, reason="They asked at the office.")

    with ZipFile(BytesIO(raw)) as packed:
        missing = packed.read(f"evidence/{lost(case).pk}.png-missing.txt").decode()
        assert lost(case).sha256 in missing
        assert REPLY in packed.read("cases.txt").decode()
