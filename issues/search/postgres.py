"""The index on PostgreSQL: a tsvector of bare tokens under GIN, and the text to look a phrase up.

GIN does not know the places of tokens. A phrase of several could be asked for as such
('a' <-> 'b'), but PostgreSQL then unpacks the tsvector of every row that has the tokens
anywhere: 170 ms for 33,000 of them. So the index gives the rows with all tokens, and where
they are more than one, LIKE on the folded text beside it tells those that have them side by
side (30 ms), without the limits on positions that a tsvector has.
"""
# ruff: noqa: S608 — the pieces of SQL are constants of ours; all values are parameters

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from ..text import tokens
from . import query
from .select import EVERYTHING, Mark, Words, most_shared
from .table import SearchRow

ROWS = "issues_searchrow"
FIELD_END = "‖"  # no text has it: a phrase never runs into the next field
# The plan does not depend on statistics: the GIN index always. Left to itself the planner may
# walk the rows in their order and unpack the tsvector of each (1,400 ms against 16), or take
# longer to compile or to start workers than the search takes.
PINNED = (
    ("enable_seqscan", "off"),
    ("enable_indexscan", "off"),
    ("enable_indexonlyscan", "off"),
    ("jit", "off"),
    ("max_parallel_workers_per_gather", "0"),
    # The hits of a common word among 1,000,000 rows, without forgetting which rows of a page.
    ("work_mem", "64MB"),
)
PIN = "SELECT " + ", ".join(f"set_config('{name}', '{value}', true)" for name, value in PINNED)

# The tsvector out of line, the text within the row: that is what a search reads.
CREATE = (
    f"ALTER TABLE {ROWS} ADD COLUMN tsv tsvector",
    f"ALTER TABLE {ROWS} ALTER COLUMN tsv SET STORAGE EXTERNAL",
    f"ALTER TABLE {ROWS} ALTER COLUMN body SET STORAGE MAIN",
    f"ALTER TABLE {ROWS} ALTER COLUMN head SET STORAGE MAIN",
    f"ALTER TABLE {ROWS} ALTER COLUMN marks SET STORAGE MAIN",
    # Without fastupdate: a list of entries not yet sorted in makes a search slow at times.
    f"CREATE INDEX search_row_tsv ON {ROWS} USING gin (tsv) WITH (fastupdate = off)",
)


def create(execute):
    for statement in CREATE:
        execute(statement)


def drop(execute):
    execute(f"ALTER TABLE {ROWS} DROP COLUMN IF EXISTS tsv")


def ensure(execute):
    """Nothing here gets lost."""


def joined(words):
    """Tokens as the text they came from: each Chinese token gives its first character.

    Words stand between bars, so that they are found whole; a blank parts two Chinese runs.
    """
    parts = []
    for word, following in zip(words, [*words, ""][1:], strict=True):
        if not tokens.IS_CJK(word):
            parts.append(word if word in PLAIN else f"|{word}|")
        else:
            parts.append(word[0])
            if len(word) == 1 and following and tokens.IS_CJK(following):
                parts.append(" ")
    return "".join(parts)


PLAIN = {tokens.BREAK, *tokens.SIGNS.values()}


def written(texts):
    """The texts (lists of tokens) of one column, a field's end after each."""
    return "".join(joined(words) + FIELD_END for words in texts)


def looked_for(phrase):
    """What a column holds where the phrase stands in it."""
    text, last = joined(phrase.tokens), phrase.tokens[-1]
    if tokens.IS_CJK(last):
        return text + last[1:]
    return text[:-1] if phrase.prefix else text


def words(column):
    """The tokens of a column, for a list of words."""
    return tokens.tokens(column)


