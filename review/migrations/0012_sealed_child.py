"""A sealed identity's child stays known when the runs have it no more: so that its case is on no page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("review", "0011_statistics_release"),)

    operations = (
        migrations.AddField(
            model_name="sealed", name="child", field=models.CharField(blank=True, default="", max_length=64)
        ),
    )
