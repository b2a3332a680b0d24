"""What checks go by: a member's party, and the businesses that they declared. Empty for everybody at first.

Both ways safe on a live system: columns with a default of the database, which older code does not name.
"""

from django.db import migrations, models
from django.db.models import Q

ON_THE_COUNCIL = ["chair", "co_opted", "committee_chair", "councillor", "deputy"]
NOTHING_NOTED = Q(("businesses", ""), ("party", ""))


class Migration(migrations.Migration):
    dependencies = [("councils", "0004_invited_until_accepted")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="party",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The member's political party, for the checks of texts alone: it is never published.",
                max_length=80,
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="businesses",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="The businesses in the member's entry in the register of interests, one a line.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=Q(role__in=ON_THE_COUNCIL) | NOTHING_NOTED,
                name="party_and_businesses_are_noted_of_members",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | NOTHING_NOTED,
                name="party_and_businesses_go_with_the_office",
            ),
        ),
    ]
