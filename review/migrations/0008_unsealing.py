"""A sealing can be taken back as it was made; whether a number is sealed can't be learnt by asking for it again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("review", "0007_four_eyes"),)

    operations = (
        migrations.AddField("sealed", "lifts", models.BooleanField(default=False)),
        migrations.RemoveConstraint("sealed", "sealed_once"),
    )
