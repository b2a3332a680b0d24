"""Who is in a picture, what each of them answered, and what is known of the picture itself."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0006_child_age'),
        ('drafts', '0005_shared_when_submitted'),
    ]

    operations = [
        migrations.CreateModel(
            name='PicturePermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_current', models.BooleanField(default=True)),
                ('state', models.CharField(choices=[('asked', 'Asked for'), ('given', 'Given'), ('withdrawn', 'Withdrawn or refused')], max_length=10)),
                ('how', models.CharField(blank=True, choices=[('form', 'A signed form'), ('letter', 'A letter'), ('email', 'An email'), ('online', 'An online form')], max_length=10)),
                ('asked_on', models.DateField(blank=True, null=True)),
                ('given_on', models.DateField(blank=True, null=True)),
                ('scope', models.CharField(choices=[('any', 'Anything the council publishes'), ('print', 'Print only: magazine, noticeboard, leaflets')], default='any', max_length=10)),
                ('until', models.DateField(blank=True, help_text='The last day on which it holds.', null=True)),
                ('guardian', models.CharField(blank=True, help_text='Who answered for a child.', max_length=150)),
                ('form', models.FileField(blank=True, help_text='Never in public.', upload_to='permissions/%Y/%m/')),
                ('form_sha256', models.CharField(blank=True, max_length=64)),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='PicturePerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=150)),
                ('age', models.PositiveSmallIntegerField(blank=True, help_text='In years when it was taken, of somebody under 18; empty for others.', null=True)),
                ('named_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('removed_at', models.DateTimeField(blank=True, help_text='Named by mistake: not in the picture.', null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name='media',
            name='alt',
            field=models.CharField(blank=True, db_default='', default='', help_text='For those who cannot see it.', max_length=1000),
        ),
        migrations.AddField(
            model_name='media',
            name='event',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='media',
            name='event_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='media',
            name='licence',
            field=models.CharField(blank=True, choices=[('own', 'Taken for the council by a member, an officer or a volunteer'), ('leave', 'Used with the written leave of whoever made it'), ('open', 'Under an open licence, named in the terms'), ('bought', 'Bought, on the terms noted')], db_default='', default='', max_length=10),
        ),
        migrations.AddField(
            model_name='media',
            name='notice',
            field=models.TextField(blank=True, db_default='', default='', help_text='What the notice at the event said.'),
        ),
        migrations.AddField(
            model_name='media',
            name='offered_at',
            field=models.DateTimeField(blank=True, help_text="Since when it is in the library for everybody at the desk; else it is its uploader's.", null=True),
        ),
        migrations.AddField(
            model_name='media',
            name='said_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='media',
            name='said_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='media',
            name='small',
            field=models.FileField(blank=True, db_default='', default='', help_text='For lists.', upload_to='pictures/%Y/%m/'),
        ),
        migrations.AddField(
            model_name='media',
            name='source',
            field=models.CharField(blank=True, db_default='', default='', help_text='Who made it.', max_length=200),
        ),
        migrations.AddField(
            model_name='media',
            name='terms',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='media',
            name='who',
            field=models.CharField(blank=True, choices=[('nobody', 'Nobody can be recognised'), ('people', 'People can be recognised; each is named with their permission'), ('crowd', 'A crowd at an event where a notice said that pictures are taken')], db_default='', default='', max_length=10),
        ),
        migrations.AddIndex(
            model_name='media',
            index=models.Index(fields=['council', '-uploaded_at'], name='picture_of_council'),
        ),
        migrations.AddConstraint(
            model_name='media',
            constraint=models.CheckConstraint(condition=models.Q(('who', ''), models.Q(('said_at__isnull', False), ('said_by__isnull', False)), _connector='OR'), name='somebody_said_who_is_in_it'),
        ),
        migrations.AddConstraint(
            model_name='media',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('who', 'crowd'), _negated=True), models.Q(models.Q(('event', ''), _negated=True), models.Q(('notice', ''), _negated=True), ('event_on__isnull', False)), _connector='OR'), name='a_crowd_was_told_by_a_notice'),
        ),
        migrations.AddField(
            model_name='picturepermission',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='picturepermission',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='pictureperson',
            name='media',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='drafts.media'),
        ),
        migrations.AddField(
            model_name='pictureperson',
            name='named_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='picturepermission',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='permissions', to='drafts.pictureperson'),
        ),
        migrations.AddConstraint(
            model_name='pictureperson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='a_person_in_a_picture_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='pictureperson',
            constraint=models.CheckConstraint(condition=models.Q(('age__isnull', True), ('age__lt', 18), _connector='OR'), name='only_the_age_of_a_child_is_kept'),
        ),
        migrations.AddConstraint(
            model_name='pictureperson',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('age__isnull', True), ('name', '')), _connector='OR'), name='an_erased_person_in_a_picture_has_no_name'),
        ),
        migrations.AddConstraint(
            model_name='picturepermission',
            constraint=models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('person',), name='one_current_permission_each'),
        ),
        migrations.AddConstraint(
            model_name='picturepermission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'given'), _negated=True), models.Q(('given_on__isnull', False), models.Q(('how', ''), _negated=True)), _connector='OR'), name='a_permission_was_written_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='picturepermission',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), models.Q(('given_on__isnull', False), ('until__gte', models.F('given_on'))), _connector='OR'), name='a_permission_ends_after_it_was_given'),
        ),
        migrations.AddConstraint(
            model_name='picturepermission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('state', 'withdrawn')), models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('ended_at__isnull', True), ('ended_by__isnull', True)), _connector='OR'), name='a_withdrawal_has_its_moment'),
        ),
        migrations.AddConstraint(
            model_name='picturepermission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('form', ''), ('form_sha256', '')), models.Q(('form_sha256', ''), _negated=True), _connector='OR'), name='a_form_has_its_hash'),
        ),
        migrations.AddConstraint(
            model_name='picturepermission',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('form', ''), ('guardian', ''), ('reason', '')), _connector='OR'), name='an_erased_permission_names_nobody'),
        ),
    ]
