"""A made-up archive for measuring, the same again for the same numbers."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from issues import publishing, topics
from issues.models import NUMBER_MAX, Issue, Item, ItemTopic, Section
from issues.search import tallies
from issues.search.index import index_items
from issues.search.table import POSITION_BITS
from issues.text import synthetic

DRAFTS = 2
BATCH = 40  # issues in one transaction


class Command(BaseCommand):
    help = "Makes a synthetic archive for benchmarks: published issues 1 to N and 2 drafts."

    def add_arguments(self, parser):
        parser.add_argument("--issues", type=int, required=True, help="how many are published")
        parser.add_argument("--items", type=int, default=25, help="items in an issue")
        parser.add_argument("--seed", type=int, default=1, help="another one, another archive")

    def handle(self, *, issues, items, seed, **options):
        last = issues + DRAFTS
        if not (issues > 0 and last <= NUMBER_MAX and 0 < items < 1 << POSITION_BITS):
            raise CommandError(
                _("--issues goes from 1 to %(issues)s, --items from 1 to %(items)s.")
                % {"issues": NUMBER_MAX - DRAFTS, "items": (1 << POSITION_BITS) - 1}
            )
        taken = Issue.objects.filter(number__lte=last).order_by("number").first()
        if taken:
            raise CommandError(
                _("There is an issue %(number)s already; nothing was made.")
                % {"number": taken.number}
            )
        sections = list(Section.objects.all()[: synthetic.SECTIONS])
        if not sections:
            raise CommandError(_("There is no section to put the items into."))
        batch = []
        for made in synthetic.issues(issues, items=items, seed=seed, drafts=DRAFTS):
            batch.append(made)
            if len(batch) == BATCH or made.number == last:
                store(batch, sections, published=issues)
                batch = []
                self.stdout.write(
                    _("%(done)s of %(all)s issues") % {"done": made.number, "all": last}
                )
        tallies.refresh()


@transaction.atomic
def store(batch, sections, *, published):
    """Writes past the announcements, which would index items first without their topics."""
    issues = QuerySet(Issue).bulk_create(issue_row(made, published) for made in batch)
    names = {name for made in batch for item in made.items for name in item.topics}
    known = {topic.name: topic.pk for topic in topics.ensure(sorted(names))[0]}
    rows, tags = [], []
    for issue, made in zip(issues, batch, strict=True):
        rows += item_rows(issue, made.items, sections)
        tags += [item.topics for item in made.items]
    items = QuerySet(Item).bulk_create(rows, batch_size=500)
    QuerySet(ItemTopic).bulk_create(
        (
            ItemTopic(content_object=item, tag_id=known[name])
            for item, names in zip(items, tags, strict=True)
            for name in names
        ),
        batch_size=500,
    )
    index_items([item.pk for item in items])


def issue_row(made, published):
    public = made.number <= published
    since = publishing.start_of_day(made.date) if public else None
    return Issue(
        number=made.number,
        title=made.title,
        date=made.date,
        status=Issue.Status.PUBLISHED if public else Issue.Status.DRAFT,
        publish_at=since,
        public_since=since,
    )


def item_rows(issue, made, sections):
    places = dict.fromkeys(sections, 0)
    for item in made:
        section = sections[item.section % len(sections)]
        places[section] += 1
        yield Item(
            issue=issue,
            section=section,
            position=places[section],
            title=item.title,
            summary=item.summary,
            source_url=item.source_url,
            source_name=item.source_name,
            region_id=item.region,
        )
