"""The log's head: its one row, before any event."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone


def begin(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("review", "Head").objects.create(seq=0, mac="0" * 64, anchored_seq=0, anchored_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = (("review", "0002_corrections"),)
    operations = (migrations.RunPython(begin, migrations.RunPython.noop),)
