"""Which revisions show a recording, by an index, as for pictures: whoever withdraws a permission sees every use."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast, NullIf

RECORDINGS = KeyTransform(
    "recordings",
    KeyTransform(
        "content",
        Cast(NullIf("stored", models.Value(""), output_field=models.TextField()), models.JSONField()),
    ),
)


class Migration(migrations.Migration):
    dependencies = [("drafts", "0012_people_in_recordings")]

    operations = [
        migrations.AddIndex(
            model_name="revision",
            index=GinIndex(OpClass(RECORDINGS, name="jsonb_path_ops"), name="revision_by_recording"),
        ),
    ]
