"""For tests of forms: the workbench reads the lines of an item as the grammar does."""

from issues.importing import regroup, work

TEXTS = ("title", "summary", "source_urls", "source_name")


def assert_lines_read_alike(source, parsed):
    """Else an editor who gives an item one line more would lose what the whole file told."""
    begun = work.begin(source, parsed).settled()
    for key, item in enumerate(parsed.items):
        again = regroup.from_lines(begun, key)
        assert {name: getattr(again, name) for name in TEXTS} == {
            name: getattr(item, name) for name in TEXTS
        }
