from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0008_spacing"),
    ]

    operations = [
        migrations.AlterField(
            model_name="hold",
            name="kind",
            field=models.CharField(
                choices=[
                    ("manual", "Manual"),
                    ("critical-incident", "Critical Incident"),
                    ("line-of-duty", "Line Of Duty"),
                    ("national-mourning", "National Mourning"),
                    ("pre-election", "Pre Election"),
                    ("live-case", "Live Case"),
                    ("platform", "Platform"),
                    ("moved", "Moved"),
                    ("file", "File"),
                ],
                default="manual",
                max_length=20,
            ),
        ),
    ]
