"""The index on SQLite: an FTS5 table over the columns of SearchRow, kept by triggers.

FTS5 knows the places of tokens, so a phrase is asked for as one. Its tokenizer must leave our
tokens as they are: `ascii` cuts at blanks and at ASCII signs only, and those that marks contain
are named to it.
"""
# ruff: noqa: S608 — the pieces of SQL are constants of ours; all values are parameters

import json

from django.db import DatabaseError, connection, transaction

from ..text import tokens
from . import query
from .select import EVERYTHING, Mark, Words, most_shared
from .table import SearchRow

TABLE, ROWS = "issues_searchfts", "issues_searchrow"
# The two columns that counting needs, where a row is short: reading them from the table itself
# takes four times as long.
COUNTS = "issues_searchcounts"
FIELD_END = "‖"  # a token that no text has: a phrase never runs into the next field
COLUMNS = "head, body, marks"

CREATE = f"""
CREATE VIRTUAL TABLE {TABLE} USING fts5(
    {COLUMNS}, content='{ROWS}', content_rowid='sort', columnsize=0, prefix='1',
    tokenize="ascii tokenchars '.:-_'"
)"""
# INSERT OR REPLACE would skip the delete trigger; nothing here uses it.
NEW = (
    f"INSERT INTO {TABLE}(rowid, {COLUMNS}) VALUES (new.sort, new.head, new.body, new.marks);"
    f" INSERT INTO {COUNTS} VALUES (new.sort, new.counted, new.topics);"
)
OLD = (
    f"INSERT INTO {TABLE}({TABLE}, rowid, {COLUMNS})"
    " VALUES ('delete', old.sort, old.head, old.body, old.marks);"
    f" DELETE FROM {COUNTS} WHERE sort = old.sort;"
)
TRIGGERS = {
    f"{TABLE}_insert": f"AFTER INSERT ON {ROWS} BEGIN {NEW} END",
    f"{TABLE}_delete": f"AFTER DELETE ON {ROWS} BEGIN {OLD} END",
    f"{TABLE}_update": f"AFTER UPDATE ON {ROWS} BEGIN {OLD} {NEW} END",
}


CREATE_COUNTS = f"""
CREATE TABLE {COUNTS} (sort integer PRIMARY KEY, counted text NOT NULL, topics text NOT NULL)
"""


def create(execute):
    execute(CREATE)
    execute(CREATE_COUNTS)
    ensure(execute)


def drop(execute):
    for name in TRIGGERS:
        execute(f"DROP TRIGGER IF EXISTS {name}")
    execute(f"DROP TABLE IF EXISTS {TABLE}")
    execute(f"DROP TABLE IF EXISTS {COUNTS}")


def ensure(execute):
    """Puts back the triggers, which are lost when a migration makes the table anew."""
    for name, body in TRIGGERS.items():
        execute(f"CREATE TRIGGER IF NOT EXISTS {name} {body}")


def written(texts):
    """The texts (lists of tokens) of one column, a field's end after each."""
    return "".join(f" {' '.join(words)} {FIELD_END}" for words in texts)


def looked_for(phrase):
    """What a column holds where the phrase stands in it."""
    return f" {' '.join(phrase.tokens)}" + ("" if phrase.prefix else " ")


def words(column):
    """The tokens of a column, for a list of words."""
    return column.split()


def insert(rows):
    SearchRow.objects.bulk_create(rows)  # the triggers do the rest


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def match(node):
    """The FTS5 expression of a resolved tree."""
    match node:
        case Words(phrase):
            star = " *" if phrase.prefix else ""
            return f"{{head body}} : {quoted(' '.join(phrase.tokens))}{star}"
        case Mark(name):
            return f"marks : {quoted(name)}"
        case query.Not(part):
            return f"(marks : {quoted('all')} NOT {match(part)})"
        case query.Or(parts):
            return "(" + " OR ".join(map(match, parts)) + ")"
    wanted = [match(part) for part in node.parts if not isinstance(part, query.Not)]
    unwanted = [match(part.part) for part in node.parts if isinstance(part, query.Not)]
    return " NOT ".join([f"({' AND '.join(wanted or [match(Mark('all'))])})", *unwanted])


