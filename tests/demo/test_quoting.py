"""The quotations of the demo: each was approved by whoever says it, and one waits."""

import pytest
from django.test import TestCase

from portal.drafts.models import Quote
from tests.demo.test_demo import demo


@pytest.mark.django_db
class TestQuotations(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        demo("--if-empty")

    def test_what_the_demo_quotes_is_approved_and_one_quotation_waits_for_the_mayor(self) -> None:
        rows = Quote.objects.select_related("member__user").order_by("pk")
        states = [row.state for row in rows]

        assert (states.count("approved"), states.count("waiting"), len(states)) == (5, 1, 6)
        waiting = rows.get(state="waiting")
        assert (waiting.speaker, waiting.member and waiting.member.user.email) == (
            "Cllr Tobias Lanternlight",
            "chair@ptc.example",
        )
        assert all(
            row.decided_at and row.decided_at > row.asked_at for row in rows if row.state == "approved"
        )
