"""For whom a text speaks, in one sentence."""

import pytest

from portal.drafts.capacity import voice_of
from portal.drafts.kinds.common import COUNCILLOR, OFFICIAL, PERSONAL
from tests.makers import make_communication, make_council, make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("capacity", "name", "sentence", "mark"),
    [
        (OFFICIAL, "The Charity", "Issued on behalf of The Charity.", ""),
        ("", "The Charity", "Issued on behalf of The Charity.", ""),
        (
            COUNCILLOR,
            "Ada Example, Ward Councillor",
            (
                "Sent by Ada Example, Ward Councillor, about works done or policies agreed by Pellworth Town Council; "
                "not on behalf of the council."
            ),
            "FROM A COUNCILLOR: ",
        ),
        (
            PERSONAL,
            "Ada Example",
            "The personal view of Ada Example; not the view of Pellworth Town Council.",
            "PERSONAL VIEW: ",
        ),
    ],
)
def test_each_capacity_has_its_sentence_its_author_and_its_mark(
    capacity: str, name: str, sentence: str, mark: str
) -> None:
    author = make_person(
        council=make_council(name="Pellworth Town Council"), name="Ada Example", title="Ward Councillor"
    )
    item = make_communication(author=author, kind="social_post")
    voice = voice_of(item, {"capacity": capacity}, body_name="The Charity")
    assert (voice.name, voice.sentence, voice.mark) == (name, sentence, mark)
    assert voice.is_official is (capacity in {OFFICIAL, ""})
