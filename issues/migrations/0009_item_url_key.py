from django.db import migrations, models

import issues.models.items
from issues.text import urls

BATCH = 500


def fill(apps, schema_editor):
    """The key of each address that is stored already."""
    item_model = apps.get_model("issues", "Item")
    batch = []
    for item in item_model.objects.exclude(source_url="").only("source_url").iterator(BATCH):
        item.url_key = urls.key(item.source_url)
        batch.append(item)
        if len(batch) == BATCH:
            item_model.objects.bulk_update(batch, ["url_key"])
            batch = []
    item_model.objects.bulk_update(batch, ["url_key"])


class Migration(migrations.Migration):

    dependencies = [
        ("issues", "0008_workflow"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="url_key",
            field=issues.models.items.UrlKey(default="", editable=False, max_length=200),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["url_key"], name="item_url_key"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
