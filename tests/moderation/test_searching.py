"""Who finds in the archive what the public said."""

import pytest

from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.desk.archive_searching import search_archive
from tests.makers.comments import make_call, make_comment

pytestmark = pytest.mark.django_db


def test_it_is_found_by_who_reads_every_draft_alone(
    item: NewsItem, clerk: Person, officer: Person, councillor: Person
) -> None:
    make_comment(item=item, text="A cormorant sat on the bins.")
    make_call(by=officer, text="I saw the cormorant too.")

    found = {
        person.name: len(search_archive(person, "cormorant", before=None)[0])
        for person in (clerk, officer, councillor)
    }

    assert found == {"Casey Clerk": 2, "Olive Officer": 2, "Cleo Councillor": 0}
