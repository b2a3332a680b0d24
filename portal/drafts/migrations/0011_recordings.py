"""Video and sound of a council, and what is said in them."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0015_wards_of_members'),
        ('drafts', '0010_items_named_with_their_council'),
    ]

    operations = [
        migrations.CreateModel(
            name='Recording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('name', models.CharField(help_text="As the file was called on the person's device.", max_length=200)),
                ('title', models.CharField(blank=True, help_text='What readers see above it.', max_length=150)),
                ('source', models.CharField(blank=True, help_text='Who made it.', max_length=200)),
                ('agreed', models.TextField(blank=True, help_text='Who is seen or heard in it and how they agreed.')),
                ('medium', models.CharField(choices=[('video', 'Video'), ('audio', 'Sound')], max_length=5)),
                ('content_type', models.CharField(max_length=20)),
                ('extension', models.CharField(max_length=4)),
                ('seconds', models.PositiveIntegerField(help_text='How long it is, rounded up.')),
                ('size', models.BigIntegerField(help_text='Bytes of what is published.')),
                ('published', models.FileField(blank=True, upload_to='recordings/%Y/%m/')),
                ('original_sha256', models.CharField(max_length=64)),
                ('sha256', models.CharField(max_length=64)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recordings', to='councils.council')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['council', '-uploaded_at'], name='recordings_of_council'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('erased_at__isnull', True)), fields=('council', 'original_sha256'), name='recording_once_per_council'),
                    models.CheckConstraint(condition=models.Q(('medium__in', ['video', 'audio'])), name='recording_medium_known'),
                    models.CheckConstraint(condition=models.Q(('seconds__gte', 1), ('size__gte', 1)), name='recording_holds_something'),
                    models.CheckConstraint(condition=models.Q(models.Q(('agreed', ''), ('erased_at__isnull', False), ('published', ''), ('source', ''), ('title', '')), models.Q(('erased_at__isnull', True), models.Q(('title', ''), _negated=True), models.Q(('agreed', ''), _negated=True), models.Q(('published', ''), _negated=True)), _connector='OR'), name='recording_says_who_agreed_until_erased'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RecordingText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vtt', models.TextField(blank=True, help_text='The captions; empty for a transcript of sound.')),
                ('words', models.TextField(blank=True)),
                ('sha256', models.CharField(max_length=64)),
                ('is_current', models.BooleanField(default=True)),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('recording', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='drafts.recording')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['sha256'], name='recording_texts_by_hash'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('recording',), name='one_current_text_of_a_recording'),
                    models.CheckConstraint(condition=models.Q(models.Q(('erased_at__isnull', True), models.Q(('words', ''), _negated=True)), models.Q(('erased_at__isnull', False), ('vtt', ''), ('words', '')), _connector='OR'), name='text_of_a_recording_until_erased'),
                ],
            },
        ),
    ]
