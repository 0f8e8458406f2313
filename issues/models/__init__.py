"""What the newsroom keeps: issues, sections, items, regions and topics.

What readers may see is said once, in `published()` of issues.py and items.py. Where an item
stands in its issue is written in one place only, issues/placing.py.
"""

from .accounts import SignInFailure
from .checks import LinkState, Waiver
from .comments import Comment
from .edits import Presence, RefusedText
from .imports import Import
from .issues import AppendOnly, Issue, IssueQuerySet, Section, StateChange
from .items import Item, ItemQuerySet, ItemTopic
from .jobs import JobState, Lease
from .limits import NUMBER_MAX, SUMMARY_MAX, TITLE_MAX
from .previews import PreviewLink
from .publishers import Publisher
from .regions import FormerCode, Region
from .sources import SeenEntry, Source
from .topics import FormerName, FormerSlug, Topic
from .versions import Stale, Versioned

# isort: split
# At the end, because the package asks for the models above.
from ..search.table import Host, SearchChange, SearchRow, SearchTally

__all__ = [
    "NUMBER_MAX",
    "SUMMARY_MAX",
    "TITLE_MAX",
    "AppendOnly",
    "Comment",
    "FormerCode",
    "FormerName",
    "FormerSlug",
    "Host",
    "Import",
    "Issue",
    "IssueQuerySet",
    "Item",
    "ItemQuerySet",
    "ItemTopic",
    "JobState",
    "Lease",
    "LinkState",
    "Presence",
    "PreviewLink",
    "Publisher",
    "RefusedText",
    "Region",
    "SearchChange",
    "SearchRow",
    "SearchTally",
    "Section",
    "SeenEntry",
    "SignInFailure",
    "Source",
    "Stale",
    "StateChange",
    "Topic",
    "Versioned",
    "Waiver",
]
