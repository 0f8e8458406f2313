"""The words of the workbench: kinds of lines, findings, steps."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

# kind: (letter beside the line, name). The letters are Chinese in every language, like the text.
KINDS = {
    "heading": ("栏", gettext_lazy("heading")),
    "title": ("题", gettext_lazy("title")),
    "summary": ("摘", gettext_lazy("summary")),
    "source": ("源", gettext_lazy("source")),
    "tags": ("签", gettext_lazy("topics")),
    "region": ("地", gettext_lazy("region")),
    "masthead": ("头", gettext_lazy("masthead")),
    "note": ("语", gettext_lazy("editor's note")),
    "link_block": ("链", gettext_lazy("link list")),
    "header_footer": ("页", gettext_lazy("page furniture")),
    "unplaced": ("？", gettext_lazy("not placed")),
    "dropped": ("弃", gettext_lazy("left out")),
}
# The buttons above the lines: (key, kind).
TOOLS = (
    ("1", "title"),
    ("2", "summary"),
    ("3", "source"),
    ("4", "heading"),
    ("5", "header_footer"),
    ("6", "dropped"),
)
FINDINGS = {
    "no_number": gettext_lazy("issue number"),
    "no_date": gettext_lazy("date"),
    "no_title": gettext_lazy("no title"),
    "no_source": gettext_lazy("no source"),
    "no_link": gettext_lazy("no source link"),
    "source_refused": gettext_lazy("not a web address"),
    "scheme_added": gettext_lazy("https:// added"),
    "no_summary": gettext_lazy("no summary"),
    "title_long": gettext_lazy("title too long"),
    "summary_long": gettext_lazy("summary too long"),
    "section": gettext_lazy("section"),
    "repeated_url": gettext_lazy("link stands twice"),
    "repeated_title": gettext_lazy("title stands twice"),
    "ran_url": gettext_lazy("link ran before"),
    "ran_likely": gettext_lazy("may have run before"),
    "odd_title": gettext_lazy("no usual title"),
    "house_matter": gettext_lazy("editors' notice?"),
    "region_ambiguous": gettext_lazy("region unsure"),
    "region_unknown": gettext_lazy("region unsure"),
    "region_unsure": gettext_lazy("region unsure"),
    "link": gettext_lazy("cross-check"),
    "unplaced": gettext_lazy("not placed"),
}
HEADS = {
    "no_number": gettext_lazy("The file does not say which issue it is"),
    "no_date": gettext_lazy("The file gives no date"),
}
FIELDS = {
    "title": gettext_lazy("title"),
    "summary": gettext_lazy("summary"),
    "source_url": gettext_lazy("source link"),
    "source_name": gettext_lazy("publisher"),
    "other_sources": gettext_lazy("further source links"),
    "region_id": gettext_lazy("region"),
    "topics": gettext_lazy("topics"),
    "remarks": gettext_lazy("remarks"),
    "section_id": gettext_lazy("section"),
    "position": gettext_lazy("place in the section"),
    "follows_id": gettext_lazy("follow-up of"),
    "number": gettext_lazy("issue number"),
    "date": gettext_lazy("date"),
    "note": gettext_lazy("editor's note"),
    "status": gettext_lazy("state"),
    "publish_at": gettext_lazy("visible from"),
    "year_number": gettext_lazy("number in the year"),
}
EDITS = {
    "issue": pgettext_lazy("what happened", "issue changed"),
    "changed": pgettext_lazy("what happened", "changed"),
    "moved": pgettext_lazy("what happened", "moved"),
    "added": pgettext_lazy("what happened", "added since"),
    "gone": pgettext_lazy("what happened", "deleted"),
    "elsewhere": pgettext_lazy("what happened", "taken elsewhere"),
    "followed": pgettext_lazy("what happened", "followed up"),
}
FROM = {
    "masthead": gettext_lazy("from the masthead"),
    "name": gettext_lazy("from the file's name"),
    "neighbours": gettext_lazy("worked out from the issues around it"),
}


def fields(names):
    """Names of columns as an editor knows them; each once, unknown ones as 其他."""
    return "、".join(dict.fromkeys(str(FIELDS.get(name, _("other"))) for name in names))


DIFFERENCES = {
    "added": gettext_lazy("new"),
    "changed": pgettext_lazy("what happened", "changed"),
    "removed": gettext_lazy("goes away"),
}


def step(step):
    """What the last step did, for the button that takes it back."""
    do = step["do"]
    if do == "kind":
        name = KINDS[step["kind"]][1]
        text = ngettext(
            "%(count)s line as %(kind)s", "%(count)s lines as %(kind)s", len(step["lines"])
        )
        return text % {"count": len(step["lines"]), "kind": name}
    return str(STEPS[do])


STEPS = {
    "split": gettext_lazy("an item of its own from here"),
    "merge": gettext_lazy("merged with the item above"),
    "up": gettext_lazy("moved up"),
    "down": gettext_lazy("moved down"),
    "move": gettext_lazy("moved to another heading"),
    "drop": gettext_lazy("left out or taken again"),
    "edit": gettext_lazy("changed by hand"),
    "restore": gettext_lazy("back to the original text"),
    "assign": gettext_lazy("section chosen"),
}
