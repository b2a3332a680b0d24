"""What screening noticed is masked first; who asks sees which words they are, in the text and beside each reason."""

from typing import Any

import pytest

from moderation.models import Assessment, Comment, CommentVersion
from moderation.noticing import LONGEST, NAMED, page_of
from moderation.queue import Reason, Seen
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.records.canonical import sha256_of
from tests.makers import sign_in
from tests.makers.comments import make_comment

ABUSE = "\U0001f926\U0001f3fd Re\u0301sume\u0301 <b>you morons</b>. Ring me on 07700 900 123, you morons."


def at(words: str, text: str = ABUSE) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def read(clerk: Person, comment: Comment, rest: str = "") -> str:
    return sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/{comment.pk}/{rest}").content.decode()


PERSONAL = {
    "concern": "personal_data",
    "score": 0.8,
    "spans": [[*at("07700 900 123")]],
    "said": "It gives a number.",
}
RUNES = {"concern": "language", "score": 0.9, "spans": [[0, len(ABUSE)]], "said": "It is written in runes."}
ABUSIVE = {
    "ground": "abusive",
    "score": 0.91,
    "spans": [[*at("morons")], [ABUSE.rindex("morons"), len(ABUSE) - 1]],
}


def noticed_in(item: NewsItem, *reasons: dict[str, Any]) -> Comment:
    """Return a comment whose latest words are ABUSE, in which just ``reasons`` were noticed."""
    made = make_comment(item=item, text="What I said first.")
    version = CommentVersion.objects.create(comment=made, number=2, text=ABUSE, sha256=sha256_of(ABUSE))
    Comment.objects.filter(pk=made.pk).update(text=ABUSE, version=2)
    Assessment.objects.create(
        comment=made,
        version=version,
        outcome="flag",
        findings=[one for one in reasons if "ground" in one],
        notes=[one for one in reasons if "concern" in one],
        model="by hand",
    )
    return made


@pytest.mark.django_db
def test_the_words_are_marked_and_named_for_who_asks_and_for_nobody_before(
    item: NewsItem, clerk: Person
) -> None:
    comment = noticed_in(item, ABUSIVE, PERSONAL, RUNES)

    masked, bare = read(clerk, comment), read(clerk, comment, "?words=show")

    assert "Show the masked words" in masked
    assert "morons" not in masked
    for sign in ("<mark", "<q", "Because of", "dashed line"):
        assert sign not in masked
    assert "<strong>Insulting, threatening or abusive</strong>, 91 % sure" in masked
    abuse = '<mark class="finding-mark finding-mark--answer">morons</mark>'
    number = '<mark class="finding-mark">07700 900 123</mark>'
    before, after = ABUSE[: ABUSE.index("<b>")], "&lt;/b&gt;. Ring me on "
    assert f"{before}&lt;b&gt;you {abuse}{after}{number}, you {abuse}.</p>" in bare
    assert '91 % sure <span class="meta">Because of <q dir="auto">morons</q></span></li>' in bare
    assert (
        'It gives a number. <span class="meta">Because of <q dir="auto">07700 900 123</q></span></li>' in bare
    )
    assert "<li>It is written in runes.</li>" in bare
    assert "with a dashed line what may meet a ground" in bare
    assert "Show the masked words" not in bare


@pytest.mark.django_db
def test_what_no_ground_masks_can_be_asked_for_too(item: NewsItem, clerk: Person) -> None:
    comment = noticed_in(item, PERSONAL)

    page, bare = read(clerk, comment), read(clerk, comment, "?words=show")

    assert '<a href="?words=show">Mark the words that screening noticed</a>' in page
    assert "Show the masked words" not in page
    assert "<mark" not in page
    assert '<mark class="finding-mark">07700 900 123</mark>' in bare
    assert "Mark the words" not in bare


@pytest.mark.django_db
def test_a_concern_about_the_whole_of_it_marks_and_offers_nothing(item: NewsItem, clerk: Person) -> None:
    comment = noticed_in(item, RUNES)

    for page in (read(clerk, comment), read(clerk, comment, "?words=show")):
        assert "<li>It is written in runes.</li>" in page
        for sign in ("Mark the words", "<mark", "dashed line"):
            assert sign not in page


@pytest.mark.django_db
def test_what_screening_itself_finds_is_marked_where_it_stands(item: NewsItem, clerk: Person) -> None:
    comment = make_comment(item=item, text="\U0001f621\ufe0f You are all m\u0301orons, the lot of you.")

    bare = read(clerk, comment, "?words=show")

    assert '<mark class="finding-mark finding-mark--answer">' in bare
    assert "m\u0301orons" in bare.split('<q dir="auto">', 1)[1]


def test_a_reason_names_so_many_words_each_so_long() -> None:
    runs = [f"{number}{'x' * 90}" for number in range(NAMED + 1)]
    text = " ".join(runs)
    reason = Reason("Many links.", tuple(at(run, text) for run in runs))
    few = Reason("A link.", (at(runs[0], text),))

    many, one = page_of(text, Seen((), (reason, few), "by hand"), bare=True).noticed

    assert (len(many.words), many.more, one.more) == (NAMED, True, False)
    assert {len(words) for words in many.words} == {LONGEST}
    assert one.words == (f"0{'x' * (LONGEST - 3)} …",)


def test_nothing_noticed_is_the_plain_text() -> None:
    shown = page_of("Where is the bus?", None, bare=True)

    assert ([one.text for one in shown.pieces], shown.noticed) == (["Where is the bus?"], [])
    assert [shown.masks, shown.names, shown.marks] == [False, False, False]
