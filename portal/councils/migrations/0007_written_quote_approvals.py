"""Whether the clerk may record that a speaker approved a quotation in writing."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0006_child_age'),
    ]

    operations = [
        migrations.AddField(
            model_name='council',
            name='written_quote_approvals',
            field=models.BooleanField(db_default=False, default=False, help_text='The clerk may record that a speaker approved a quotation by letter or mail.'),
        ),
    ]
