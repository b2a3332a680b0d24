"""What the demo councils have adopted, and what it finds in what they say."""

from datetime import timedelta

import pytest
from django.test import TestCase
from django.utils import timezone

from approvals.models import ReviewFinding
from policies.evaluate import Severity
from policies.judging import judge
from policies.models import DraftingRule, Rule, Version
from portal.drafts.models import Communication
from tests.demo.test_demo import demo


@pytest.mark.django_db
class TestPolicies(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        demo("--if-empty")

    def test_each_council_has_its_pack_in_force_by_a_minute_from_before_the_demo_begins(self) -> None:
        adopted = Version.objects.select_related("policy__council").order_by("policy__council__slug")

        assert [
            (row.policy.council.slug, row.source_name, row.minute_reference, row.state) for row in adopted
        ] == [
            ("pitstone", "the built-in policy (parish)", "Minute 41/26", "adopted"),
            ("ptc", "the built-in policy (town)", "Minute 29/26", "adopted"),
        ]
        for version in adopted:
            assert version.adopted_on is not None
            assert version.adopted_on < timezone.localdate() - timedelta(days=28)
            assert Rule.objects.filter(council=version.policy.council, ended_at__isnull=True).count() > 30

    def test_who_may_draft_what_cites_the_adopted_clause(self) -> None:
        rows = DraftingRule.objects.order_by("council__slug", "kind", "role")

        assert list(rows.values_list("council__slug", "kind", "role", "clause")) == [
            ("pitstone", "letter", "clerk", "Conduct when communicating with members, 1"),
            ("pitstone", "press_release", "clerk", "Conduct when communicating with members, 1"),
            ("ptc", "press_release", "chair", "4.2"),
            ("ptc", "press_release", "committee_chair", "4.2"),
            ("ptc", "press_release", "deputy", "4.2"),
        ]

    def test_nothing_that_the_demo_says_is_blocked_but_words_that_wait_and_what_is_found_cites_a_clause(
        self,
    ) -> None:
        found = set()
        for item in Communication.objects.select_related("council", "current_revision"):
            if item.current_revision is not None:
                verdict = judge(item, item.current_revision.content)
                title = item.current_revision.content["title"]
                found |= {(title, each.check, each.clause) for each in verdict.findings}
                assert {each.check for each in verdict.blocking} <= {"quote-unapproved"}
                assert {each.version for each in verdict.findings} <= {1}

        assert found == {
            ("Bus petition", "persuasion", "7.6.1"),
            (
                "Bus petition",
                "basis-entered",
                "3.1, bullet 3",
            ),  # it names none: the council has not discussed it
            ("Salt bins", "accessibility", "2.2"),
            ("Spring fair: stalls can be booked", "quote-unapproved", "4.3"),
        }

    def test_the_reviews_of_the_demo_keep_what_was_found(self) -> None:
        kept = ReviewFinding.objects.exclude(severity=Severity.BLOCK)

        assert ("accessibility", "2.2") in set(kept.values_list("check_id", "clause"))
        assert not ReviewFinding.objects.filter(severity=Severity.BLOCK).exists()
