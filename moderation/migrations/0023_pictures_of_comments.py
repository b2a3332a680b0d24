"""Pictures of the page on which a comment stood, as somebody saw it there: never changed, erasable."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0016_drafting_and_posting_about_one_matter'),
        ('moderation', '0022_comments_asked_after'),
    ]

    operations = [
        migrations.CreateModel(
            name='CommentPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=4)),
                ('content', models.BinaryField(blank=True, null=True)),
                ('size', models.PositiveIntegerField(help_text='Bytes.')),
                ('sha256', models.CharField(max_length=64)),
                ('seen_at', models.DateTimeField(help_text='When the page looked like this, as whoever saw it says.')),
                ('seen_by', models.CharField(blank=True, help_text='Empty: whoever kept it saw it.', max_length=200)),
                ('kept_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pictures', to='moderation.comment')),
                ('kept_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('comment', 'sha256'), name='comment_picture_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['pdf', 'png', 'jpg'])), name='comment_picture_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('content__isnull', False), ('erased_at__isnull', True)), models.Q(('content__isnull', True), ('erased_at__isnull', False), ('seen_by', '')), _connector='OR'), name='comment_picture_or_erasure')],
            },
        ),
        append_only("moderation_commentpicture", erasable=("content", "seen_by")),
    ]
