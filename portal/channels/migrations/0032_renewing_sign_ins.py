"""Who renews a sign-in has it alone for a while: a further column that is empty, so that nothing is moved."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0031_reviews_and_campaigns'),
    ]

    operations = [
        migrations.AddField(
            model_name='connection',
            name='renewing_until',
            field=models.DateTimeField(blank=True, help_text='One worker exchanges the credentials for new ones; nobody else does.', null=True),
        ),
    ]
