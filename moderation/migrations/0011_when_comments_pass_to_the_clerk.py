"""When a comment passed from the manager of its channel to the clerk: a further column that is empty."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('moderation', '0010_what_channels_hold'),
    ]

    operations = [
        migrations.AddField(
            model_name='comment',
            name='escalated_at',
            field=models.DateTimeField(blank=True, help_text='When it passed from the manager of its channel to the clerk.', null=True),
        ),
    ]
