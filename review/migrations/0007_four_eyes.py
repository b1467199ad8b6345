"""Four eyes: suspensions, sealed identities, exports and thresholds wait for a second person."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def those_in_force_stay(apps: Any, _schema: Any) -> None:
    """Before this migration one person was enough; what they decided isn't taken back."""
    for name in ("Sealed", "Suspension"):
        apps.get_model("review", name).objects.update(stands=True)


class Migration(migrations.Migration):
    dependencies = (("review", "0006_what_changed_and_saved_filters"),)

    operations = (
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("stands", models.BooleanField(null=True)),
                ("second_at", models.DateTimeField(null=True)),
                ("second_reason", models.TextField(blank=True, default="")),
                ("child_id", models.CharField(db_index=True, max_length=64)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("disclosure", "本人への開示（個人情報保護法 76条）"),
                            ("handover", "転出先の児童福祉・母子保健の担当への引継ぎ"),
                            ("correction", "訂正したことの通知（個人情報保護法 90・97条）"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "form",
                    models.CharField(choices=[("paper", "紙（PDF）"), ("file", "暗号化したファイル")], max_length=8),
                ),
                ("recipient", models.CharField(max_length=200)),
                ("reference", models.CharField(max_length=100)),
                ("run_id", models.CharField(max_length=64)),
                ("taken_at", models.DateTimeField(null=True)),
                ("sha256", models.CharField(blank=True, default="", max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="GapReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("run_id", models.CharField(max_length=64)),
                ("rule", models.CharField(max_length=64)),
                ("dimension", models.CharField(max_length=32)),
                ("part", models.CharField(max_length=120)),
                ("ratio", models.FloatField()),
                ("reason", models.TextField()),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="ThresholdChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("stands", models.BooleanField(null=True)),
                ("second_at", models.DateTimeField(null=True)),
                ("second_reason", models.TextField(blank=True, default="")),
                ("rule", models.CharField(max_length=64)),
                ("number", models.CharField(max_length=64)),
                ("since", models.DateField()),
                ("value", models.FloatField()),
                ("reference", models.CharField(max_length=400)),
                ("before", models.JSONField()),
                ("what_if", models.JSONField()),
                ("run_id", models.CharField(max_length=64)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RemoveField(
            model_name="suspension",
            name="lifted_at",
        ),
        migrations.AddField(
            model_name="report",
            name="answer",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="report",
            name="answered_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="corrected",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="requested",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="sealed",
            name="reason",
            field=models.TextField(default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="sealed",
            name="second",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sealed",
            name="second_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="sealed",
            name="second_reason",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="sealed",
            name="stands",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="suspension",
            name="child_id",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="suspension",
            name="lifts",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="suspension",
            name="second",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="suspension",
            name="second_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="suspension",
            name="second_reason",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="suspension",
            name="stands",
            field=models.BooleanField(null=True),
        ),
        migrations.AlterField(
            model_name="case",
            name="origin",
            field=models.CharField(
                choices=[("flag", "判定"), ("concern", "気づき"), ("sos", "SOS"), ("sample", "標本")], max_length=8
            ),
        ),
        migrations.AlterField(
            model_name="sealed",
            name="resident_id",
            field=models.CharField(max_length=16),
        ),
        migrations.AddConstraint(
            model_name="sealed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stands", None), ("stands", True), _connector="OR"),
                fields=("resident_id",),
                name="sealed_once",
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="decision",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="review.decision"
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="second",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="gapreason",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="thresholdchange",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="thresholdchange",
            name="second",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ["disclosure", "handover", "correction"])),
                name="a_purpose_of_the_closed_list",
            ),
        ),
        migrations.RunPython(those_in_force_stay, migrations.RunPython.noop),
    )
