"""Indexes that hold all that a list asks of each case."""

from django.db import migrations, models

FOR_LISTS = (
    "state", "merged_into", "overall", "change", "flagged", "origin", "sos_on", "to_confirm",
    "consultation_open", "consultation_from_school", "registration", "opened_at", "child_id", "id",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = (("review", "0008_unsealing"),)

    operations = (
        migrations.AddIndex(
            "assignment",
            models.Index(fields=["account", "case"], condition=models.Q(until=None), name="assigned_now"),
        ),
        migrations.RemoveIndex("case", "case_by_state"),
        migrations.AddIndex("case", models.Index(fields=FOR_LISTS, name="case_for_lists")),
    )
