"""Issues of the magazine, with their deadlines, and which of them an accepted article is for. Nothing waits."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0019_jobs_by_hand'),
        ('councils', '0015_wards_of_members'),
    ]

    operations = [
        migrations.CreateModel(
            name='MagazineIssue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='As authors name it, such as December 2026.', max_length=80)),
                ('copy_by', models.DateTimeField(help_text='Until when articles are taken.')),
                ('out_on', models.DateField(help_text='The day on which it appears.')),
                ('word_limit', models.PositiveIntegerField(default=400, help_text='The most words of one article.')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('closed_at', models.DateTimeField(blank=True, help_text='When it was noted as out.', null=True)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='magazine_issues', to='channels.channel')),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='magazine_issues', to='councils.council')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['council', 'copy_by'], name='magazine_issues_by_deadline'),
                ],
                'constraints': [
                    models.UniqueConstraint(models.F('channel'), django.db.models.functions.text.Lower('name'), name='magazine_issue_named_once'),
                    models.CheckConstraint(condition=models.Q(('word_limit__gte', 20), ('word_limit__lte', 10000)), name='magazine_word_limit_in_reason'),
                ],
            },
        ),
        migrations.AddField(
            model_name='job',
            name='magazine',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to='channels.magazineissue'),
        ),
    ]
