"""A council may let whoever writes in an item name its reviewers."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0009_press_hours'),
    ]

    operations = [
        migrations.AddField(
            model_name='council',
            name='authors_name_reviewers',
            field=models.BooleanField(db_default=False, default=False, help_text='Whoever writes in an item may ask others to read it; otherwise the clerk does.'),
        ),
    ]
