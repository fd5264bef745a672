from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0005_costs'),
    ]

    operations = [
        migrations.AddField(
            model_name='post',
            name='handed',
            field=models.BooleanField(default=False),
        ),
    ]
