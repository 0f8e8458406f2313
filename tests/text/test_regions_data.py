import json
from pathlib import Path

import pytest

from issues.text import regions_data
from issues.text.regions_data import ancestors, by_code, rows

DATA = Path(regions_data.SOURCE).parent


def test_it_holds_the_2024_list_and_every_country():
    levels = [row.level for row in rows()]
    assert levels.count("province") == 34
    assert levels.count("city") == 333
    assert levels.count("county") == 2849
    assert levels.count("country") == 1 + 246  # CN; ISO 3166-1 without it and 港澳台, with EU
    assert (levels.count("world"), levels.count("nation")) == (1, 1)


def test_codes_are_unique_and_every_parent_comes_before_its_children():
    seen = set()
    for row in rows():
        assert row.code not in seen
        assert row.parent == "" or row.parent in seen
        seen.add(row.code)
    assert [row.code for row in rows() if not row.parent] == ["CN", "001"]


def test_an_old_code_means_one_region_and_is_no_present_code():
    aliases = [alias for row in rows() for alias in row.aliases]
    assert len(aliases) == len(set(aliases))
    assert not set(aliases) & set(by_code())


def test_the_reviewed_list_of_old_codes_is_what_the_file_holds():
    lines = (DATA / "old_codes.tsv").read_text(encoding="utf-8").splitlines()
    reviewed = {old: code for old, _name, code in (line.split("\t") for line in lines[1:])}
    assert reviewed == {alias: row.code for row in rows() for alias in row.aliases}


def test_short_names_have_two_characters_and_differ_under_one_parent():
    assert [row.name for row in rows() if len(row.short) < 2] == []
    pairs = [(row.parent, row.short) for row in rows()]
    assert len(pairs) == len(set(pairs))


def test_no_placeholder_of_the_official_list_is_a_region():
    assert [
        row.code for row in rows() if row.name in ("市辖区", "县") or "直辖县级" in row.name
    ] == []


def test_each_row_stands_on_its_own_line():
    lines = regions_data.SOURCE.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(rows()) + 3
    assert json.loads(lines[2].removesuffix(","))[0] == rows()[0].code


@pytest.mark.parametrize(
    ("code", "short", "path"),
    [
        ("440305", "南山", ("CN", "440000", "440300")),
        ("441900", "东莞", ("CN", "440000")),
        ("110108", "海淀", ("CN", "110000")),
        ("310115", "浦东", ("CN", "310000")),
        ("120116", "滨海新区", ("CN", "120000")),
        ("500229", "城口", ("CN", "500000")),
        ("429004", "仙桃", ("CN", "420000")),
        ("659001", "石河子", ("CN", "650000")),
        ("222400", "延边", ("CN", "220000")),
        ("522600", "黔东南", ("CN", "520000")),
        ("150000", "内蒙古", ("CN",)),
        ("810000", "香港", ("CN",)),
        ("820000", "澳门", ("CN",)),
        ("710000", "台湾", ("CN",)),
        ("100000", "全国", ("CN",)),
        ("220200", "吉林市", ("CN", "220000")),
        ("110105", "朝阳区", ("CN", "110000")),
        ("211300", "朝阳", ("CN", "210000")),
        ("654002", "伊宁市", ("CN", "650000", "654000")),
        ("542500", "阿里地区", ("CN", "540000")),
        ("AE", "阿联酋", ("001",)),
        ("SA", "沙特", ("001",)),
        ("US", "美国", ("001",)),
    ],
)
def test_a_region_has_its_usual_short_name_and_its_place_in_the_tree(code, short, path):
    assert by_code()[code].short == short
    assert ancestors(code) == path


@pytest.mark.parametrize("code", ["HK", "MO", "TW", "110100", "419000"])
def test_these_codes_are_none(code):
    assert code not in by_code()


@pytest.mark.parametrize(
    ("code", "pinyin", "initials"),
    [
        ("440300", "shenzhen", "sz"),
        ("500000", "chongqing", "cq"),
        ("350200", "xiamen", "xm"),
        ("430100", "changsha", "cs"),
        ("610000", "shaanxi", "sx"),
        ("140000", "shanxi", "sx"),
        ("340400", "huainan", "hn"),
        ("341500", "luan", "la"),
        ("330382", "yueqing", "yq"),
        ("440113", "panyu", "py"),
        ("310112", "minhang", "mh"),
        ("510100", "chengdu", "cd"),
        ("341600", "bozhou", "bz"),
        ("441422", "dabu", "db"),
        ("130726", "yuxian", "yx"),
        ("KP", "chaoxian", "cx"),
        ("PE", "bilu", "bl"),
    ],
)
def test_pinyin_is_read_as_the_place_is_read(code, pinyin, initials):
    assert (by_code()[code].pinyin, by_code()[code].initials) == (pinyin, initials)


@pytest.mark.parametrize(
    ("old", "code"),
    [
        ("330103", "330105"),  # 下城区
        ("310230", "310151"),  # 崇明县
        ("440116", "440112"),  # 萝岗区
        ("320503", "320508"),  # 平江区
        ("542400", "540600"),  # 那曲地区
        ("110100", "110000"),
    ],
)
def test_an_old_code_leads_to_the_region_of_today(old, code):
    assert old in by_code()[code].aliases
