from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0012_engagement'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('not_before__isnull', False), ('state', 'scheduled')), fields=['channel'], name='post_retrying'),
        ),
    ]
