from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0011_approval'),
    ]

    operations = [
        migrations.AddField(
            model_name='post',
            name='variant',
            field=models.CharField(blank=True, default='', max_length=1),
        ),
        migrations.AddField(
            model_name='post',
            name='tone',
            field=models.CharField(blank=True, default='', max_length=9),
        ),
        migrations.AddField(
            model_name='post',
            name='format',
            field=models.CharField(blank=True, default='', max_length=7),
        ),
        migrations.AddField(
            model_name='channelstate',
            name='reading_ages',
            field=models.TextField(default=''),
        ),
        migrations.AddField(
            model_name='channelstate',
            name='count_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(condition=models.Q(('gone', True)), fields=['post'], name='reading_gone'),
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rhythm', models.CharField(choices=[('daily', 'Daily'), ('weekly', 'Weekly'), ('monthly', 'Monthly')], max_length=8)),
                ('organisation', models.CharField(blank=True, default='', max_length=100)),
                ('first', models.DateField()),
                ('address', models.CharField(max_length=300)),
                ('name', models.CharField(max_length=300)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('sent', 'Sent'), ('failed', 'Failed'), ('left out', 'Left Out')], default='waiting', max_length=10)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('until', models.DateTimeField()),
                ('next_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('trouble', models.TextField(blank=True, default='')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='digest_next')],
                'constraints': [models.UniqueConstraint(fields=('rhythm', 'organisation', 'first', 'address'), name='digest_once')],
            },
        ),
        migrations.CreateModel(
            name='ExternalFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('stage', models.CharField(choices=[('input', 'Input'), ('output', 'Output'), ('outtake', 'Outtake'), ('outcome', 'Outcome'), ('impact', 'Impact')], max_length=8)),
                ('name', models.CharField(max_length=200)),
                ('unit', models.CharField(blank=True, default='', max_length=60)),
                ('first', models.DateField()),
                ('last', models.DateField()),
                ('value', models.DecimalField(decimal_places=4, max_digits=20)),
                ('base', models.DecimalField(decimal_places=4, max_digits=20, null=True)),
                ('organisation', models.CharField(blank=True, default='', max_length=100)),
                ('theme', models.CharField(blank=True, default='', max_length=100)),
                ('message', models.CharField(blank=True, default='', max_length=200)),
                ('channel', models.CharField(blank=True, default='', max_length=100)),
                ('audience', models.CharField(blank=True, default='', max_length=100)),
                ('source', models.CharField(max_length=200)),
                ('note', models.TextField(blank=True, default='')),
                ('imported_at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
            ],
            options={
                'indexes': [models.Index(fields=['first', 'last'], name='external_days')],
            },
        ),
        migrations.CreateModel(
            name='FollowerCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=100)),
                ('day', models.DateField()),
                ('count', models.PositiveBigIntegerField()),
                ('taken_at', models.DateTimeField()),
                ('simulated', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('channel', 'day'), name='followers_day')],
            },
        ),
    ]
