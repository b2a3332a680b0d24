"""What stands with the words of a comment on its network is kept with them, and erased with them."""

from django.db import migrations, models

from portal.records.immutability import erasable_as_well

_TABLE = "moderation_commentversion"
# Before, the words alone may be emptied; the way back leaves it so.
_WITH_WORDS, _WORDS = (erasable_as_well(_TABLE, names).sql for names in (("text", "attached"), ("text",)))


def _field(help_text):
    none = models.Value([], output_field=models.JSONField())
    return models.JSONField(blank=True, db_default=none, default=list, help_text=help_text)


def _erased(model, name):
    condition = models.Q(("erased_at__isnull", True), ("attached", []), _connector="OR")
    return migrations.AddConstraint(
        model_name=model, constraint=models.CheckConstraint(condition=condition, name=name)
    )


class Migration(migrations.Migration):
    """Two columns, empty for all that came before."""

    dependencies = [("moderation", "0030_authors_told")]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="attached",
            field=_field("What stands with them: kind, name there, alt, address."),
        ),
        migrations.AddField(
            model_name="commentversion",
            name="attached",
            field=_field("What stood with them: kind, name there, alt, address."),
        ),
        _erased("comment", "an_erased_comment_keeps_nothing_attached"),
        _erased("commentversion", "an_erased_version_keeps_nothing_attached"),
        migrations.RunSQL(_WITH_WORDS, _WORDS),
    ]
