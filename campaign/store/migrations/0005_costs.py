from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0004_alerts_and_breakers'),
    ]

    operations = [
        migrations.AddField(
            model_name='channelstate',
            name='monthly_cap',
            field=models.DecimalField(decimal_places=4, max_digits=12, null=True),
        ),
        migrations.AddField(
            model_name='channelstate',
            name='zone',
            field=models.CharField(default='Europe/London', max_length=60),
        ),
        migrations.AddField(
            model_name='post',
            name='price',
            field=models.DecimalField(decimal_places=4, default=0, max_digits=12),
        ),
        migrations.AddField(
            model_name='post',
            name='picture_price',
            field=models.DecimalField(decimal_places=4, default=0, max_digits=12),
        ),
        migrations.AddField(
            model_name='charge',
            name='month',
            field=models.CharField(default='', max_length=7),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='charge',
            index=models.Index(fields=['channel', 'month'], name='charge_month'),
        ),
    ]
