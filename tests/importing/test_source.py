import json

from issues.importing import grammar, readers
from issues.importing.source import Line, Link, Mark, Source

TEXT = "【政策资讯】\n示例省发布目录\n内容：目录涉及两类数据。\n来源：https://a.example.com/\n"
SOURCE = Source(
    "pdf",
    (Line("【政策资讯】", 1, 0.125), Line(""), Line("示例省发布目录", 2, 0.5)),
    (Link("https://a.example.com/", "目录", 2, 3),),
    (Mark(1, 0, "【政策资讯】"),),
)


def test_a_source_survives_being_kept():
    assert Source.from_json(json.loads(json.dumps(SOURCE.to_json()))) == SOURCE


def test_the_grammar_reads_a_source_as_it_reads_its_lines():
    source = readers.read(TEXT.encode(), "a.md")
    assert source.kind == "markdown"
    assert grammar.parse(source) == grammar.parse(TEXT.split("\n"))
