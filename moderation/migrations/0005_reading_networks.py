"""How far each channel is read, and when a comment was first missed where it was said."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0031_reviews_and_campaigns'),
        ('moderation', '0004_appeals'),
    ]

    operations = [
        migrations.AddField(
            model_name='comment',
            name='missed_at',
            field=models.DateTimeField(blank=True, help_text='When it was first not found any more where it was said.', null=True),
        ),
        migrations.CreateModel(
            name='Polling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_down_to', models.PositiveBigIntegerField(blank=True, help_text='The delivery that this round read last, the newest first; none: a new one.', null=True)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('read_at', models.DateTimeField(blank=True, help_text='When a whole round was last read.', null=True)),
                ('failures', models.PositiveSmallIntegerField(default=0, help_text='In a row.')),
                ('problem', models.CharField(blank=True, help_text='Why it could not be read, in words.', max_length=500)),
                ('channel', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='polling', to='channels.channel')),
            ],
            options={
                'indexes': [models.Index(fields=['due_at'], name='pollings_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('failures', 0), ('problem', '')), models.Q(('failures__gt', 0), models.Q(('problem', ''), _negated=True)), _connector='OR'), name='a_failed_reading_says_why')],
            },
        ),
    ]
