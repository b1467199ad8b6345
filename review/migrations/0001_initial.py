"""Accounts, cases and the log."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: tuple[tuple[str, str], ...] = ()

    operations = (
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.BigIntegerField()),
                ("mac", models.CharField(max_length=64)),
                ("anchored_seq", models.BigIntegerField()),
                ("anchored_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RunSeen",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("run_id", models.CharField(max_length=64)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=64)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("supervisor", "総括管理主体"),
                            ("steward", "保有・管理主体"),
                            ("analyst", "分析主体"),
                            ("case_worker", "活用・支援主体"),
                            ("auditor", "監査"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "workplace",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "—"),
                            ("school", "学校"),
                            ("nursery", "保育所等"),
                            ("health", "保健"),
                            ("consultation", "こども相談"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                ("department", models.CharField(blank=True, default="", max_length=64)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role", "case_worker"), ("workplace", ""), _connector="XOR"),
                        name="a_case_worker_has_a_workplace_and_nobody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role", "steward"), ("department", ""), _connector="XOR"),
                        name="a_steward_has_a_department_and_nobody_else",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("child_id", models.CharField(max_length=64, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unassigned", "担当未定"),
                            ("assigned", "確認中"),
                            ("supporting", "支援中"),
                            ("watching", "見守り継続"),
                            ("awaiting_second", "二人目の確認待ち"),
                            ("back", "再確認"),
                            ("closed", "終結"),
                        ],
                        default="unassigned",
                        max_length=16,
                    ),
                ),
                (
                    "origin",
                    models.CharField(choices=[("flag", "判定"), ("concern", "気づき"), ("sos", "SOS")], max_length=8),
                ),
                (
                    "change",
                    models.CharField(
                        blank=True,
                        choices=[("", "変化なし"), ("new", "新規"), ("changed", "変化あり")],
                        default="new",
                        max_length=8,
                    ),
                ),
                ("overall", models.CharField(blank=True, default="", max_length=16)),
                ("ever_priority", models.BooleanField(default=False)),
                ("to_confirm", models.BooleanField(default=False)),
                ("rules", models.JSONField(default=list)),
                ("consultation_open", models.BooleanField(null=True)),
                ("registration", models.CharField(blank=True, default="", max_length=16)),
                ("sos_on", models.DateField(null=True)),
                ("flagged", models.BooleanField(default=True)),
                ("evidence", models.CharField(default="", max_length=64)),
                ("run_id", models.CharField(max_length=64)),
                ("returned_because", models.CharField(blank=True, default="", max_length=32)),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["state"], name="case_by_state")],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("outcome", models.CharField(max_length=16)),
                ("reason", models.TextField()),
                ("disagrees", models.BooleanField(default=False)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("run_id", models.CharField(max_length=64)),
                ("evidence", models.CharField(max_length=64)),
                ("seen", models.JSONField(default=list)),
                (
                    "from_state",
                    models.CharField(
                        choices=[
                            ("unassigned", "担当未定"),
                            ("assigned", "確認中"),
                            ("supporting", "支援中"),
                            ("watching", "見守り継続"),
                            ("awaiting_second", "二人目の確認待ち"),
                            ("back", "再確認"),
                            ("closed", "終結"),
                        ],
                        max_length=16,
                    ),
                ),
                ("stands", models.BooleanField(default=True, null=True)),
                ("second_at", models.DateTimeField(null=True)),
                ("second_reason", models.TextField(default="")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="review.case"
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("account", models.CharField(max_length=64)),
                ("role", models.CharField(max_length=16)),
                ("action", models.CharField(max_length=48)),
                ("child_id", models.CharField(max_length=64)),
                ("reason", models.TextField()),
                ("run_id", models.CharField(max_length=64)),
                ("fields", models.JSONField()),
                ("detail", models.JSONField()),
                ("mac", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["child_id", "-seq"], name="event_by_child"),
                    models.Index(fields=["account", "-seq"], name="event_by_account"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField()),
                ("what", models.CharField(max_length=200)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="follow_ups", to="review.case"
                    ),
                ),
                (
                    "who",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("text", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="review.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("child_id", models.CharField(db_index=True, max_length=64)),
                ("extract", models.CharField(max_length=48)),
                ("text", models.TextField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Sealed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("resident_id", models.CharField(max_length=16, unique=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("resident_id", models.CharField(max_length=16)),
                ("reason", models.TextField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
    )
