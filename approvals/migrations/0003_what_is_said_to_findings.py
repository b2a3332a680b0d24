"""What people say to findings: kept by the finding's key, never changed; retention may erase the words."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only

SAYS_SOMETHING = models.Q(
    models.Q(("kind", "acknowledged"), ("words", "")),
    models.Q(
        ("kind__in", ["answered", "waived"]),
        models.Q(models.Q(("words", ""), _negated=True), ("erased_at__isnull", False), _connector="OR"),
    ),
    _connector="OR",
)


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0002_decided_is_sealed"),
        ("councils", "0004_invited_until_accepted"),
        ("drafts", "0004_revision_by_picture"),
        ("records", "0003_heads_advance"),
    ]

    operations = [
        migrations.CreateModel(
            name="FindingResponse",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("key", models.CharField(max_length=32)),
                ("check_id", models.CharField(max_length=40)),
                ("clause", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[("answered", "Answered"), ("waived", "Waived"), ("acknowledged", "Seen")],
                        max_length=12,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "communication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="finding_responses",
                        to="drafts.communication",
                    ),
                ),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="finding_responses",
                        to="councils.council",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.membership"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["communication", "key", "kind", "said_by", "-id"], name="last_word_to_finding"
                    ),
                    models.Index(
                        condition=models.Q(("kind", "waived")),
                        fields=["council", "said_at"],
                        name="waivers_of_council",
                    ),
                ],
                "constraints": [models.CheckConstraint(condition=SAYS_SOMETHING, name="a_response_says_something")],
            },
        ),
        append_only("approvals_findingresponse", erasable=("words",)),
    ]
