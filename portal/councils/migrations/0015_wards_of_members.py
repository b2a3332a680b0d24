"""The ward for which a member sits, where the council is divided into wards. Empty for everybody at first.

Both ways safe on a live system: a column with a default of the database, which older code does not name.
"""

from django.db import migrations, models
from django.db.models import Q

ON_THE_COUNCIL = ["chair", "co_opted", "committee_chair", "councillor", "deputy"]


class Migration(migrations.Migration):
    dependencies = [("councils", "0014_permissions_are_of_one_council")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="ward",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The ward for which a member sits, where the council has wards.",
                max_length=100,
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=Q(role__in=ON_THE_COUNCIL) | Q(ward=""), name="a_ward_is_noted_of_members"
            ),
        ),
    ]
