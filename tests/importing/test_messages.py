"""Every code that the importer can give has a sentence."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

from issues.importing import messages
from issues.importing.parsed import Problem

FOLDER = Path(messages.__file__).parent
VALUES = dict.fromkeys(
    ["name", "most", "lines", "line", "value", "path", "title", "field", "number"], "值"
) | {"kind": "doc", "count": 3, "reason": "值。"}


def codes(name):
    """First arguments of the calls of this name in the importer's modules."""
    files = [*FOLDER.rglob("*.py"), FOLDER.parent / "management/commands/import_issue.py"]
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
                yield from (
                    leaf.value
                    for leaf in ast.walk(node.args[0])
                    if isinstance(leaf, ast.Constant) and str(leaf.value).isidentifier()
                )


def test_every_code_is_known():
    assert set(codes("Refused")) <= set(messages.REFUSALS)


@pytest.mark.parametrize("code", messages.REFUSALS)
def test_every_refusal_has_a_chinese_sentence(code):
    with translation.override("zh-hans"):
        sentence = messages.refusal(code, VALUES)
    assert "%(" not in sentence
    assert sentence.endswith("。")


def test_every_problem_has_a_sentence():
    for code in messages.PROBLEMS:
        with translation.override("zh-hans"):
            assert messages.problem(Problem(code, 7, "值")).startswith("第7行")
