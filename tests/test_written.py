"""Statements that the ORM writes once: they ask and change what the QuerySet says, whatever the values are."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Upper
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from portal.channels.models import AnswerTo, Attempt, Channel, Delivery
from portal.channels.outbox.rows import RowKind, change_claimed, load
from portal.channels.states import Delivering
from portal.councils.models import Council
from portal.councils.powers import Role
from portal.together import ask_together
from portal.written import Written, WrittenChange, WrittenColumns, WrittenWhole, is_among
from tests.makers import make_approved, make_channels, make_council, make_person

pytestmark = pytest.mark.django_db


def named(name: str) -> Council:
    return make_council(name=name)


def test_each_value_goes_to_its_place_at_every_call(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    one, two = named("One Parish Council"), named("Two Parish Council")
    question = Written(lambda pk, name: Council.objects.filter(pk=pk, name=name).values_list("pk"), int, str)

    with django_assert_num_queries(3):
        assert question.rows(one.pk, one.name) == [(one.pk,)]
        assert question.first(two.pk, two.name) == (two.pk,)
        assert question.first(two.pk, one.name) is None


def test_what_is_among_a_list_is_one_place_however_many_there_are(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    one, two = named("One Parish Council"), named("Two Parish Council")
    keys = Written(lambda keys: _names().filter(is_among("pk", keys, int)), list[int])
    names = Written(lambda names: _names().filter(is_among("name", names, str)), list[str])

    with django_assert_num_queries(5):
        assert keys.rows([]) == names.rows([]) == []
        assert keys.rows([two.pk, one.pk, two.pk]) == [(one.name,), (two.name,)]
        assert names.rows(["nobody"]) == []
        assert names.rows([two.name, "nobody"]) == [(two.name,)]


def _names() -> "QuerySet[Council, tuple[Any, ...]]":
    return Council.objects.order_by("name").values_list("name")


def test_a_written_question_is_asked_together_with_others(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    one, two = named("One Parish Council"), named("Two Parish Council")
    both = Written(
        lambda first, second: _names().filter(pk=first).union(_names().filter(pk=second), all=True), int, int
    )
    by_key = Written(lambda pk: Council.objects.filter(pk=pk).values_list("pk", "name"), int)

    with django_assert_num_queries(1):
        found = ask_together(by_key.asked(two.pk), _names().filter(pk=one.pk), both.asked(two.pk, one.pk))

    assert [found[0], found[1], sorted(found[2])] == [
        [[two.pk, two.name]],
        [[one.name]],
        [[one.name], [two.name]],
    ]


def test_a_value_that_the_question_does_not_use_as_it_is_is_a_mistake_that_shows() -> None:
    lost = Written(lambda pk, _: Council.objects.filter(pk=pk).values_list("pk"), int, int)
    changed = Written(lambda pk: Council.objects.filter(pk=pk + 1).values_list("pk"), int)

    with pytest.raises(ValueError, match=r"does not use its values \[1\]"):
        lost.rows(1, 2)
    with pytest.raises(ValueError, match=r"does not use its values \[0\]"):
        changed.rows(1)


def test_a_question_that_looks_at_the_clock_is_a_mistake_that_shows() -> None:
    late = Written(
        lambda pk: Delivery.objects.filter(pk=pk, due_at__lte=timezone.now()).values_list("pk"), int
    )

    with pytest.raises(ValueError, match="a moment of its own"):
        late.rows(1)


@pytest.mark.django_db(transaction=True)
def test_what_locks_rows_is_asked_in_a_transaction_or_not_at_all() -> None:
    locked = Council.objects.select_for_update()
    question = Written(lambda pk: locked.filter(pk=pk).values_list("pk"), int)
    change = WrittenChange(lambda pk, name: (locked.filter(pk=pk), {"name": name}), int, str)
    one = named("One Parish Council")
    with transaction.atomic():
        assert question.rows(one.pk) == [(one.pk,)]
        assert change.made(one.pk, "New") == 1

    with pytest.raises(TransactionManagementError, match="outside of a transaction"):
        question.rows(one.pk)
    with pytest.raises(TransactionManagementError, match="outside of a transaction"):
        change.made(one.pk, "Newer")

    assert named_now(one) == "New"


def test_a_change_counts_its_rows_and_sets_what_it_says() -> None:
    one, two = named("One Parish Council"), named("Two Parish Council")
    raised = {"circumstances_version": F("circumstances_version") + 1}
    change = WrittenChange(
        lambda pk, name: (Council.objects.filter(pk=pk), {"name": name, **raised}), int, str
    )

    assert (change.made(one.pk, "New"), change.made(0, "Nobody")) == (1, 0)

    one.refresh_from_db()
    assert (one.name, one.circumstances_version, named_now(two)) == (
        "New",
        two.circumstances_version + 1,
        two.name,
    )


def named_now(council: Council) -> str:
    return Council.objects.values_list("name", flat=True).get(pk=council.pk)


def test_a_row_is_whole_with_what_stands_behind_it_as_the_orm_brings_it(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    council = make_council()
    make_channels(council, "newsroom")
    clerk = make_person(council=council, role=Role.CLERK)
    delivery = make_approved(author=clerk, clerk=clerk).deliveries.get()
    usual = Delivery.objects.select_related(
        "channel", "publication__revision__body", "publication__communication__author__user"
    ).get(pk=delivery.pk)

    with django_assert_num_queries(1):
        row = load(RowKind.DELIVERY, delivery.pk)
        assert isinstance(row, Delivery)
        pairs = [
            (row, usual),
            (row.channel, usual.channel),
            (row.publication, usual.publication),
            (row.publication.revision, usual.publication.revision),
            (row.publication.revision.body, usual.publication.revision.body),
            (row.publication.communication.author.user, usual.publication.communication.author.user),
        ]
        for one, other in pairs:
            assert one.get_deferred_fields() == set()
            left, right = vars(one), vars(other)
            assert {name: left[name] for name in right if name != "_state"} == {
                name: right[name] for name in right if name != "_state"
            }


@pytest.mark.parametrize("answers", [False, True])
def test_what_belongs_to_one_row_alone_is_brought_with_it_or_known_to_be_nothing(
    answers: bool, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    council = make_council()
    make_channels(council, "newsroom")
    clerk = make_person(council=council, role=Role.CLERK)
    delivery = make_approved(author=clerk, clerk=clerk).deliveries.get()
    item = delivery.publication.communication
    if answers:
        AnswerTo.objects.create(communication=item, channel=delivery.channel, remote_id="7", debate="0" * 64)

    with django_assert_num_queries(1):
        row = load(RowKind.DELIVERY, delivery.pk)
        assert isinstance(row, Delivery)
        found = getattr(row.publication.communication, "answer_to", None)
        assert (found.remote_id if found else None) == ("7" if answers else None)


def test_a_row_that_is_not_there_is_no_row() -> None:
    with pytest.raises(Channel.DoesNotExist):
        WrittenWhole(Channel, "council").get(0)


def test_what_is_no_foreign_key_stands_behind_nothing() -> None:
    with pytest.raises(TypeError, match="no foreign key"):
        WrittenWhole(Channel, "name").get(1)


def test_only_who_holds_a_claim_changes_its_row() -> None:
    council = make_council()
    make_channels(council, "newsroom")
    clerk = make_person(council=council, role=Role.CLERK)
    row = make_approved(author=clerk, clerk=clerk).deliveries.get()
    now = timezone.now()
    Delivery.objects.filter(pk=row.pk).update(state="sending", claimed_at=now, attempt=3, tries=2)
    later = now + timedelta(hours=1)

    assert change_claimed(RowKind.DELIVERY, row.pk, 2, {"state": "sent", "settled_at": now}) == 0
    assert change_claimed(RowKind.DELIVERY, row.pk, 3, {"problem": "50 % off", "settled_at": None}) == 1
    assert change_claimed(RowKind.DELIVERY, row.pk, 3, {"tries": F("tries") - 1, "due_at": later}) == 1
    assert change_claimed(RowKind.DELIVERY, row.pk, 3, {"state": "sent", "settled_at": now}) == 1

    row.refresh_from_db()
    assert (row.state, row.problem, row.tries, row.due_at, row.settled_at) == (
        Delivering.SENT,
        "50 % off",
        1,
        later,
        now,
    )
    assert not Attempt.objects.exists()


def test_columns_are_brought_beside_whatever_rows_are_asked_for(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    one, two = named("One Parish Council"), named("Two Parish Council")

    def ask(name: str) -> "QuerySet[Council, tuple[Any, ...]]":
        rows = Council.objects.annotate(said=Value(name, CharField()), own=Upper("name"))
        return rows.values_list("said", "own")

    columns = WrittenColumns(ask, str)

    with django_assert_num_queries(2):
        first = Council.objects.annotate(**columns.beside("first")).get(pk=one.pk)
        second = Council.objects.annotate(**columns.beside("second")).order_by("-pk").get(pk=two.pk)
    assert (vars(first)["said"], vars(first)["own"]) == ("first", "ONE PARISH COUNCIL")
    assert (vars(second)["said"], vars(second)["own"]) == ("second", "TWO PARISH COUNCIL")


def test_columns_that_look_at_the_clock_are_a_mistake_that_shows() -> None:
    columns = WrittenColumns(
        lambda pk: Council.objects.annotate(late=Q(pk=pk) & Q(created_at__lte=timezone.now())).values_list(
            "late"
        ),
        int,
    )

    with pytest.raises(ValueError, match="a moment of its own"):
        columns.beside(1)
