"""Rows with fixed defaults; a test names only what it is about."""

import itertools
from datetime import UTC, date, datetime

from django.contrib.auth.models import Group, User

from issues import topics
from issues.importing import grammar, originals, readers, record
from issues.models import Issue, Item, Region, Section

PUBLISHED_AT = datetime(2025, 1, 3, 1, 0, tzinfo=UTC)


def make_issue(number=12, *, published=True, **fields):
    fields.setdefault("date", date(2025, 1, 3))
    fields.setdefault("title", f"第{number}期的题目")
    if published:
        if "publish_at" not in fields:
            fields |= {"publish_at": PUBLISHED_AT, "public_since": PUBLISHED_AT}
        fields.setdefault("status", Issue.Status.PUBLISHED)
    return Issue.objects.create(number=number, **fields)


def make_item(issue=None, title="测试条目", *, section="政策资讯", region=None, tags=(), **fields):
    """An item at the end of the section, or in the pool when no issue is given."""
    if issue is not None:
        fields["section"] = Section.objects.get(name=section)
        fields["position"] = 1 + issue.items.filter(section=fields["section"]).count()
    fields.setdefault("source_url", "https://news.example.com/a.html")
    fields.setdefault("summary", "这是一段摘要。")
    item = Item.objects.create(
        issue=issue, title=title, region=region and Region.objects.get(short_name=region), **fields
    )
    topics.put(item, topics.ensure(tags)[0])
    return item


def fill(issue, count=25):
    """`count` items spread over the standing sections in turn, with region and two topics."""
    names = itertools.cycle(Section.objects.filter(standing=True).values_list("name", flat=True))
    regions = itertools.cycle(["广东", "深圳", "北京", "美国"])
    return [
        make_item(
            issue,
            f"第{number}条",
            section=name,
            region=region,
            tags=["人工智能", f"主题{number % 7}"],
            source_name="示例日报",
            source_url=f"https://news.example.com/{issue.number}/{number}.html",
        )
        for number, name, region in zip(range(1, count + 1), names, regions, strict=False)
    ]


IMPORTED = """\
第12期 2024年12月13日
【政策资讯】
深圳印发先锋城市措施
内容：第一条的摘要。
来源：https://news.example.com/1.html
广州印发办法
内容：第二条的摘要。
来源：https://news.example.com/2.html
【行业资讯】
美国公司发布芯片
内容：第三条的摘要。
来源：https://news.example.com/3.html
"""


def make_import(text=IMPORTED, name="第12期.txt", user=None):
    """A file on the workbench."""
    data = text.encode()
    source = readers.read(data, name)
    row = record.new_row(data, name, source, grammar.parse(source), user)
    row.file.name = originals.keep(data, source.kind)
    row.save()
    return row


def make_user(name="editor", group="编辑", **fields):
    user = User.objects.create_user(name, password="a long password", is_staff=True, **fields)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user