def source(selection):
    """FROM and WHERE of the hits, their key, and the parameters."""
    if selection.tree == EVERYTHING:
        table, key, conditions, params = f"{ROWS} AS hit", "hit.sort", [], []
    else:
        table, key = f"{TABLE} AS hit", "hit.rowid"
        conditions, params = [f"{TABLE} MATCH %s"], [match(selection.tree)]
    visible, more = selection.bounds(key)
    where = " AND ".join([*conditions, *visible]) or "1"
    return f"FROM {table}", where, key, [*params, *more]


def fetch(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def count(selection):
    from_, where, _key, params = source(selection)
    return fetch(f"SELECT count(*) {from_} WHERE {where}", params)[0][0]


def newest(selection, offset, limit, columns="item_id"):
    """Rows of SearchRow in the order of the list."""
    from_, where, key, params = source(selection)
    keys = f"SELECT {key} {from_} WHERE {where} ORDER BY {selection.order(key)} LIMIT %s OFFSET %s"
    outside = selection.order("sort")
    return fetch(
        f"SELECT {columns} FROM {ROWS} WHERE sort IN ({keys}) ORDER BY {outside}",
        [*params, limit, offset],
    )


def page(selection, offset, limit, *, counted=False):
    """(how many hits, ids of the items of one page, None: `strung` is a pass of its own)"""
    total = count(selection)
    rows = newest(selection, offset, limit) if offset < total else []
    return total, [row[0] for row in rows], None


def heads(ids):
    """{item id: `head` of its row}"""
    sql = f"SELECT item_id, head FROM {ROWS} WHERE item_id IN (SELECT value FROM json_each(%s))"
    return dict(fetch(sql, [json.dumps(ids)]))


def sharing(asked, most):
    """[(place, item id)]: for each place the `most` items that have most of its words.

    `asked` is [(place, token)]. Equal ones: the newest first.
    """
    one = f"SELECT %s AS place, rowid AS sort FROM {TABLE} WHERE {TABLE} MATCH %s"
    params = [
        value for place, word in asked for value in (place, match(Words(tokens.Phrase((word,)))))
    ]
    return fetch(most_shared(one, len(asked), ROWS), [*params, most])


def strung(selection):
    """(`counted` of all hits in one text, `topics` likewise)."""
    from_, where, key, params = source(selection)
    join = f"JOIN {COUNTS} AS c ON c.sort = {key}"
    both = "group_concat(c.counted, ''), group_concat(c.topics, '')"
    counted, topics = fetch(f"SELECT {both} {from_} {join} WHERE {where}", params)[0]
    return counted or "", topics or ""


def stored(ids):
    """Rows of these items as they are stored."""
    return SearchRow.objects.filter(item__in=ids)


def lexemes_differ(row, made):
    """FTS5 compares itself with the rows, in `faults`."""
    return False


def faults():
    """What is wrong inside the index itself, as text; nothing when it is sound."""
    found = fetch("SELECT name FROM sqlite_master WHERE type = 'trigger'", [])
    missing = TRIGGERS.keys() - {name for (name,) in found}
    result = [f"{TABLE}: no trigger {name}" for name in sorted(missing)]
    own = f"SELECT sort, counted, topics FROM {ROWS}"
    copy = f"SELECT sort, counted, topics FROM {COUNTS}"
    for left, right in ((own, copy), (copy, own)):
        if number := fetch(f"SELECT count(*) FROM ({left} EXCEPT {right})", [])[0][0]:
            result.append(f"{COUNTS}: {number}")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # The form without rank looks at the index alone and passes one that lacks rows.
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('integrity-check', 1)")
    except DatabaseError as error:
        result.append(f"{TABLE}: {error}")
    return result


def rebuild():
    """Makes the inner tables anew from the rows."""
    with transaction.atomic(), connection.cursor() as cursor:
        ensure(cursor.execute)
        cursor.execute(f"DELETE FROM {COUNTS}")
        cursor.execute(f"INSERT INTO {COUNTS} SELECT sort, counted, topics FROM {ROWS}")
        cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('rebuild')")
