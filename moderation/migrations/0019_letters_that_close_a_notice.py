"""A letter may say that a notice is closed. Going back is refused once such a letter was written: none is rewritten."""

from django.db import migrations, models

KINDS = [
    ("defective", "What is missing"),
    ("received", "Acknowledgement"),
    ("to_poster", "The notice, to the poster"),
    ("removed", "The comment was removed"),
    ("kept", "The comment stays"),
    ("disclosed", "The poster’s details, by order of a court"),
    ("closed", "The notice is closed"),
]


class Migration(migrations.Migration):

    dependencies = [
        ('moderation', '0017_what_complaints_and_incidents_keep'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='noticeletter', name='notice_letter_kind_known'),
        migrations.AlterField(
            model_name='noticeletter',
            name='kind',
            field=models.CharField(choices=KINDS, max_length=10),
        ),
        migrations.AddConstraint(
            model_name='noticeletter',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['defective', 'received', 'to_poster', 'removed', 'kept', 'disclosed', 'closed'])), name='notice_letter_kind_known'),
        ),
    ]
