from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0004_alerts_and_breakers'),
    ]

    operations = [
        migrations.AddField(
            model_name='post',
            name='handed',
            field=models.BooleanField(default=False),
        ),
    ]
