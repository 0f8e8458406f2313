"""What every database has after `migrate`: sections, regions, publishers, groups of editors.

They come after each migrate instead of in a data migration, because rows of a migration do
not survive the flush at the end of a transactional test. Run again it changes nothing.
"""

import json
from pathlib import Path

from django.apps import apps
from django.contrib.auth.management import create_permissions

from .text import regions_data

DATA = Path(__file__).parent / "data"
EDITOR, CHIEF = "编辑", "主编"
EDITOR_RIGHTS = {
    "issue": ("view", "add", "change"),
    "item": ("view", "add", "change", "delete"),
    "topic": ("view", "add", "change"),
    "section": ("view",),
    "publisher": ("view", "add", "change"),
    "source": ("view", "add", "change"),
    "region": ("view",),
    "statechange": ("view",),
}
CHIEF_RIGHTS = {
    **EDITOR_RIGHTS,
    "issue": ("view", "add", "change", "delete", "publish"),
    "topic": ("view", "add", "change", "delete"),
    "section": ("view", "add", "change", "delete"),
    "publisher": ("view", "add", "change", "delete"),
    "source": ("view", "add", "change", "delete"),
}


def after_migrate(app_config, using, apps=apps, **kwargs):
    if using != "default" or not tables_exist():
        return
    known = set(permissions())
    create_permissions(app_config, using=using, verbosity=0)
    sections()
    regions()
    publishers()
    groups(new=permissions().keys() - known)


def tables_exist():
    """Not while a `migrate` has stopped, or gone back, before they are all there."""
    from django.db import connection

    return {"issues_formercode", "issues_publisher"} <= set(connection.introspection.table_names())


def sections():
    """The five standing sections, into an empty table only: editors may rename or retire them."""
    from .models import Section

    if Section.objects.exists():
        return
    rows = json.loads((DATA / "sections.json").read_text(encoding="utf-8"))
    for order, row in enumerate(rows, start=1):
        Section.objects.create(order=order * 10, standing=True, **row)


def regions():
    """Makes the table equal to regions.json; a region that is gone there stays if it is used."""
    from .models import FormerCode, Region

    have = {region.code: region for region in Region.objects.all()}
    new, changed = [], []
    for row in regions_data.rows():
        path = "".join(f"{code}/" for code in (*regions_data.ancestors(row.code), row.code))
        values = {
            "name": row.name,
            "short_name": row.short,
            "parent_id": row.parent or None,
            "level": row.level,
            "pinyin": row.pinyin,
            "initials": row.initials,
            "path": path,
        }
        region = have.get(row.code)
        if region is None:
            new.append(Region(code=row.code, **values))
        elif any(getattr(region, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(region, name, value)
            changed.append(region)
    Region.objects.bulk_create(new, batch_size=100)
    fields = ["name", "short_name", "parent", "level", "pinyin", "initials", "path"]
    Region.objects.bulk_update(changed, fields, batch_size=100)
    old = {alias: row.code for row in regions_data.rows() for alias in row.aliases}
    known = set(FormerCode.objects.values_list("code", flat=True))
    FormerCode.objects.bulk_create(
        FormerCode(code=alias, region_id=code) for alias, code in old.items() if alias not in known
    )


def publishers():
    """The sites that Guangdong's ICT news comes from, into an empty table only, as sections."""
    from .models import Publisher, Section

    if Publisher.objects.exists():
        return
    sections = dict(Section.objects.values_list("slug", "pk"))
    rows = json.loads((DATA / "publishers.json").read_text(encoding="utf-8"))
    Publisher.objects.bulk_create(
        Publisher(region_id=row.pop("region"), section_id=sections.get(row.pop("section")), **row)
        for row in rows
    )


def permissions():
    """{codename: Permission} of what this app has."""
    from django.contrib.auth.models import Permission

    rows = Permission.objects.filter(content_type__app_label="issues")
    return {permission.codename: permission for permission in rows}


def groups(new):
    """The two groups. One that is there gets only those of its rights that are `new` (codenames).

    What an administrator has taken from a group stays taken.
    """
    from django.contrib.auth.models import Group

    there = permissions()
    for name, rights in ((EDITOR, EDITOR_RIGHTS), (CHIEF, CHIEF_RIGHTS)):
        group, made = Group.objects.get_or_create(name=name)
        codes = {f"{verb}_{model}" for model, verbs in rights.items() for verb in verbs}
        group.permissions.add(*(there[code] for code in codes if made or code in new))
