"""Migration 0012 is undone where nothing rests on a law, and refuses in plain words where something does."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError

from moderation.models import Comment
from moderation.notices.deciding import remove
from moderation.notices.states import Event
from portal.channels.models import NewsItem
from portal.councils.people import Person
from tests.makers.comments import make_comment
from tests.makers.notices import make_complete
from tests.moderation.notices.test_removing import ruled

pytestmark = pytest.mark.django_db
MIGRATION = import_module("moderation.migrations.0012_notices_of_defamation_and_packs")


def test_what_rests_on_a_law_keeps_its_migration_from_being_undone(item: NewsItem, clerk: Person) -> None:
    last = MIGRATION.Migration.operations[-1]
    ruled(clerk, make_comment(item=item))
    with connection.schema_editor() as editor:
        last.reverse_code(apps, editor)

    made = make_complete(clerk=clerk, comment=make_comment(item=item, email="", text="He stole it."))
    remove(actor=clerk, notice_id=made.pk, event=Event.REMOVE_UNREACHABLE)

    with pytest.raises(IrreversibleError, match="1 rulings took a comment down after a notice"):
        MIGRATION.refuse_while_rulings_rest_on_a_law(apps, connection.schema_editor())
    assert Comment.objects.filter(rulings__ground="notice").count() == 1
