"""Notices of defamation with their steps and letters, packs of evidence; and what a law takes down."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError

from portal.records.immutability import append_only, sealed


def refuse_while_rulings_rest_on_a_law(apps, schema_editor):
    """Say why this cannot be undone: the schema before it knows no such ruling, and a ruling is never changed."""
    rulings = apps.get_model("moderation", "Ruling").objects.using(schema_editor.connection.alias)
    rows = rulings.filter(ground__in=["notice", "order"])
    if count := rows.count():
        raise IrreversibleError(
            f"{count} rulings took a comment down after a notice of defamation or by order of a court. The schema before "
            "migration 0012 of moderation cannot hold such rulings, and rulings are never changed or deleted. Nothing "
            "was undone: restore a backup from before the first of them, or stay with this migration."
        )


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0016_drafting_and_posting_about_one_matter'),
        ('moderation', '0011_when_comments_pass_to_the_clerk'),
        ('policies', '0019_permissions_reminded_a_month_before'),
    ]

    operations = [
        migrations.CreateModel(
            name='DefamationNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12)),
                ('way', models.CharField(choices=[('form', 'By the form of the newsroom'), ('email', 'By email'), ('letter', 'By letter')], max_length=10)),
                ('mark', models.CharField(blank=True, help_text="Hash of the form's own mark, which comes once.", max_length=64)),
                ('source', models.TextField(blank=True, help_text='What came by letter or email, word by word.')),
                ('name', models.CharField(blank=True, max_length=200)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('statement', models.TextField(blank=True)),
                ('why', models.TextField(blank=True)),
                ('where', models.CharField(blank=True, max_length=500)),
                ('meaning', models.TextField(blank=True)),
                ('wrong', models.TextField(blank=True)),
                ('without_details', models.BooleanField(default=False, help_text='They confirm that they know too little to sue.')),
                ('name_passed', models.BooleanField(blank=True, help_text='Whether the poster may know their name.', null=True)),
                ('email_passed', models.BooleanField(blank=True, help_text='And their email address.', null=True)),
                ('withheld', models.TextField(blank=True, help_text='What else the poster is not to read of who complains, one a line.')),
                ('says_repeated', models.BooleanField(default=False, help_text='They say that the same was removed at least twice before.')),
                ('stage', models.CharField(choices=[('received', 'Received, to be checked'), ('defective', 'Sent back: something is missing'), ('complete', 'Complete, to be passed on'), ('waiting', 'With the poster, who has five days'), ('silent', 'The poster did not answer in time'), ('answered', 'The poster answered'), ('removed', 'Removed'), ('kept', 'The statement stays'), ('closed', 'Closed without a decision')], default='received', max_length=10)),
                ('steps', models.PositiveSmallIntegerField(default=0, help_text='How many things happened to it.')),
                ('lacking', models.JSONField(blank=True, default=list, help_text='What was found missing, last.')),
                ('received_at', models.DateTimeField(help_text='From when the time runs.')),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('warn_at', models.DateTimeField(blank=True, help_text='When who decides is reminded.', null=True)),
                ('late_told_at', models.DateTimeField(blank=True, null=True)),
                ('passed_at', models.DateTimeField(blank=True, help_text='When the poster was told.', null=True)),
                ('answer_by', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('agrees', models.BooleanField(blank=True, help_text='Whether the poster agrees to its removal.', null=True)),
                ('poster_name', models.CharField(blank=True, max_length=200)),
                ('poster_address', models.TextField(blank=True)),
                ('details_passed', models.BooleanField(blank=True, help_text='Whether the complainant may have the poster’s name and address.', null=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='EvidencePack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12)),
                ('category', models.CharField(choices=[('threat', 'A threat to a person'), ('hate', 'Possible hate crime: pass to police'), ('harassment', 'Harassment: it happens again and again'), ('offensive', 'Indecent or grossly offensive'), ('false', 'A false communication meant to do harm'), ('other', 'Another reason, given below')], max_length=12)),
                ('reason', models.TextField(blank=True)),
                ('content', models.TextField(blank=True, help_text='The evidence as JSON.')),
                ('content_sha256', models.CharField(max_length=64)),
                ('pdf', models.BinaryField(blank=True, null=True)),
                ('pdf_sha256', models.CharField(max_length=64)),
                ('archive_sha256', models.CharField(help_text='Of the archive that holds both and their hashes.', max_length=64)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='NoticeLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('defective', 'What is missing'), ('received', 'Acknowledgement'), ('to_poster', 'The notice, to the poster'), ('removed', 'The comment was removed'), ('kept', 'The comment stays'), ('disclosed', 'The poster’s details, by order of a court')], max_length=10)),
                ('key', models.UUIDField(help_text='Of the mail that carries it.', unique=True)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('email', models.EmailField(blank=True, help_text='Empty where it goes by post.', max_length=254)),
                ('body', models.TextField(blank=True)),
                ('sha256', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='NoticeStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('event', models.CharField(choices=[('receive', 'Received'), ('name_comment', 'say which comment it is about'), ('find_defective', 'send it back as defective'), ('complete_it', 'take in what was missing'), ('find_complete', 'find it complete'), ('pass_on', 'pass it on to the poster'), ('remove_unreachable', 'remove the comment because its poster cannot be reached'), ('remove_repeated', 'remove the comment because it was removed twice before'), ('answer', 'take in the poster’s answer'), ('time_over', 'note that the poster’s time is over'), ('remove_silent', 'remove the comment because its poster did not answer'), ('remove_agreed', 'remove the comment because its poster agrees'), ('remove_deficient', 'remove the comment because the poster’s answer does not do'), ('keep', 'leave the comment and tell the complainant'), ('close', 'close the notice'), ('order_removal', 'remove the comment by order of a court'), ('order_disclosure', 'disclose the poster’s details by order of a court'), ('order_lifted', 'note that a court lifted its order')], max_length=20)),
                ('stage', models.CharField(choices=[('received', 'Received, to be checked'), ('defective', 'Sent back: something is missing'), ('complete', 'Complete, to be passed on'), ('waiting', 'With the poster, who has five days'), ('silent', 'The poster did not answer in time'), ('answered', 'The poster answered'), ('removed', 'Removed'), ('kept', 'The statement stays'), ('closed', 'Closed without a decision')], help_text='Where it led.', max_length=10)),
                ('at', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, help_text='By when it was due.', null=True)),
                ('late', models.BooleanField(default=False)),
                ('note', models.TextField(blank=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='PackAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('made', 'Made'), ('pdf', 'Took the PDF'), ('json', 'Took the JSON'), ('archive', 'Took both, as an archive'), ('matched', 'Held a file against it: the same')], max_length=8)),
                ('sha256', models.CharField(help_text='Of what was handed out or held against it.', max_length=64)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='ruling',
            name='what_is_taken_down_names_its_rule',
        ),
        migrations.AlterField(
            model_name='ruling',
            name='ground',
            field=models.CharField(blank=True, choices=[('abusive', 'Insulting, threatening or abusive'), ('sexual', 'Offensive or sexual'), ('obscene', 'Obscene'), ('discriminatory', 'Discriminatory'), ('illegal', 'Against the law, or inviting people to break it'), ('deceptive', 'Deceptive'), ('notice', 'A notice of defamation under the 2013 Regulations'), ('order', 'An order of a court')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='ruling',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cited', ''), ('clause__isnull', True), ('ground', ''), ('outcome', 'leave'), models.Q(('answering', ''), _negated=True)), models.Q(('answering', ''), ('clause__isnull', False), ('ground__in', ['abusive', 'sexual', 'obscene', 'discriminatory', 'illegal', 'deceptive']), ('outcome__in', ['hide', 'remove']), models.Q(('cited', ''), _negated=True)), models.Q(('answering', ''), ('clause__isnull', True), ('ground__in', ['notice', 'order']), ('outcome', 'remove'), models.Q(('cited', ''), _negated=True)), _connector='OR'), name='what_is_taken_down_names_its_rule'),
        ),
        migrations.AddField(
            model_name='defamationnotice',
            name='comment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='defamation_notices', to='moderation.comment'),
        ),
        migrations.AddField(
            model_name='defamationnotice',
            name='council',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='defamation_notices', to='councils.council'),
        ),
        migrations.AddField(
            model_name='defamationnotice',
            name='entered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='defamationnotice',
            name='ruling',
            field=models.ForeignKey(blank=True, help_text='That took the comment down for it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='moderation.ruling'),
        ),
        migrations.AddField(
            model_name='evidencepack',
            name='comments',
            field=models.ManyToManyField(related_name='evidence_packs', to='moderation.comment'),
        ),
        migrations.AddField(
            model_name='evidencepack',
            name='council',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence_packs', to='councils.council'),
        ),
        migrations.AddField(
            model_name='evidencepack',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='evidencepack',
            name='referral',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packs', to='moderation.referral'),
        ),
        migrations.AddField(
            model_name='noticeletter',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='moderation.defamationnotice'),
        ),
        migrations.AddField(
            model_name='noticestep',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='noticestep',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='moderation.defamationnotice'),
        ),
        migrations.AddField(
            model_name='packaccess',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership'),
        ),
        migrations.AddField(
            model_name='packaccess',
            name='pack',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='custody', to='moderation.evidencepack'),
        ),
        migrations.AddIndex(
            model_name='defamationnotice',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['council', 'due_at'], name='defamation_open'),
        ),
        migrations.AddIndex(
            model_name='defamationnotice',
            index=models.Index(fields=['council', '-received_at'], name='defamation_of_council'),
        ),
        migrations.AddIndex(
            model_name='defamationnotice',
            index=models.Index(condition=models.Q(('warn_at__isnull', False)), fields=['warn_at'], name='defamation_to_warn'),
        ),
        migrations.AddConstraint(
            model_name='defamationnotice',
            constraint=models.UniqueConstraint(fields=('council', 'reference'), name='defamation_reference_once'),
        ),
        migrations.AddConstraint(
            model_name='defamationnotice',
            constraint=models.UniqueConstraint(condition=models.Q(('mark', ''), _negated=True), fields=('council', 'mark'), name='a_notice_comes_once_by_its_form'),
        ),
        migrations.AddConstraint(
            model_name='defamationnotice',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['received', 'defective', 'complete', 'waiting', 'silent', 'answered', 'removed', 'kept', 'closed'])), name='defamation_stage_known'),
        ),
        migrations.AddConstraint(
            model_name='defamationnotice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('due_at__isnull', True), ('stage__in', ('removed', 'kept', 'closed'))), models.Q(('closed_at__isnull', True), ('due_at__isnull', True), ('stage', 'defective')), models.Q(models.Q(('stage__in', ['removed', 'kept', 'closed', 'defective']), _negated=True), ('closed_at__isnull', True), ('due_at__isnull', False)), _connector='OR'), name='an_open_notice_has_its_time'),
        ),
        migrations.AddConstraint(
            model_name='defamationnotice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage__in', ['waiting', 'silent', 'answered']), _negated=True), models.Q(('answer_by__isnull', False), ('comment__isnull', False), ('passed_at__isnull', False)), _connector='OR'), name='what_was_passed_on_says_when'),
        ),
        migrations.AddConstraint(
            model_name='defamationnotice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'answered'), _negated=True), ('answered_at__isnull', False), _connector='OR'), name='an_answer_says_when_it_came'),
        ),
        migrations.AddConstraint(
            model_name='defamationnotice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'kept'), _negated=True), models.Q(('agrees', False), ('answered_at__isnull', False), ('comment__isnull', False), ('details_passed__isnull', False)), _connector='OR'), name='what_is_kept_somebody_stands_by'),
        ),
        migrations.AddConstraint(
            model_name='defamationnotice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'removed'), _negated=True), models.Q(('comment__isnull', False), ('ruling__isnull', False)), _connector='OR'), name='a_removal_by_notice_has_its_ruling'),
        ),
        migrations.AddConstraint(
            model_name='defamationnotice',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('closed_at__isnull', False), ('email', ''), ('meaning', ''), ('name', ''), ('poster_address', ''), ('poster_name', ''), ('source', ''), ('statement', ''), ('where', ''), ('why', ''), ('withheld', ''), ('wrong', '')), _connector='OR'), name='an_erased_notice_keeps_no_words'),
        ),
        migrations.AddIndex(
            model_name='evidencepack',
            index=models.Index(fields=['council', '-made_at'], name='packs_of_council'),
        ),
        migrations.AddConstraint(
            model_name='evidencepack',
            constraint=models.UniqueConstraint(fields=('council', 'reference'), name='pack_reference_once'),
        ),
        migrations.AddConstraint(
            model_name='evidencepack',
            constraint=models.CheckConstraint(condition=models.Q(('category__in', ['threat', 'hate', 'harassment', 'offensive', 'false', 'other'])), name='pack_category_known'),
        ),
        migrations.AddConstraint(
            model_name='evidencepack',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('erased_at__isnull', True), ('pdf__isnull', False), models.Q(('content', ''), _negated=True), models.Q(('reason', ''), _negated=True)), models.Q(('content', ''), ('erased_at__isnull', False), ('pdf__isnull', True), ('reason', '')), _connector='OR'), name='pack_or_erasure'),
        ),
        migrations.AddIndex(
            model_name='noticeletter',
            index=models.Index(fields=['notice'], name='letters_of_notice'),
        ),
        migrations.AddConstraint(
            model_name='noticeletter',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['defective', 'received', 'to_poster', 'removed', 'kept', 'disclosed'])), name='notice_letter_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='noticeletter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('body', ''), _negated=True), ('erased_at__isnull', True)), models.Q(('body', ''), ('email', ''), ('erased_at__isnull', False)), _connector='OR'), name='notice_letter_or_erasure'),
        ),
        migrations.AddConstraint(
            model_name='noticestep',
            constraint=models.UniqueConstraint(fields=('notice', 'number'), name='one_step_after_the_other'),
        ),
        migrations.AddIndex(
            model_name='packaccess',
            index=models.Index(fields=['pack', 'id'], name='custody_of_pack'),
        ),
        migrations.AddConstraint(
            model_name='packaccess',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ['made', 'pdf', 'json', 'archive', 'matched'])), name='pack_act_known'),
        ),
        sealed("moderation_defamationnotice", once="FALSE", erasable=()),
        append_only("moderation_noticestep", erasable=("note",)),
        append_only("moderation_noticeletter", erasable=("name", "email", "body")),
        append_only("moderation_evidencepack", erasable=("reason", "content", "pdf")),
        append_only("moderation_packaccess"),
        # Undone first of all, so that nothing is half undone.
        migrations.RunPython(migrations.RunPython.noop, refuse_while_rulings_rest_on_a_law),
    ]
