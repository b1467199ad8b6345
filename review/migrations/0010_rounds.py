"""Rulings count by round: "not this child", said again, asks for new ones. An outreach answer keeps the evidence it rests on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("review", "0009_lists"),)

    operations = (
        migrations.AddField("linkruling", "round", models.PositiveSmallIntegerField(default=0)),
        migrations.RemoveConstraint("linkruling", "one_ruling_a_person"),
        migrations.AddConstraint(
            "linkruling",
            models.UniqueConstraint(fields=["record_key", "child_id", "by", "round"], name="one_ruling_a_person"),
        ),
        # what was said before stays in the round in which it was ruled on
        migrations.AddField("hiddenrecord", "round", models.PositiveSmallIntegerField(default=0)),
        migrations.AlterField("hiddenrecord", "round", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("outreachapproval", "evidence", models.CharField(default="", max_length=64)),
    )
