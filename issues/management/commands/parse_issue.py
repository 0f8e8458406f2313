"""manage.py parse_issue FILE: what the importer understands of a file, as JSON. Stores nothing."""

import json
import sys

from django.core.management.base import BaseCommand
from django.utils import translation

from issues.importing import files, grammar, messages, rendering
from issues.importing.parsed import Refused


class Command(BaseCommand):
    help = "Print what the importer understands of a file, as JSON; nothing is stored."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file")

    def handle(self, *, file, **options):
        with translation.override("zh-hans"):
            try:
                parsed = grammar.require_items(grammar.parse(files.source(file)))
                document = rendering.as_json(parsed)
            except Refused as refused:
                document = {"error": messages.refusal(refused.code, refused.values)}
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
        if "error" in document:
            sys.exit(2)
