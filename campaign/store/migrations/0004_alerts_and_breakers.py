from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0003_renewing'),
    ]

    operations = [
        migrations.AddField(
            model_name='alert',
            name='reached',
            field=models.TextField(default='{}'),
        ),
        migrations.AddField(
            model_name='alert',
            name='trouble',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='service',
            name='failing',
            field=models.CharField(blank=True, default='', max_length=100),
        ),
        migrations.AddField(
            model_name='service',
            name='opened_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='service',
            name='probed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='service',
            name='rest',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
