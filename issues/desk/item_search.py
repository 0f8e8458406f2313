"""The search of the item list: the same index as the readers', without its limits."""

import json

from django.db import connection
from django.db.models.expressions import RawSQL

from issues import search
from issues.asked import sentence

ALL = 1 << 31
# As one parameter: SQLite takes no more than 32,766 of them in some builds.
ID_LIST = {
    "sqlite": "SELECT value FROM json_each(%s)",
    "postgresql": "SELECT jsonb_array_elements_text(%s::jsonb)::bigint",
}


def found(text):
    """(ids for `pk__in`, what the editor should be told of the query)."""
    results = search.find(text, per_page=ALL, audience=search.DESK)
    ids = RawSQL(ID_LIST[connection.vendor], [json.dumps(results.ids)])
    return ids, [sentence(problem) for problem in results.problems]
