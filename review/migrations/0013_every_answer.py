"""Whatever people answered stays: to an outreach offer each answer is a row of its own, and so is what each did about a signal."""

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.deletion import CASCADE, PROTECT


def move(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What was answered before is a signal's first answer."""
    answers = apps.get_model("review", "SignalAnswer")
    for signal in apps.get_model("review", "Signal").objects.exclude(answered_at=None):
        made = answers.objects.create(signal=signal, words=signal.answer, by_id=signal.answered_by_id)
        answers.objects.filter(pk=made.pk).update(at=signal.answered_at)


class Migration(migrations.Migration):
    dependencies = (("review", "0012_sealed_child"),)

    operations = (
        migrations.RemoveConstraint("outreachapproval", "one_approval_a_run"),
        migrations.CreateModel(
            name="SignalAnswer",
            fields=(
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.TextField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("by", models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+")),
                ("signal", models.ForeignKey("review.signal", CASCADE, related_name="answers")),
            ),
        ),
        migrations.RunPython(move, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField("signal", "answer"),
        migrations.RemoveField("signal", "answered_by"),
    )
