"""Templates that a council keeps for what it writes again and again."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('councils', '0004_invited_until_accepted'),
        ('drafts', '0006_people_in_pictures'),
    ]

    operations = [
        migrations.CreateModel(
            name='DraftTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('press_release', 'Press release'), ('notice', 'Notice'), ('social_post', 'Social post'), ('letter', 'Letter'), ('magazine_article', 'Magazine article'), ('leaflet', 'Leaflet'), ('web_page', 'Web page'), ('survey_invitation', 'Survey invitation'), ('email_bulletin', 'Email bulletin')], max_length=30)),
                ('name', models.CharField(max_length=100)),
                ('stored', models.TextField(help_text='The canonical JSON of the parts that drafts begin with.')),
                ('kept_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draft_templates', to='councils.council')),
                ('kept_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='councils.membership')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('council', 'kind', 'name'), name='template_named_once_per_kind'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='template_has_a_name'), models.CheckConstraint(condition=models.Q(models.Q(('retired_at__isnull', True), models.Q(('stored', ''), _negated=True)), models.Q(('retired_at__isnull', False), ('stored', '')), _connector='OR'), name='template_text_until_retired')],
            },
        ),
    ]
