"""What a run changed, identities merged and split, and each person's own filters of the list."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("review", "0005_signals"),)

    operations = (
        migrations.RemoveField(
            model_name="case",
            name="rules",
        ),
        migrations.AddField(
            model_name="case",
            name="before",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="case",
            name="consultation_from_school",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="grounds",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="case",
            name="identity",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="case",
            name="merged_into",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("facets", models.JSONField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_filters",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [models.UniqueConstraint(fields=("account", "name"), name="one_filter_a_name")],
            },
        ),
    )
