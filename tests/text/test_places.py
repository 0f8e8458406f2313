"""tests/data/places.tsv holds invented news items, each with the region or regions an editor
would accept. The first column says how an item was used: "development" and "held-out" were
split before any rule was tuned, "second look" and "fresh" were written after that."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.text import gazetteer
from issues.text.places import MOST_CANDIDATES, region_short, suggest
from issues.text.regions_data import by_code, rows

ROOT = Path(__file__).resolve().parents[2]
ITEMS = [
    line.split("\t")
    for line in (ROOT / "tests/data/places.tsv").read_text(encoding="utf-8").splitlines()[1:]
]
REAL_ISSUE = ROOT.parent / "shared/newsletters/000_22351880c285cf86.txt"
# The labels of the real issue, in order; several are a matter of judgement.
REAL_REGIONS = [
    *("深圳", "广州", "全国", "重庆"),
    *("国际", "美国", "美国", "美国"),
    *["全国"] * 8,
    *("广州", "广东", "广州", "广州"),
    *("北京", "北京", "深圳", "广州", "全国"),
]


def best(title: str, summary: str = "", **options: str) -> str | None:
    code = suggest(title, summary, **options).best
    return code and region_short(code)


@pytest.mark.parametrize(("_use", "accepted", "title", "summary"), ITEMS)
def test_an_item_is_placed_where_an_editor_would_place_it(_use, accepted, title, summary):
    assert best(title, summary) in accepted.split("|")


def read_items(text: str) -> list[tuple[str, str]]:
    items, title, summary, in_summary = [], "", "", False
    for line in (line.strip() for line in text.splitlines()):
        if line.startswith(("http", "【")):
            continue
        if line.startswith("来源："):
            items.append((title, summary))
            title, summary, in_summary = "", "", False
        elif line.startswith("内容：") or in_summary:
            summary, in_summary = summary + line.removeprefix("内容："), True
        else:
            title += line
    return items


@pytest.mark.skipif(not REAL_ISSUE.exists(), reason=f"no real issue at {REAL_ISSUE}")
def test_the_real_issue_is_placed_as_its_editors_did():
    items = read_items(REAL_ISSUE.read_text(encoding="utf-8"))
    assert [best(title, summary) for title, summary in items] == REAL_REGIONS


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("出台山东版细则", "山东"),
        ("其中山西增速最快", "山西"),
        ("线上海量数据汇入湖北", "湖北"),
        ("推广东莞经验", "东莞"),
        ("河南山东两省签约", "河南"),
        ("算法国产化率提升", "全国"),
        ("数据安全国家标准公布", "全国"),
        ("江西和龙岩联手", "江西"),
        ("工业和安全要求", None),
        ("创新会议聚焦存力", None),
        ("平台中小商家增多", None),
        ("扩大连接规模", None),
        ("新增城市算力节点", None),
        ("云安全产品升级", None),
        ("合作资源与光明前景", None),
        ("北京时间下周发布", None),
        ("近日本届展会落幕", None),
        ("处理器提高通信速率", None),
        ("国际领先的方案亮相", None),
        ("全球首个标准通过", None),
    ],
)
def test_a_word_across_other_words_is_no_place(text, region):
    assert best(text) == region


def test_nothing_named_suggests_nothing():
    assert suggest("大模型价格继续下降") == suggest("", "")
    assert suggest("").best is None
    assert suggest("").candidates == ()


def test_the_title_speaks_before_the_summary():
    assert best("成都发布算力券", "上海、杭州此前已有类似政策。") == "成都"


def test_a_venue_yields_to_an_actor_and_counts_alone():
    assert best("标准化会议召开", "工信部12月3日在苏州召开会议。") == "全国"
    assert best("标准化会议召开", "会议12月3日在苏州召开。") == "苏州"


def test_a_venue_ends_with_its_clause():
    assert best("新平台启用", "项目在苏州落地，论坛将于明年举行。") == "苏州"


def test_the_most_specific_nested_place_wins():
    assert best("广东深圳南山发布政策") == "南山"
    assert best("浙江杭州发布政策") == "杭州"
    assert best("北京朝阳发布政策") == "朝阳区"
    assert best("辽宁朝阳发布政策") == "朝阳"


def test_a_place_right_behind_an_organisation_says_where_it_is():
    assert best("特斯拉上海工厂扩产") == "上海"
    assert best("哈尔滨工业大学（深圳）研制新材料") == "深圳"


def test_a_newspaper_and_a_dateline_count_only_where_nothing_else_is_named():
    assert best("算力券发放", "广州日报讯 武汉宣布发放算力券。") == "武汉"
    assert best("算力券发放", "新华社北京12月3日电 我国多地发放算力券。") == "全国"
    assert best("算力券发放", "新华社武汉12月3日电 算力券开始发放。") == "武汉"


def test_cities_of_one_province_make_the_province_and_three_provinces_the_country():
    assert best("深圳、广州和东莞入选试点") == "广东"
    assert best("江苏、浙江和安徽互认数据凭证") == "全国"


def test_county_short_names_count_in_the_home_province_only():
    assert best("南山上线服务平台", home="440000") == "南山"
    assert best("南山上线服务平台", home="330000") is None
    assert best("余杭上线服务平台", "杭州市余杭区今日宣布。", home="440000") == "余杭"


def test_a_county_name_that_several_share_needs_its_parent():
    assert best("鼓楼区上线服务平台") is None
    assert best("鼓楼区上线服务平台", "南京市鼓楼区今日宣布。") == "鼓楼"
    assert suggest("南京市鼓楼区上线服务平台").best == "320106"
    assert suggest("福州市鼓楼区上线服务平台").best == "350102"


def test_candidates_start_with_the_best_and_do_not_repeat():
    found = suggest("深圳企业在重庆设研发中心", "深圳与重庆两地将共享成果，美国客户已下单。")
    assert found.candidates == ("440300", "500000", "US")


def test_candidates_are_limited():
    everything = "、".join(row.short for row in rows() if row.level == "province")
    assert len(suggest(everything).candidates) == MOST_CANDIDATES


@pytest.mark.parametrize("text", ["Metaverse", "charming", "ARMv9x", "GARM"])
def test_a_western_name_is_not_found_inside_a_word(text):
    assert suggest(f"{text}产品发布").best is None


def test_letter_case_and_width_do_not_matter():
    assert (
        best("openai发布产品") == best("OPENAI发布产品") == best("ＯｐｅｎＡＩ发布产品") == "美国"
    )


def test_every_code_of_the_hand_list_is_a_region():
    data = json.loads(gazetteer.SOURCE.read_text(encoding="utf-8"))
    groups = ("places", "blocs", "foreign_places", "foreign_organisations", "companies")
    used = {code for group in groups for code in data[group]}
    used |= set(data["ambiguous_county_defaults"].values())
    assert used - set(by_code()) == set()


def test_no_everyday_word_hides_a_province_or_a_city():
    masked = {t for t, (role, _) in gazetteer.vocabulary().items() if role is gazetteer.Role.MASK}
    names = {n for r in rows() if r.level in ("province", "city") for n in (r.name, r.short)}
    assert masked & names == set()


# Pieces of real names beside any character at all: joins are where matching can go wrong.
PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            ["深圳", "市", "南山", "区", "在", "举行", "、", "全球", "中国", "İ", "鼓楼区"]
        ),
        st.text(max_size=8),
    )
).map("".join)


@given(title=PIECES, summary=PIECES)
def test_any_text_gets_codes_that_exist_with_the_best_first(title, summary):
    found = suggest(title, summary)
    assert set(found.candidates) <= set(by_code())
    assert len(set(found.candidates)) == len(found.candidates)
    assert found.best == (found.candidates[0] if found.candidates else None)
