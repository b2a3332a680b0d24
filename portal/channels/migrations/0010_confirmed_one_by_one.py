"""What was held past its hour, or while everything was held back, waits for a person: a mark of its own, not words.

Old code that knows no such column goes on: the database fills it.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

WAITED_FOR_A_PERSON = (
    "What held it is over, but its hour has passed. It goes out once somebody confirms that it still should."
)


def mark(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Mark what said so in words until now."""
    for name in ("Delivery", "Dispatch"):
        rows = apps.get_model("channels", name).objects.using(editor.connection.alias)
        rows.filter(state="held", problem=WAITED_FOR_A_PERSON).update(confirm=True)


def say_in_words(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Say in words again what the mark said, on the way back: nothing bursts out, and the way on finds it."""
    for name in ("Delivery", "Dispatch"):
        rows = apps.get_model("channels", name).objects.using(editor.connection.alias)
        rows.filter(state="held", confirm=True).update(problem=WAITED_FOR_A_PERSON)


def _field() -> "models.BooleanField[bool, bool]":
    return models.BooleanField(
        db_default=False, default=False, help_text="It does not go on by itself: a person confirms it."
    )


def _never_alone(name: str) -> migrations.AddConstraint:
    condition = models.Q(confirm=False) | ~models.Q(state__in=["pending", "sending"])
    constraint = models.CheckConstraint(condition=condition, name=f"{name}_confirmed_before_it_goes")
    return migrations.AddConstraint(model_name=name, constraint=constraint)


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0009_notices_in_one_mail"),
    ]

    operations = [
        migrations.AddField(model_name="delivery", name="confirm", field=_field()),
        migrations.AddField(model_name="dispatch", name="confirm", field=_field()),
        migrations.RunPython(mark, say_in_words, elidable=True),
        _never_alone("delivery"),
        _never_alone("dispatch"),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(confirm=True), fields=["publication"], name="delivery_to_confirm"
            ),
        ),
        migrations.AddIndex(
            model_name="dispatch",
            index=models.Index(
                condition=models.Q(confirm=True), fields=["delivery"], name="dispatch_to_confirm"
            ),
        ),
    ]
