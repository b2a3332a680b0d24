"""A complaint of any kind says whether it is about personal data as well, so that one about the clerk keeps its time."""

from django.db import migrations, models

_BEFORE = (
    *("kind", "communication_id", "referral_id", "evidence_sha256", "state", "version", "key_number", "holder_id"),
    *("acknowledge_by", "acknowledged_at", "answer_by", "answered_at", "answered_by_id", "outcome", "minute"),
    *("remedy_id", "review_until", "review_asked_at", "review_by", "reviewed_at", "reviewed_by_id"),
    *("review_outcome", "review_minute", "closed_at"),
)
_ANSWERS = (
    "(OLD.answered_at IS NOT NULL AND (NEW.outcome <> OLD.outcome OR NEW.minute <> OLD.minute))"
    " OR (OLD.reviewed_at IS NOT NULL AND (NEW.review_outcome <> OLD.review_outcome"
    " OR NEW.review_minute <> OLD.review_minute))"
)
_TIMES = ("acknowledged_at", "answered_at", "answered_by_id", "reviewed_at", "reviewed_by_id", "erased_at")


def _sealed(*free):
    """Return the statements that seal a complaint as 0017 does, but for the columns ``free``, which move."""
    left = f"ARRAY[{', '.join(repr(one) for one in free)}]"
    once = " OR ".join(f"(OLD.{one} IS NOT NULL AND NEW.{one} IS DISTINCT FROM OLD.{one})" for one in _TIMES)
    return [
        "DROP TRIGGER IF EXISTS moderation_complaint_sealed ON moderation_complaint",
        (
            "CREATE TRIGGER moderation_complaint_sealed BEFORE UPDATE ON moderation_complaint FOR EACH ROW"
            f" WHEN ((to_jsonb(OLD) - {left}) <> (to_jsonb(NEW) - {left}) OR {once} OR {_ANSWERS})"
            " EXECUTE FUNCTION records_only_erasure('{name,email,contact,about}')"
        ),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ('moderation', '0032_appeals_that_came_to_the_office'),
    ]

    operations = [
        migrations.AddField(
            model_name='complaint',
            name='about_data',
            field=models.BooleanField(db_default=False, default=False, help_text='About personal data as well as of its kind: one about the clerk stays the chairman’s.'),
        ),
        migrations.RunSQL(_sealed(*_BEFORE, 'about_data'), _sealed(*_BEFORE)),
    ]
