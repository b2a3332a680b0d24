"""Who is in a recording is said as it is of pictures, its original is kept; what was written of it stays as a note."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def _write_down(apps: Any, schema_editor: Any) -> None:
    """On the way back: what was answered about a recording becomes the note that every recording had before."""
    alias = schema_editor.connection.alias
    recordings, people, answers = (
        apps.get_model("drafts", name).objects.using(alias)
        for name in ("Recording", "PicturePerson", "PicturePermission")
    )
    for one in recordings.filter(erased_at=None):
        lines = [one.agreed, one.get_who_display(), f"{one.event} {one.notice}".strip()]
        answered = answers.filter(person__recording=one, is_current=True).select_related("person")
        lines += [f"{each.person.name}: {each.get_state_display()}" for each in answered]
        one.agreed = "\n".join(line for line in lines if line) or "Nobody has said yet who is in it."
        one.save(update_fields=["agreed"])
    answers.filter(person__recording__isnull=False).delete()
    people.filter(recording__isnull=False).delete()
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table changes while rows wait to be checked


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0016_drafting_and_posting_about_one_matter'),
        ('drafts', '0011_recordings'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='recording',
            name='recording_says_who_agreed_until_erased',
        ),
        migrations.AddField(
            model_name='pictureperson',
            name='recording',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='drafts.recording'),
        ),
        migrations.AddField(
            model_name='recording',
            name='event',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='recording',
            name='event_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='recording',
            name='notice',
            field=models.TextField(blank=True, db_default='', default='', help_text='What the notice at the event said.'),
        ),
        migrations.AddField(
            model_name='recording',
            name='original',
            field=models.FileField(blank=True, db_default='', default='', help_text='Never in public.', upload_to='originals/%Y/%m/'),
        ),
        migrations.AddField(
            model_name='recording',
            name='said_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='recording',
            name='said_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='recording',
            name='who',
            field=models.CharField(blank=True, choices=[('nobody', 'Nobody can be recognised'), ('people', 'People can be recognised; each is named with their permission'), ('crowd', 'A crowd at an event where a notice said that pictures are taken')], db_default='', default='', max_length=10),
        ),
        migrations.AlterField(
            model_name='pictureperson',
            name='media',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='drafts.media'),
        ),
        migrations.AlterField(
            model_name='recording',
            name='agreed',
            field=models.TextField(blank=True, db_default='', help_text="A note on who is in it and how they agreed, in somebody's own words."),
        ),
        migrations.AddConstraint(
            model_name='pictureperson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('media__isnull', False), ('recording__isnull', True)), models.Q(('media__isnull', True), ('recording__isnull', False)), _connector='OR'), name='a_person_is_in_one_picture_or_recording'),
        ),
        migrations.AddConstraint(
            model_name='recording',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed', ''), ('erased_at__isnull', False), ('event', ''), ('notice', ''), ('original', ''), ('published', ''), ('source', ''), ('title', ''), ('who', '')), models.Q(('erased_at__isnull', True), models.Q(('title', ''), _negated=True), models.Q(('published', ''), _negated=True)), _connector='OR'), name='recording_has_its_words_until_erased'),
        ),
        migrations.AddConstraint(
            model_name='recording',
            constraint=models.CheckConstraint(condition=models.Q(('who', ''), models.Q(('said_at__isnull', False), ('said_by__isnull', False)), _connector='OR'), name='somebody_said_who_is_in_a_recording'),
        ),
        migrations.AddConstraint(
            model_name='recording',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('who', 'crowd'), _negated=True), models.Q(models.Q(('event', ''), _negated=True), models.Q(('notice', ''), _negated=True), ('event_on__isnull', False)), _connector='OR'), name='a_recorded_crowd_was_told_by_a_notice'),
        ),
        migrations.RunPython(migrations.RunPython.noop, _write_down),
    ]
