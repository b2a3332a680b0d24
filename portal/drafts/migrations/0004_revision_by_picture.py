"""Which revisions show a picture, by an index: whoever asks for a picture on the desk must read one that shows it."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast, NullIf

IMAGES = KeyTransform(
    "images",
    KeyTransform(
        "content",
        Cast(NullIf("stored", models.Value(""), output_field=models.TextField()), models.JSONField()),
    ),
)


class Migration(migrations.Migration):
    dependencies = [("drafts", "0003_clearances_are_erasable")]

    operations = [
        migrations.AddIndex(
            model_name="revision",
            index=GinIndex(OpClass(IMAGES, name="jsonb_path_ops"), name="revision_by_picture"),
        ),
    ]
