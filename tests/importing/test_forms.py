"""Every form of the corpus is read exactly, and no line of it is lost."""

import pytest

from issues.importing import grammar
from issues.text import tidy

from . import corpus


@pytest.mark.parametrize("name", corpus.FORMS)
def test_the_form_is_read_exactly(name):
    parsed = grammar.parse(tidy.split_lines(corpus.FORMS[name]))
    assert corpus.told(parsed) == corpus.ISSUE
    assert parsed.unplaced == ()


def test_the_corpus_is_large_enough_to_mean_something():
    assert len(set(corpus.FORMS.values())) >= 70
