"""Lists within lists, deeper than a page can show: refused in words, kept in words, and nobody is locked out."""

import pytest

from portal.drafts.models import Revision, WorkingCopy
from tests.drafts.views.conftest import Desk, form_of, words_of
from tests.makers import make_communication, make_revision

pytestmark = pytest.mark.django_db
DEEP = "<p>Grit bins</p>" + "<ul><li>" * 300 + "in Mill Lane"
TOLD = "The text has lists or emphasis nested too deeply. Paste it again without its formatting."


def test_saving_it_is_refused_above_the_form_which_keeps_its_words(desk: Desk) -> None:
    item = make_communication(author=desk.author)
    answer = desk.writer.post(desk.at(f"{item.pk}/"), form_of(item, desk.author, title="Grit", body=DEEP))
    page = words_of(answer)
    assert answer.status_code == 422
    assert "govuk-error-summary" in page
    assert TOLD in page
    assert 'value="Grit"' in page
    assert "Grit bins" in page
    assert "in Mill Lane" in page
    assert "<ul><li><ul><li>" not in page
    assert Revision.objects.count() == 0


def test_the_words_that_were_kept_can_be_saved(desk: Desk) -> None:
    item = make_communication(author=desk.author)
    answer = desk.writer.post(desk.at(f"{item.pk}/"), form_of(item, desk.author, body=DEEP))
    shown = answer.context["form"]["body"].subwidgets[0].data
    again = form_of(item, desk.author, body=shown["value"])
    assert desk.writer.post(desk.at(f"{item.pk}/"), again).status_code == 302
    body = Revision.objects.get().content["body"]
    assert body.startswith("<p>Grit bins</p>")
    assert body.endswith("in Mill Lane</p>")


@pytest.mark.parametrize("hidden", ["", "\x01", "\x00"], ids=["plain", "unseen", "NUL"])
def test_autosave_refuses_it_in_words_and_keeps_the_older_copy(desk: Desk, hidden: str) -> None:
    item = make_communication(author=desk.author)
    path = desk.at(f"{item.pk}/autosave/")
    assert desk.writer.post(path, form_of(item, desk.author, body="<p>Older</p>")).status_code == 200
    deep = DEEP.replace("<ul>", f"<u{hidden}l>")
    answer = desk.writer.post(path, form_of(item, desk.author, edition=1, body=deep))
    assert answer.status_code == 400
    assert answer.json() == {
        "problem": f"Release: {TOLD} What you typed still stands on this page, but it is not saved."
    }
    copy = WorkingCopy.objects.get()
    assert (copy.typed["body"], copy.edition) == ("<p>Older</p>", 1)
    assert desk.writer.get(desk.at(f"{item.pk}/")).status_code == 200


def test_changing_the_rows_around_it_is_refused_on_the_page(desk: Desk) -> None:
    item = make_communication(author=desk.author)
    sent = form_of(item, desk.author, body=DEEP) | {"rows": "quotes"}
    answer = desk.writer.post(desk.at(f"{item.pk}/"), sent)
    assert answer.status_code == 400
    assert f"Release: {TOLD}" in words_of(answer)
    assert WorkingCopy.objects.count() == 0


def test_a_copy_that_nobody_can_read_is_shown_as_plain_words(desk: Desk) -> None:
    revision = make_revision(author=desk.author)
    item = revision.communication
    WorkingCopy.objects.create(
        communication=item,
        person=desk.author.membership,
        based_on=revision,
        typed=dict(revision.content) | {"body": DEEP},
    )
    for path in ("", "preview/", "findings/", "history/"):
        assert desk.writer.get(desk.at(f"{item.pk}/{path}")).status_code == 200, path
    page = words_of(desk.writer.get(desk.at(f"{item.pk}/")))
    assert "in Mill Lane" in page
    assert "<ul><li><ul><li>" not in page
