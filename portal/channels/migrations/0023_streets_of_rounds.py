"""The streets of leaflet rounds, and which of them are ticked for a job."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0022_surveys'),
        ('councils', '0015_wards_of_members'),
    ]

    operations = [
        migrations.AddField(
            model_name='proof',
            name='left_out',
            field=models.CharField(blank=True, db_default='', default='', help_text='Of a round: why the streets that are not ticked were left out.', max_length=300),
        ),
        migrations.CreateModel(
            name='Street',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('position', models.PositiveSmallIntegerField(help_text='In the order in which it is walked.')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='streets', to='channels.place')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(models.F('place'), django.db.models.functions.text.Lower('name'), condition=models.Q(('retired_at__isnull', True)), name='street_once_in_a_round'),
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='street_has_a_name'),
                ],
            },
        ),
        migrations.CreateModel(
            name='StreetTick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ticks', to='channels.job')),
                ('street', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.street')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('job', 'street'), name='street_ticked_once'),
                ],
            },
        ),
    ]
