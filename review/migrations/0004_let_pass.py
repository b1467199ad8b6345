import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("review", "0003_chain_begins"),)

    operations = (
        migrations.CreateModel(
            name="GateClearance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("extract", models.CharField(max_length=48)),
                ("expectation", models.CharField(max_length=120)),
                ("sha256", models.CharField(max_length=64)),
                ("reason", models.TextField()),
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
                    models.UniqueConstraint(fields=("extract", "expectation", "sha256"), name="let_pass_once")
                ],
            },
        ),
    )
