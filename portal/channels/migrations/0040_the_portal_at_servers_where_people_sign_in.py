"""What servers at which people sign in know of the portal: a table, empty at first; and two fields of connections."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0039_answers_to_one_alone'),
        ('councils', '0016_drafting_and_posting_about_one_matter'),
    ]

    operations = [
        migrations.AddField(
            model_name='connection',
            name='ends_then',
            field=models.CharField(blank=True, db_default='', default='', help_text='What ends at expires_at, where it is not all of it.', max_length=200),
        ),
        migrations.AddField(
            model_name='connection',
            name='sign_in',
            field=models.CharField(blank=True, help_text='SHA-256 of the state under which somebody signed in at the network: it counts once.', max_length=64, null=True, unique=True),
        ),
        migrations.CreateModel(
            name='Introduction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('connector', models.CharField(max_length=30)),
                ('server', models.CharField(help_text='Scheme, host and port; a site with its folder.', max_length=300)),
                ('ways_back', models.JSONField(default=list)),
                ('app', models.UUIDField(default=uuid.uuid4)),
                ('sealed', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('ordered', 'The server is being asked'), ('known', 'The server knows the portal'), ('failed', 'The server was asked in vain')], default='ordered', max_length=7)),
                ('problem', models.CharField(blank=True, max_length=500)),
                ('ordered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('asking_until', models.DateTimeField(blank=True, help_text='One worker asks the server; nobody else does.', null=True)),
                ('settled_at', models.DateTimeField(blank=True, help_text='When the server last answered.', null=True)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.council')),
                ('ordered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('council', 'connector', 'server'), name='one_introduction_to_a_server'), models.CheckConstraint(condition=models.Q(('state__in', ['ordered', 'known', 'failed'])), name='introduction_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'known'), _negated=True), models.Q(models.Q(('sealed', ''), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='what_is_known_was_said'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('problem', ''), _negated=True), _connector='OR'), name='asked_in_vain_says_why')],
            },
        ),
    ]
