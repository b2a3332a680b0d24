"""A private link a member, by which their own calendar program reads the council's dates."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0007_written_quote_approvals"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "key",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, help_text="What the token is made from."
                    ),
                ),
                (
                    "link_sha256",
                    models.CharField(blank=True, help_text="Empty once it is revoked.", max_length=64),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calendar_link",
                        to="councils.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("link_sha256", ""), _negated=True),
                        fields=("link_sha256",),
                        name="calendar_link_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("link_sha256", ""), ("revoked_at__isnull", False))
                        | models.Q(("link_sha256__regex", "^[0-9a-f]{64}$"), ("revoked_at__isnull", True)),
                        name="calendar_link_open_or_revoked",
                    ),
                ],
            },
        ),
    ]
