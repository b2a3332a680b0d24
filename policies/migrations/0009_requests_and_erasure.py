"""What is asked of members about a flagged matter and that they accepted it; questions that retention may erase."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import sealed

_ONCE = "OLD.accepted_at IS NOT NULL OR (to_jsonb(NEW) - 'accepted_at') <> (to_jsonb(OLD) - 'accepted_at')"


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0004_invited_until_accepted"),
        ("policies", "0008_pledges_by_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="FlagRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="question",
            name="an_answer_has_somebody",
        ),
        migrations.AddField(
            model_name="question",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at__isnull", True), ("answered_by__isnull", True)),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        models.Q(
                            models.Q(("answer", ""), _negated=True),
                            ("erased_at__isnull", False),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="an_answer_has_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at__isnull", True),
                    models.Q(("answer", ""), ("findings", []), ("message", ""), ("text", "")),
                    _connector="OR",
                ),
                name="an_erased_question_holds_no_words",
            ),
        ),
        migrations.AddField(
            model_name="flagrequest",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.membership"
            ),
        ),
        migrations.AddField(
            model_name="flagrequest",
            name="flag",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="policies.matterflag"
            ),
        ),
        migrations.AddField(
            model_name="flagrequest",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="flag_requests",
                to="councils.membership",
            ),
        ),
        migrations.AddConstraint(
            model_name="flagrequest",
            constraint=models.UniqueConstraint(fields=("flag", "member"), name="restraint_asked_once"),
        ),
        migrations.AddConstraint(
            model_name="flagrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accepted_at__isnull", True), ("accepted_at__gte", models.F("asked_at")), _connector="OR"
                ),
                name="restraint_accepted_after_it_was_asked",
            ),
        ),
        sealed("policies_flagrequest", once=_ONCE, erasable=()),
    ]
