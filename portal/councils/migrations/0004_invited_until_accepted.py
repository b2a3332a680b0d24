"""A membership begins as an invitation; those that exist were accepted when they began."""

from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone

ACCEPTED_WHEN_IT_BEGAN = "UPDATE councils_membership SET accepted_at = started_at"
# Without the column an invitation would be an office with all its powers: it ends instead.
INVITATIONS_END = (
    "UPDATE councils_membership SET ended_at = GREATEST(now(), started_at)"
    " WHERE accepted_at IS NULL AND ended_at IS NULL"
)


class Migration(migrations.Migration):
    dependencies = [("councils", "0003_years_and_line_managers")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="accepted_at",
            field=models.DateTimeField(
                blank=True,
                default=timezone.now,
                help_text=(
                    "Empty while the person is only invited: then there are no powers, and their account is not named."
                ),
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="called",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The name that whoever invited them typed; shown until they accept.",
                max_length=150,
            ),
        ),
        migrations.RunSQL(ACCEPTED_WHEN_IT_BEGAN, INVITATIONS_END),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=Q(("accepted_at__isnull", False), Q(("called", ""), _negated=True), _connector="OR"),
                name="the_invited_are_called_something",
            ),
        ),
    ]
