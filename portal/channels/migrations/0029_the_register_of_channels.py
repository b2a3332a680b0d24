"""The register of channels: approval by a minute, particulars, access, closure for good. What stands is the council's own since the beginning; the defaults are the database's, so that workers of the version before go on."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0026_connections'),
        ('councils', '0016_drafting_and_posting_about_one_matter'),
    ]

    operations = [
        migrations.CreateModel(
            name='Access',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outsider', models.CharField(blank=True, help_text='Somebody who has no place here.', max_length=150)),
                ('part', models.CharField(choices=[('owner', 'Owner'), ('manager', 'Manager'), ('holder', 'Holds access')], max_length=7)),
                ('means', models.CharField(blank=True, help_text='By what they get in, never the secret itself.', max_length=150)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('handed_over', models.CharField(blank=True, help_text='To whom, and what was changed.', max_length=300)),
                ('told_at', models.DateTimeField(blank=True, help_text='When its end was pointed out.', null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Closure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_on', models.DateField(help_text='By when the outside page is to be closed.')),
                ('told_on', models.DateField(blank=True, help_text='When somebody was last reminded.', null=True)),
                ('recalled_at', models.DateTimeField(blank=True, null=True)),
                ('proved_at', models.DateTimeField(blank=True, null=True)),
                ('closed_on', models.DateField(blank=True, help_text='When the outside page was closed.', null=True)),
                ('word', models.CharField(blank=True, help_text='Who looked, and what they saw.', max_length=300)),
                ('link', models.URLField(blank=True, max_length=500)),
                ('picture', models.FileField(blank=True, upload_to='closures/%Y/%m/')),
                ('picture_sha256', models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Particulars',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('application', models.CharField(blank=True, choices=[('social', 'Social network'), ('microblog', 'Micro-blogging'), ('blog', 'Blog'), ('forum', 'Forum'), ('collaborative', 'Collaborative space'), ('media', 'Media sharing'), ('virtual', 'Virtual world'), ('aggregator', 'Feed aggregation'), ('survey', 'Surveys'), ('messaging', 'Messaging'), ('website', 'Website'), ('mailing', 'Mailing'), ('paper', 'Paper and meetings')], max_length=13)),
                ('network', models.CharField(blank=True, help_text='The name by which texts know it, such as facebook.', max_length=30)),
                ('address', models.URLField(blank=True, help_text='Its public page outside the portal.', max_length=300)),
                ('purpose', models.CharField(blank=True, max_length=500)),
                ('audience', models.CharField(blank=True, max_length=300)),
                ('branding', models.CharField(blank=True, max_length=300)),
                ('complaints', models.CharField(blank=True, help_text='How readers complain or say what they think.', max_length=500)),
                ('house_rules', models.TextField(blank=True, max_length=5000)),
                ('speaks_every', models.PositiveSmallIntegerField(blank=True, help_text='Days.', null=True)),
                ('review_on', models.DateField(blank=True, help_text='When it is reviewed next.', null=True)),
                ('silence_told_at', models.DateTimeField(blank=True, null=True)),
                ('review_told_for', models.DateField(blank=True, null=True)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddField(
            model_name='channel',
            name='approval',
            field=models.CharField(choices=[('founding', 'The council’s since the beginning'), ('proposed', 'Proposed'), ('approved', 'Approved'), ('refused', 'Refused'), ('ended', 'Closed for good')], db_default='founding', default='founding', max_length=8),
        ),
        migrations.AddField(
            model_name='channel',
            name='closed_until',
            field=models.DateField(blank=True, help_text='The day on which it opens by itself.', null=True),
        ),
        migrations.AddField(
            model_name='channel',
            name='decided_on',
            field=models.DateField(blank=True, help_text='When the council approved or refused it.', null=True),
        ),
        migrations.AddField(
            model_name='channel',
            name='minute_reference',
            field=models.CharField(blank=True, db_default='', default='', max_length=80),
        ),
        migrations.AddField(
            model_name='channel',
            name='proposed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='channel',
            name='proposed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='channel',
            name='refusal',
            field=models.CharField(blank=True, db_default='', default='', max_length=300),
        ),
        migrations.AddField(
            model_name='channel',
            name='tabled_on',
            field=models.DateField(blank=True, help_text='The day of the meeting that decides.', null=True),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.CheckConstraint(condition=models.Q(('approval__in', ['founding', 'approved', 'proposed', 'refused', 'ended'])), name='channel_approval_known'),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.CheckConstraint(condition=models.Q(('is_open', False), ('approval__in', ('founding', 'approved')), _connector='OR'), name='channel_open_once_approved'),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approval', 'approved'), _negated=True), models.Q(models.Q(('minute_reference', ''), _negated=True), ('decided_on__isnull', False)), _connector='OR'), name='channel_approved_by_a_minute'),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approval', 'refused'), _negated=True), models.Q(('refusal', ''), _negated=True), _connector='OR'), name='channel_refused_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approval', 'proposed'), _negated=True), models.Q(('proposed_by__isnull', False), ('proposed_at__isnull', False)), _connector='OR'), name='channel_proposed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.CheckConstraint(condition=models.Q(('closed_until__isnull', True), ('is_open', False), _connector='OR'), name='channel_closed_until'),
        ),
        migrations.AddField(
            model_name='access',
            name='channel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='access', to='channels.channel'),
        ),
        migrations.AddField(
            model_name='access',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='access',
            name='given_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='access',
            name='member',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='channel_access', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='closure',
            name='channel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closures', to='channels.channel'),
        ),
        migrations.AddField(
            model_name='closure',
            name='council',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closures', to='councils.council'),
        ),
        migrations.AddField(
            model_name='closure',
            name='ordered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='closure',
            name='proved_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='particulars',
            name='channel',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='particulars', to='channels.channel'),
        ),
        migrations.AddConstraint(
            model_name='access',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('part', 'owner')), fields=('channel',), name='one_owner_a_channel'),
        ),
        migrations.AddConstraint(
            model_name='access',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('member__isnull', False)), fields=('channel', 'member', 'part'), name='access_given_once'),
        ),
        migrations.AddConstraint(
            model_name='access',
            constraint=models.CheckConstraint(condition=models.Q(('part__in', ['owner', 'manager', 'holder'])), name='access_part_known'),
        ),
        migrations.AddConstraint(
            model_name='access',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('member__isnull', False), ('outsider', '')), models.Q(('member__isnull', True), models.Q(('outsider', ''), _negated=True)), _connector='OR'), name='access_is_somebody_s'),
        ),
        migrations.AddConstraint(
            model_name='access',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='access_ends_later'),
        ),
        migrations.AddConstraint(
            model_name='access',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='access_ended_by_somebody'),
        ),
        migrations.AddIndex(
            model_name='closure',
            index=models.Index(condition=models.Q(('proved_at__isnull', True), ('recalled_at__isnull', True)), fields=['council', 'due_on'], name='closures_open'),
        ),
        migrations.AddConstraint(
            model_name='closure',
            constraint=models.UniqueConstraint(condition=models.Q(('proved_at__isnull', True), ('recalled_at__isnull', True)), fields=('channel',), name='one_closure_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='closure',
            constraint=models.CheckConstraint(condition=models.Q(('proved_at__isnull', True), models.Q(('closed_on__isnull', False), ('proved_by__isnull', False), models.Q(models.Q(('word', ''), _negated=True), models.Q(('link', ''), _negated=True), models.Q(('picture_sha256', ''), _negated=True), _connector='OR')), _connector='OR'), name='closure_shows_or_says_something'),
        ),
        migrations.AddConstraint(
            model_name='closure',
            constraint=models.CheckConstraint(condition=models.Q(('recalled_at__isnull', True), ('proved_at__isnull', True), _connector='OR'), name='closure_recalled_or_proved'),
        ),
        migrations.AddIndex(
            model_name='particulars',
            index=models.Index(condition=models.Q(('review_on__isnull', False)), fields=['review_on'], name='channels_to_review'),
        ),
        migrations.AddIndex(
            model_name='particulars',
            index=models.Index(condition=models.Q(('speaks_every__isnull', False)), fields=['speaks_every'], name='channels_to_speak'),
        ),
        migrations.AddConstraint(
            model_name='particulars',
            constraint=models.CheckConstraint(condition=models.Q(('speaks_every__isnull', True), models.Q(('speaks_every__gte', 1), ('speaks_every__lte', 366)), _connector='OR'), name='channel_speaks_within_reason'),
        ),
        migrations.AddConstraint(
            model_name='particulars',
            constraint=models.CheckConstraint(condition=models.Q(('application__in', ['', 'social', 'microblog', 'blog', 'forum', 'collaborative', 'media', 'virtual', 'aggregator', 'survey', 'messaging', 'website', 'mailing', 'paper'])), name='channel_application_known'),
        ),
    ]
