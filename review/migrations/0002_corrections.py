"""Break-glass, assignments, corrections, rulings and approvals."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("review", "0001_initial"),)

    operations = (
        migrations.CreateModel(
            name="BreakGlass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("child_id", models.CharField(max_length=64)),
                ("reason", models.TextField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("until", models.DateTimeField()),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("finding", models.TextField(blank=True, default="")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account", "child_id", "until"], name="glass_by_account")],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(auto_now_add=True)),
                ("until", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="review.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)), fields=("case", "account"), name="assigned_once_at_a_time"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HiddenRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record_key", models.CharField(max_length=64)),
                ("extract", models.CharField(max_length=48)),
                ("child_id", models.CharField(db_index=True, max_length=64)),
                ("reason", models.TextField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("ruled_out", models.BooleanField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("record_key", "child_id"), name="hidden_once")],
            },
        ),
        migrations.CreateModel(
            name="LinkRuling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("extract", models.CharField(max_length=48)),
                ("record_id", models.CharField(max_length=200)),
                ("record_key", models.CharField(max_length=64)),
                ("child_id", models.CharField(max_length=64)),
                ("child_extract", models.CharField(max_length=48)),
                ("child_record_id", models.CharField(max_length=200)),
                ("same", models.BooleanField()),
                ("reason", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("run_id", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("record_key", "child_id", "by"), name="one_ruling_a_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="OutreachApproval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("child_id", models.CharField(max_length=64)),
                ("support", models.CharField(max_length=48)),
                ("approved", models.BooleanField()),
                ("reason", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("run_id", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("child_id", "support", "run_id"), name="one_approval_a_run")
                ],
            },
        ),
    )
