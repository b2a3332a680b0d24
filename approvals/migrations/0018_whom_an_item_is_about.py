"""Where it was said whom an item is about: of the enquiry that it answers, or of the item that it was begun from.

And without which views an item was decided. The way back forgets both: the words stay, and what was decided without a
view is what somebody is not asked any more.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("approvals", "0017_who_else_had_a_letter"),
        ("drafts", "0013_revision_by_recording"),
    ]

    operations = [
        migrations.AddField(
            model_name="concern",
            name="of_enquiry",
            field=models.ForeignKey(
                blank=True,
                help_text="What the press asks about them, which the item answers: it was said of that.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="approvals.enquiry",
            ),
        ),
        migrations.AddField(
            model_name="concern",
            name="passed_on_from",
            field=models.ForeignKey(
                blank=True,
                help_text="The item of which it was said, from which this one was begun.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="drafts.communication",
            ),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.CheckConstraint(
                condition=~models.Q(communication=models.F("passed_on_from"))
                | models.Q(passed_on_from__isnull=True),
                name="no_concern_is_passed_on_from_its_own_item",
            ),
        ),
        migrations.AddField(
            model_name="itemconsultation",
            name="passed_over",
            field=models.BooleanField(
                db_default=False, default=False, help_text="The item was decided without this view."
            ),
        ),
        migrations.AddConstraint(
            model_name="itemconsultation",
            constraint=models.CheckConstraint(
                condition=models.Q(passed_over=False) | models.Q(dropped_at__isnull=False),
                name="what_is_passed_over_is_asked_no_more",
            ),
        ),
        migrations.AddField(
            model_name="reviewer",
            name="permission",
            field=models.ForeignKey(
                blank=True,
                help_text="The clerk's, by which an author named them; empty where who asked may name anybody.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="councils.permission",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewer",
            constraint=models.CheckConstraint(
                condition=models.Q(permission__isnull=True) | models.Q(member__isnull=True),
                name="only_who_is_outside_rests_on_a_permission",
            ),
        ),
    ]