def insert(rows):
    names = [field.column for field in SearchRow._meta.concrete_fields]
    places = ", ".join(["%s"] * len(names))
    sql = f"INSERT INTO {ROWS} ({', '.join(names)}, tsv) VALUES ({places}, array_to_tsvector(%s))"
    values = [
        [
            *(getattr(row, field.attname) for field in SearchRow._meta.concrete_fields),
            lexemes(row),
        ]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


def lexemes(row):
    """Words and marks of a row. No word begins with a colon, so none is taken for a mark."""
    return sorted({f":{mark}" for mark in row.marked} | row.words - {tokens.BREAK})


def quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


ALL = quoted(":all")


def exact(node):
    """Whether the index alone tells that a row belongs to the node."""
    if isinstance(node, Words):
        return len(node.phrase.tokens) == 1
    if isinstance(node, query.Not):
        return exact(node.part)
    return isinstance(node, Mark) or all(map(exact, node.parts))


def tsquery(node):
    """A condition that every row of the node meets, or None where there is no such."""
    match node:
        case Words(phrase):
            words = [quoted(word) for word in phrase.tokens if word != tokens.BREAK]
            if not phrase.prefix:
                return f"({' & '.join(words)})"
            # All words that begin so are many rows to bring together (年: 80,000), for nothing
            # where another word tells the few that LIKE then looks at (2025年).
            return f"({' & '.join(words[:-1]) or words[-1] + ':*'})"
        case Mark(name):
            return quoted(f":{name}")
        case query.Not(part):
            # With "all", because GIN walks the whole index for a NOT that stands alone.
            return f"({ALL} & !{tsquery(part)})" if exact(part) else None
        case query.Or(parts):
            found = [tsquery(part) for part in parts]
            return None if None in found else f"({' | '.join(found)})"
    found = [text for part in node.parts if (text := tsquery(part))]
    return f"({' & '.join(found or [ALL])})"


def like(text):
    for sign in "\\%_":
        text = text.replace(sign, f"\\{sign}")
    return f"%{text}%"


def verified(node):
    """SQL that is true for the rows of the node, and its parameters, without the index."""
    match node:
        case Words(phrase):
            pattern = like(looked_for(phrase))
            return "(body LIKE %s OR head LIKE %s)", [pattern, pattern]
        case Mark(name):
            return "marks LIKE %s", [like(f" {name} ")]
        case query.Not(part):
            sql, params = verified(part)
            return f"NOT {sql}", params
    word = " OR " if isinstance(node, query.Or) else " AND "
    # Single words first: they are common, and most rows then need no further look.
    parts = [verified(part) for part in sorted(node.parts, key=exact, reverse=True)]
    params = [value for _sql, values in parts for value in values]
    return f"({word.join(sql for sql, _values in parts)})", params


def where(selection):
    """The condition that selects the hits, and its parameters."""
    if selection.tree == EVERYTHING:
        conditions, params = selection.bounds("sort")
    else:
        # As a sum the key has no index: in a small table, or one without statistics, the planner
        # would take that of the key, which nearly all rows pass, instead of GIN.
        conditions, params = selection.bounds("(sort + 0)")
        conditions.append("tsv @@ %s::tsquery")
        params = [*params, tsquery(selection.tree)]
        parts = selection.tree.parts if isinstance(selection.tree, query.And) else [selection.tree]
        for part in parts:
            if not exact(part):
                sql, more = verified(part)
                conditions.append(sql)
                params += more
    return " AND ".join(conditions) or "true", params


def fetch(selection, sql, params):
    return rows_of(sql, params, pinned=selection.tree != EVERYTHING)


def rows_of(sql, params, *, pinned):
    # Always rolled back: nothing is written, and the settings end with it, also where the
    # caller is in a transaction of its own.
    with transaction.atomic(), connection.cursor() as cursor:
        if pinned:
            cursor.execute(PIN)
        cursor.execute(sql, params)
        rows = cursor.fetchall()
        transaction.set_rollback(True)
    return rows


def count(selection):
    condition, params = where(selection)
    return fetch(selection, f"SELECT count(*) FROM {ROWS} WHERE {condition}", params)[0][0]


def newest(selection, offset, limit, columns="item_id"):
    """Rows of SearchRow in the order of the list."""
    condition, params = where(selection)
    return fetch(
        selection,
        f"SELECT {columns} FROM {ROWS} WHERE {condition}"
        f" ORDER BY {selection.order('sort')} LIMIT %s OFFSET %s",
        [*params, limit, offset],
    )


def page(selection, offset, limit):
    """(how many hits, ids of the items of one page)"""
    if selection.tree == EVERYTHING:
        return count(selection), [row[0] for row in newest(selection, offset, limit)]
    condition, params = where(selection)
    return fetch(
        selection,
        f"WITH hit AS MATERIALIZED (SELECT sort, item_id FROM {ROWS} WHERE {condition})"
        " SELECT (SELECT count(*) FROM hit), ARRAY(SELECT item_id FROM hit"
        f" ORDER BY {selection.order('sort')} LIMIT %s OFFSET %s)",
        [*params, limit, offset],
    )[0]


def sharing(asked, most):
    """[(place, item id)]: for each place the `most` items that have most of its words.

    `asked` is [(place, token)]. Equal ones: the newest first.
    """
    one = f"SELECT %s::integer AS place, sort FROM {ROWS} WHERE tsv @@ %s::tsquery"
    params = [value for place, word in asked for value in (place, quoted(word))]
    return rows_of(most_shared(one, len(asked), ROWS), [*params, most], pinned=True)


def strung(selection):
    """(`counted` of all hits in one text, `topics` likewise)."""
    condition, params = where(selection)
    both = "coalesce(string_agg(counted, ''), ''), coalesce(string_agg(topics, ''), '')"
    return fetch(selection, f"SELECT {both} FROM {ROWS} WHERE {condition}", params)[0]


def stored(ids):
    """Rows of these items as they are stored, with their lexemes."""
    rows = SearchRow.objects.filter(item__in=ids)
    return rows.annotate(lexemes=RawSQL("tsvector_to_array(tsv)", ()))


def lexemes_differ(row, made):
    return sorted(row.lexemes or ()) != lexemes(made)


def faults():
    """PostgreSQL keeps the index true to the column; the column was compared with its row."""
    return []


def rebuild():
    """Nothing more than the rows."""
