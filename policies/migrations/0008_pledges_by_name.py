"""Of whom a pledge was asked, and how and on which day each was given; a pledge stays as it was asked for."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0004_invited_until_accepted"),
        ("policies", "0007_reviews_of_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="PledgeRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddField(
            model_name="pledger",
            name="given_on",
            field=models.DateField(
                db_default=django.db.models.functions.datetime.Now(),
                default=django.utils.timezone.localdate,
                help_text="The day on which it was given, local date.",
            ),
        ),
        migrations.AddField(
            model_name="pledger",
            name="how",
            field=models.CharField(
                choices=[("portal", "On the desk"), ("paper", "On paper"), ("aloud", "Aloud")],
                db_default="portal",
                default="portal",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="pledger",
            name="given_at",
            field=models.DateTimeField(default=django.utils.timezone.now, help_text="When it was entered."),
        ),
        migrations.AddConstraint(
            model_name="pledger",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["portal", "paper", "aloud"])),
                name="pledge_given_in_a_known_form",
            ),
        ),
        migrations.AddField(
            model_name="pledgerequest",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="councils.membership"
            ),
        ),
        migrations.AddField(
            model_name="pledgerequest",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pledges_asked",
                to="councils.membership",
            ),
        ),
        migrations.AddField(
            model_name="pledgerequest",
            name="pledge",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="policies.pledge"
            ),
        ),
        migrations.AddConstraint(
            model_name="pledgerequest",
            constraint=models.UniqueConstraint(fields=("pledge", "member"), name="pledge_asked_once"),
        ),
        append_only("policies_pledge"),
        append_only("policies_pledgerequest"),
    ]
