"""Static files in production: names with a content hash, and one joined style sheet."""

import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Comments and indents are for whoever edits the sheets: a tenth of what a reader would load.
COMMENT = re.compile(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/")
INDENT = re.compile(r"\n\s*")
IMPORT = re.compile(r'@import url\("([a-z-]+\.css)"\)( print)?;\n?')


class JoinedManifestStorage(CompressedManifestStaticFilesStorage):
    """Puts the text of the sheets that css/site.css imports in the place of the imports.

    The sheets stay apart to be read and edited; a reader's first visit is one request for all.
    """

    joined = "css/site.css"

    def post_process(self, paths, **options):
        if self.joined in paths and not options.get("dry_run"):
            self.join(paths)
        yield from super().post_process(paths, **options)

    def join(self, paths):
        def imported(match):
            text = source(paths, f"css/{match[1]}")
            return f"@media print {{\n{text}}}\n" if match[2] else text

        whole = IMPORT.sub(imported, source(paths, self.joined))
        whole = INDENT.sub("\n", COMMENT.sub("", whole))
        self.delete(self.joined)
        self._save(self.joined, ContentFile(whole.encode()))
        paths[self.joined] = (self, self.joined)


def source(paths, name):
    storage, path = paths[name]
    with storage.open(path) as sheet:
        return sheet.read().decode()
