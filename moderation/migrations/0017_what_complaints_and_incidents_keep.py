"""Complaints with their steps, and what members keep, are sealed; a thread and an incident have one reply each.

Printed letters about notices of defamation are noted as posted: a new table, empty at first.
"""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.models import Exists, F, OuterRef

from portal.records.immutability import append_only, sealed


def note_what_was_given_up(apps, schema_editor):
    """Note of each reply that ended before it went out that it did: its time is not known, so that of its beginning."""
    here = schema_editor.connection.alias
    publications = apps.get_model("channels", "Publication").objects.using(here).filter(live_at__isnull=False)
    rows = apps.get_model("moderation", "OneReply").objects.using(here).filter(
        communication__stage__in=["rejected", "withdrawn"], given_up_at=None
    )
    rows = rows.exclude(Exists(publications.filter(communication=OuterRef("communication"))))
    rows.update(given_up_at=F("begun_at"))


def keep_the_last_of_each(apps, schema_editor):
    """Leave each incident the one reply that the schema before this knew: the last that was begun."""
    rows = apps.get_model("moderation", "OneReply").objects.using(schema_editor.connection.alias)
    later = rows.filter(incident=OuterRef("incident"), pk__gt=OuterRef("pk"))
    rows.filter(Exists(later)).delete()


def _but(*free):
    """Return the condition, in SQL, that anything else than the columns ``free`` changes."""
    left = f"ARRAY[{', '.join(repr(one) for one in free)}]"
    return f"(to_jsonb(OLD) - {left}) <> (to_jsonb(NEW) - {left})"


def _once(*names):
    """Return the condition, in SQL, that something changes which is known already."""
    return " OR ".join(f"(OLD.{one} IS NOT NULL AND NEW.{one} IS DISTINCT FROM OLD.{one})" for one in names)


_MOVES = (
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


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0033_what_an_item_answers'),
        ('moderation', '0016_approaches_to_accounts'),
    ]

    operations = [
        migrations.CreateModel(
            name='LetterPosting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('posted_on', models.DateField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('letter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='posting', to='moderation.noticeletter')),
            ],
        ),
        append_only("moderation_letterposting"),
        migrations.AddField(
            model_name='onereply',
            name='given_up_at',
            field=models.DateTimeField(blank=True, help_text='When another took its place.', null=True),
        ),
        migrations.AlterField(
            model_name='onereply',
            name='incident',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='moderation.incident'),
        ),
        migrations.RunPython(note_what_was_given_up, keep_the_last_of_each, elidable=True),
        migrations.AddConstraint(
            model_name='onereply',
            constraint=models.UniqueConstraint(condition=models.Q(('given_up_at', None)), fields=('council', 'thread'), name='one_reply_in_a_thread'),
        ),
        migrations.AddConstraint(
            model_name='onereply',
            constraint=models.UniqueConstraint(condition=models.Q(('given_up_at', None)), fields=('incident',), name='one_reply_to_an_incident'),
        ),
        sealed(
            "moderation_complaint",
            once=f"{_but(*_MOVES)} OR {_once(*_TIMES)} OR {_ANSWERS}",
            erasable=("name", "email", "contact", "about"),
        ),
        append_only("moderation_complaintstep", erasable=("words",)),
        append_only("moderation_complaintprocedure"),
        sealed(
            "moderation_incident",
            once=f"{_but('shared_at', 'reply_asked_at')} OR {_once('shared_at', 'reply_asked_at', 'erased_at')}",
            erasable=("place", "link", "who", "words", "effect", "comment_id", "file"),
        ),
        sealed(
            "moderation_onereply",
            once=f"{_but('given_up_at')} OR {_once('given_up_at')}",
            erasable=(),
        ),
    ]
