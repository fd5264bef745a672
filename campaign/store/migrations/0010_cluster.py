from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0009_moving"),
    ]

    operations = [
        migrations.AddField(
            model_name="beat",
            name="role",
            field=models.CharField(db_default="all", default="all", max_length=20),
        ),
    ]
