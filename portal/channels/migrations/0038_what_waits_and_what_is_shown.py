"""What the desk looks for in the outbox, and what a newsroom's front shows, found without reading all that ever was."""

from django.db import migrations, models

UNSETTLED = models.Q(state__in=["pending", "handed", "held", "failed", "unknown"])
SHOWN = models.Q(("taken_down_at__isnull", True), models.Q(("headline", ""), _negated=True))


def _unsettled(model: str, field: str) -> migrations.AddIndex:
    index = models.Index(fields=[field], condition=UNSETTLED, name=f"{model}_unsettled")
    return migrations.AddIndex(model_name=model, index=index)


class Migration(migrations.Migration):
    dependencies = [("channels", "0037_notices_to_whoever_complained")]

    operations = [
        _unsettled("command", "delivery"),
        _unsettled("delivery", "publication"),
        _unsettled("dispatch", "delivery"),
        migrations.AddIndex(
            model_name="newsitem",
            index=models.Index(
                fields=["council", "-published_at", "-id"], condition=SHOWN, name="news_shown"
            ),
        ),
    ]
