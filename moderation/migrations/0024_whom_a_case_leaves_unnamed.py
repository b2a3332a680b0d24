"""The erasing of a case that found nothing against somebody takes away whom it was about, as well as the words."""

from django.db import migrations, models

TABLE = "moderation_conductcase"
NAME = "a_case_taken_up_names_somebody"
_OPEN = "state IN ('reported', 'not_taken') OR (subject_id IS NOT NULL AND taken_up_at IS NOT NULL)"
_ERASED = "erased_at IS NOT NULL AND taken_up_at IS NOT NULL"
_SAID = (
    "(NEW.words <> OLD.words OR NEW.reference <> OLD.reference OR NEW.reported_at <> OLD.reported_at"
    " OR (OLD.alleged <> '' AND NEW.alleged <> OLD.alleged) OR (OLD.answer <> '' AND NEW.answer <> OLD.answer)"
    " OR (OLD.answered_at IS NOT NULL AND NEW.answered_at IS DISTINCT FROM OLD.answered_at)"
    " OR (OLD.told_at IS NOT NULL AND NEW.told_at IS DISTINCT FROM OLD.told_at)"
    " OR (OLD.erased_at IS NOT NULL))"
)
"""As moderation 0013 has it: from when on a case is erased, and never changed."""
_WORDS = (
    "about,words,reporter_key,reporter_name,reporter_email,reporter_id,triage,alleged,served,answer,answer_came"
)
_NAMED, _NAMELESS = "NEW.subject_id IS NOT NULL", "NEW.subject_id IS NULL"


def _made(name, condition, erasable):
    return (
        f"CREATE TRIGGER {TABLE}_{name} BEFORE UPDATE ON {TABLE} FOR EACH ROW WHEN ({condition})"
        f" EXECUTE FUNCTION records_only_erasure('{{{erasable}}}')"
    )


def _dropped(name):
    return f"DROP TRIGGER IF EXISTS {TABLE}_{name} ON {TABLE}"


def leave_unnamed(apps, schema_editor):
    """Take away whom cases were about that found nothing and were erased before this."""
    rows = apps.get_model("moderation", "ConductCase").objects.using(schema_editor.connection.alias)
    found = rows.filter(erased_at__isnull=False, subject__isnull=False)
    found.filter(models.Q(state="not_taken") | models.Q(outcomes__kind="no_breach")).update(subject=None)


class Migration(migrations.Migration):

    dependencies = [
        ('moderation', '0023_pictures_of_comments'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"ALTER TABLE {TABLE} DROP CONSTRAINT {NAME},"
                    f" ADD CONSTRAINT {NAME} CHECK ({_OPEN} OR ({_ERASED}))",
                    # The way back keeps what was erased meanwhile: the old form is asked of new rows alone.
                    f"ALTER TABLE {TABLE} DROP CONSTRAINT {NAME}, ADD CONSTRAINT {NAME} CHECK ({_OPEN}) NOT VALID",
                ),
            ],
            state_operations=[
                migrations.RemoveConstraint(model_name='conductcase', name=NAME),
                migrations.AddConstraint(
                    model_name='conductcase',
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ('state__in', ['reported', 'not_taken']),
                            models.Q(('subject__isnull', False), ('taken_up_at__isnull', False)),
                            models.Q(('erased_at__isnull', False), ('taken_up_at__isnull', False)),
                            _connector='OR',
                        ),
                        name=NAME,
                    ),
                ),
            ],
        ),
        migrations.RunSQL(_dropped("sealed"), _made("sealed", _SAID, _WORDS)),
        migrations.RunPython(leave_unnamed, migrations.RunPython.noop, elidable=True),
        migrations.RunSQL(
            [
                _made("sealed", f"{_SAID} AND {_NAMED}", _WORDS),
                _made("sealed_nameless", f"{_SAID} AND {_NAMELESS}", f"{_WORDS},subject_id"),
            ],
            [_dropped("sealed"), _dropped("sealed_nameless")],
        ),
    ]
