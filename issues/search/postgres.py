"""The index on PostgreSQL: a tsvector of bare tokens under GIN, and the text to look a phrase up.

GIN does not know the places of tokens. A phrase of several could be asked for as such
('a' <-> 'b'), but PostgreSQL then unpacks the tsvector of every row that has the tokens
anywhere: 170 ms for 33,000 of them. So the index gives the rows with all tokens, and where
they are more than one, `strpos` in the folded text beside it tells those that have them side by
side (20 ms; LIKE takes two to three times as long), without the limits on positions that a
tsvector has. Where the index alone settles some of the rows (a single word among the phrases of
an OR), the texts of the others only are read: fifteen alternatives looked for in nearly every
row took seconds.
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
            # where another word tells the few in whose text is then looked (2025年).
            return f"({' & '.join(words[:-1]) or words[-1] + ':*'})"
        case Mark(name):
            return quoted(f":{name}")
        case query.Not(part):
            return without(surely(part))
        case query.Or(parts):
            found = [tsquery(part) for part in parts]
            return None if None in found else f"({' | '.join(found)})"
    found = [text for part in node.parts if (text := tsquery(part))]
    return f"({' & '.join(found or [ALL])})"


def surely(node):
    """A condition that rows of the node alone meet, or None where there is no such.

    Where the index alone tells (`exact`), it is that of `tsquery`.
    """
    match node:
        case Words() | Mark():
            return tsquery(node) if exact(node) else None
        case query.Not(part):
            return without(tsquery(part))
        case query.Or(parts):
            found = [text for part in parts if (text := surely(part))]
            return f"({' | '.join(found)})" if found else None
    found = [surely(part) for part in node.parts]
    return None if None in found else f"({' & '.join(found or [ALL])})"


def without(condition):
    # With "all", because GIN walks the whole index for a NOT that stands alone.
    return condition and f"({ALL} & !{condition})"


def verified(node):
    """SQL that is true for the rows of the node, and its parameters, without the index."""
    match node:
        case Words(phrase):
            text = looked_for(phrase)
            return "(strpos(body, %s) > 0 OR strpos(head, %s) > 0)", [text, text]
        case Mark(name):
            return "strpos(marks, %s) > 0", [f" {name} "]
        case query.Not(part):
            sql, params = verified(part)
            return f"NOT {sql}", params
    word = " OR " if isinstance(node, query.Or) else " AND "
    # Single words first: they are common, and most rows then need no further look.
    parts = [verified(part) for part in sorted(node.parts, key=exact, reverse=True)]
    params = [value for _sql, values in parts for value in values]
    return f"({word.join(sql for sql, _values in parts)})", params


def hits(selection, columns):
    """A select of these columns of all hits, and its parameters."""
    if selection.tree == EVERYTHING:
        return select(columns, *selection.bounds("sort"))
    # As a sum the key has no index: in a small table, or one without statistics, the planner
    # would take that of the key, which nearly all rows pass, instead of GIN.
    bounds, params = selection.bounds("(sort + 0)")
    matching = [*bounds, "tsv @@ %s::tsquery"]
    if exact(selection.tree):
        return select(columns, matching, [*params, tsquery(selection.tree)])
    sure, open_ = surely(selection.tree), unsettled(selection.tree)
    parts = [verified(part) for part in open_.parts if not exact(part)]
    conditions = matching + [text for text, _values in parts]
    values = [value for _text, values in parts for value in values]
    asked = tsquery(open_) if sure is None else f"({tsquery(open_)} & !{sure})"
    sql, more = select(columns, conditions, [*params, asked, *values])
    if sure is None:
        return sql, more
    settled, params = select(columns, matching, [*params, sure])
    return f"{settled} UNION ALL {sql}", [*params, *more]


def unsettled(tree):
    """The tree for the rows that `surely` leaves open: they have no single word of the only OR
    whose texts must be read."""
    inexact = [part for part in tree.parts if not exact(part)]
    if len(inexact) > 1 or not isinstance(inexact[0], query.Or):
        return tree
    settled = tuple(part for part in tree.parts if exact(part))
    left = query.Or(tuple(part for part in inexact[0].parts if not exact(part)))
    return query.And((*settled, left))


def select(columns, conditions, params):
    return f"SELECT {columns} FROM {ROWS} WHERE {' AND '.join(conditions) or 'true'}", params


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
    rows, params = hits(selection, "sort")
    return fetch(selection, f"SELECT count(*) FROM ({rows}) AS hit", params)[0][0]


def newest(selection, offset, limit, columns="item_id"):
    """Rows of SearchRow in the order of the list."""
    rows, params = hits(selection, f"{columns}, sort")
    order = selection.order("sort")
    return fetch(
        selection,
        f"SELECT {columns} FROM ({rows}) AS hit ORDER BY {order} LIMIT %s OFFSET %s",
        [*params, limit, offset],
    )


STRUNG = "coalesce(string_agg(counted, ''), ''), coalesce(string_agg(topics, ''), '')"


def page(selection, offset, limit, *, counted=False):
    """(how many hits, ids of the items of one page, what `strung` gives or None)

    `counted`: asks for the last in the same pass.
    """
    if selection.tree == EVERYTHING:
        return count(selection), [row[0] for row in newest(selection, offset, limit)], None
    columns = "sort, item_id, counted, topics" if counted else "sort, item_id"
    rows, params = hits(selection, columns)
    total, ids, *both = fetch(
        selection,
        f"WITH hit AS MATERIALIZED ({rows})"
        " SELECT (SELECT count(*) FROM hit), ARRAY(SELECT item_id FROM hit"
        f" ORDER BY {selection.order('sort')} LIMIT %s OFFSET %s)"
        + (f", {STRUNG} FROM hit" if counted else ""),
        [*params, limit, offset],
    )[0]
    return total, ids, tuple(both) or None


def heads(ids):
    """{item id: `head` of its row}"""
    sql = f"SELECT item_id, head FROM {ROWS} WHERE item_id = ANY(%s)"
    return dict(rows_of(sql, [ids], pinned=False))


def sharing(asked, most):
    """[(place, item id)]: for each place the `most` items that have most of its words.

    `asked` is [(place, token)]. Equal ones: the newest first.
    """
    one = f"SELECT %s::integer AS place, sort FROM {ROWS} WHERE tsv @@ %s::tsquery"
    params = [value for place, word in asked for value in (place, quoted(word))]
    return rows_of(most_shared(one, len(asked), ROWS), [*params, most], pinned=True)


def strung(selection):
    """(`counted` of all hits in one text, `topics` likewise)."""
    rows, params = hits(selection, "counted, topics")
    return fetch(selection, f"SELECT {STRUNG} FROM ({rows}) AS hit", params)[0]


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
