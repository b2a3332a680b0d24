"""What each channel holds back of comments: a new table, empty at first; without a row it is as before."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0033_what_an_item_answers'),
        ('councils', '0016_drafting_and_posting_about_one_matter'),
        ('moderation', '0009_replies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Holding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('holds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, help_text='Grounds and concerns.', size=None)),
                ('allows_links', models.BooleanField(default=True, help_text='A single link to another site is nothing to point out.')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('channel', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='holding', to='channels.channel')),
            ],
        ),
    ]
