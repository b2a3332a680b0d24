from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Of a letter that came it is kept who else had it, so that an answer to all knows them."""

    dependencies = [
        ("approvals", "0016_filters_over_all_councils"),
    ]

    operations = [
        migrations.AddField(
            model_name="receivedletter",
            name="others",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Who else had it, one a line, as a letter names people.",
            ),
        ),
        migrations.RemoveConstraint(model_name="receivedletter", name="an_erased_letter_keeps_no_words"),
        migrations.AddConstraint(
            model_name="receivedletter",
            constraint=models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(sender="", address="", others="", subject="", text="", scan=""),
                name="an_erased_letter_keeps_no_words",
            ),
        ),
    ]
