"""Authors on networks are told apart by what lasts: the key says which sort it is, and the name of the day is kept.

Nothing is made anew here: what is kept of whom moves as their network tells who wrote it (moderation.intake.authors).
Taken back, what has moved keeps its key, and no name is known of it.
"""

from django.db import migrations, models
from django.db.models import Q, Value


class Migration(migrations.Migration):
    dependencies = [("moderation", "0035_pages_that_are_only_read")]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="author_lasts",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="The key is made of what its network gives to this author alone, not of a name that changes "
                "hands.",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="author_address",
            field=models.CharField(
                blank=True,
                db_default=Value(""),
                default="",
                help_text="The name that its author went by on the network when it came.",
                max_length=300,
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(author_address="", author_lasts=False),
                name="an_erased_comment_names_no_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=Q(author_lasts=False) | ~Q(author_key=""), name="what_lasts_of_an_author_is_a_key"
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=Q(author_lasts=False, erased_at__isnull=True),
                fields=["channel", "id"],
                name="comments_known_by_name",
            ),
        ),
    ]
