"""A block of an account on a network is set and ended there by hand: each with what shows it, never changed."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.records.immutability import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0016_drafting_and_posting_about_one_matter'),
        ('moderation', '0026_words_of_warnings'),
    ]

    operations = [
        migrations.CreateModel(
            name='MeasureProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('set', 'Blocked there'), ('ended', 'Unblocked there')], max_length=5)),
                ('proof', models.TextField(blank=True, help_text='What shows that it is done.')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='moderation.measure')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('measure', 'step'), name='each_step_there_is_proved_once'), models.CheckConstraint(condition=models.Q(('step__in', ['set', 'ended'])), name='step_there_known'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('proof', ''), _negated=True), ('erased_at__isnull', True)), models.Q(('erased_at__isnull', False), ('proof', '')), _connector='OR'), name='a_step_there_is_proved')],
            },
        ),
        append_only("moderation_measureproof", erasable=("proof",)),
    ]
