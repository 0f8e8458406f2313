"""Help where nothing was found, from what readers can find already and nothing else."""

from datetime import UTC, datetime

import pytest
import time_machine

from issues import search
from issues.search.suggest import distance
from tests.factories import make_issue, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive():
    issue, draft = make_issue(), make_issue(13, published=False)
    make_item(issue, "OpenStack与NVLink发布", region="深圳", tags=["人工智能", "AI for Science"])
    make_item(issue, "量子计算进展", region="北京", tags=["量子计算", "Kubernetes"])
    make_item(draft, "DeepSeek草稿", region="杭州", tags=["智能汽车"])
    make_item(None, "Anthropic待选", region="上海", tags=["智能家居"])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("OpenStak", "OpenStack"),
        ("opnestack", "openstack"),
        ("nvlnik 发布", "nvlink 发布"),
        ("kubernetis", "kubernetes"),
        ("没有 OR openstak", "没有 OR openstack"),
        ("openstack", None),
        ("xyzzy", None),
        ("DeepSeak", None),
        ("Anthropik", None),
        ("DeepSeek", None),
        ("ab", None),
        ("人工智熊", None),
        ('"OpenStak"', None),
        ("openstak 量子", None),
        ("2026", None),
        ("", None),
    ],
)
def test_did_you_mean(archive, text, wanted):
    found = search.did_you_mean(text)
    assert (found.lower() if found else None) == (wanted.lower() if wanted else None)


def test_a_suggestion_fits_the_filters(archive):
    assert search.did_you_mean("openstak", filters={"region": "440300"}) == "openstack"
    assert search.did_you_mean("openstak", filters={"region": "110000"}) is None


def test_a_word_is_suggested_once_its_issue_is_out(archive):
    make_item(make_issue(14, publish_at=datetime(2025, 6, 1, tzinfo=UTC)), "Ubuntu发布")
    with time_machine.travel(datetime(2025, 5, 31, tzinfo=UTC), tick=False):
        assert search.did_you_mean("ubumtu") is None
    with time_machine.travel(datetime(2025, 6, 1, tzinfo=UTC), tick=False):
        assert search.did_you_mean("ubumtu") == "ubuntu"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("人工智能芯片", ["人工智能"]),
        ("智能", ["人工智能"]),
        ("量子计算机", ["量子计算"]),
        ("ai science", ["AI for Science"]),
        ("汽车", []),
        ("家居", []),
        ("！", []),
    ],
)
def test_nearest_topics_are_public(archive, text, names):
    assert [topic.name for topic in search.nearest_topics(text)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("深圳机器人", ["深圳"]),
        ("shenzhen", ["深圳"]),
        ("sz", ["深圳"]),
        ("广东深圳", ["广东", "深圳"]),
        ("杭州", []),
        ("上海", []),
        ("某地", []),
        ("", []),
    ],
)
def test_nearest_regions_have_public_items(archive, text, names):
    assert [region.short_name for region in search.nearest_regions(text)] == names


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("abc", "abc", 0),
        ("abc", "abd", 1),
        ("abc", "acb", 1),
        ("abc", "ab", 1),
        ("ab", "ba", 1),
        ("kitten", "sitting", 3),
        ("abcdef", "badcfe", 3),
    ],
)
def test_distance(one, other, steps):
    assert distance(one, other, 9) == distance(other, one, 9) == steps
    assert (distance(one, other, 1) <= 1) is (steps <= 1)
