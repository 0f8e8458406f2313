"""Title, date, source and lead of a page: what it says in its head, in its text, in its address.

The names that Chinese authorities must give (ArticleTitle, PubDate, ContentSource, SiteName)
come first, then those of social networks and search engines, then the text itself. Pure.
"""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from .markup import first, line, words

SHANGHAI = ZoneInfo("Asia/Shanghai")
YEARS = range(1990, 2101)

# --- title ---

TITLES = ("articletitle", "og:title", "twitter:title", "headline")
SITES = ("sitename", "og:site_name", "application-name")
# Between a title and the name of the site. A plain hyphen stands in names too (5G-A).
STRONG = re.compile(r"\s*[_|｜│丨]\s*|\s+[-–—－·]+\s+|[-–—－]{2,}")
HYPHEN = re.compile(r"\s*[-–—－]\s*")
SITE_END = (
    *("网", "网站", "报", "在线", "频道", "门户", "首页", "官网", "客户端", "电视台", "人民政府"),
    *("公众号", "新闻网", "新闻中心", "信息化局", "信息化厅", "信息化部"),
)
# After a strong mark only: 新闻, 科技局 and the like are words of headlines too.
WEAK_END = (
    *(
        "社",
        "新闻",
        "资讯",
        "政府",
        "厅",
        "局",
        "委",
        "部",
        "委员会",
        "办公室",
        "平台",
        "中心",
        "要闻",
    ),
    *("动态", "财经", "科技", "广播", "+", "号", "快讯", "栏目"),
)
LONGEST_SITE = 20
MARK = re.compile(r"\s*[-_|｜│丨–—－·]")
# In one walk: with // or | libxml2 compares every node of one set with every node of another.
HEADINGS = (
    "/descendant::*[self::h1 or self::h2 or self::h3"
    " or contains(@class, 'title') or contains(@id, 'title')]"
)
MOST_HEADINGS = 60
QUOTES = "\"'“‘「"
LONGEST_TITLE = 600  # of which an item keeps half


def title(tree, meta, data, site_names):
    """The headline without the name of the site; empty where there is none."""
    names = {name for name in (*site_names, *(meta.get(key) for key in SITES)) if name}
    known = [text for text in headings(tree) if text not in names]
    whole = words(first(tree, "/descendant::title"))
    headline = data.get("headline")
    found = [meta.get(name, "") for name in TITLES]
    found += [line(headline) if isinstance(headline, str) else "", whole]
    found += known[:1]
    bare = (without_site(text[:LONGEST_TITLE], names, known) for text in found)
    return whole_heading(next(filter(None, bare), ""), map(words, tree.iter("h1", "h2")))


def headings(tree):
    """What the page sets as a headline somewhere, the first <h1> first."""
    found = [words(element) for element in tree.xpath(HEADINGS)[:MOST_HEADINGS]]
    return [text for text in found if 6 <= len(text) <= LONGEST_TITLE]


def without_site(text, names, known=()):
    """The title before -站名, _频道_站名 or |站名; empty where it is that name alone.

    `known` are headlines of the page: what follows one of them is not of the title.
    """
    for heading in known:
        rest = text.removeprefix(heading)
        if rest != text and (not rest or rest[0] == " " or MARK.match(rest)):
            return heading
    while cut := last_mark(text, names):
        text = text[:cut].rstrip()
    return "" if text in names else text


def whole_heading(text, headings):
    """The headline that the text is only the beginning of: some heads are cut short, and a
    quotation mark ends an attribute."""
    bare = text.rstrip(".…")
    for heading in headings:
        rest = heading.removeprefix(bare)
        if rest not in (heading, "") and len(bare) >= 6 and (bare != text or rest[0] in QUOTES):
            return heading
    return text


def last_mark(text, names):
    """Where the name of the site begins, with the mark before it; 0 where there is none."""
    for mark, ends in ((STRONG, SITE_END + WEAK_END), (HYPHEN, SITE_END)):
        found = list(mark.finditer(text))
        tail = text[found[-1].end() :].strip() if found else ""
        certain = found and "_" in found[-1][0] and len(tail) <= LONGEST_SITE
        if found and (certain or is_site(tail, names, ends)):
            return found[-1].start()
    return 0


def is_site(text, names, ends):
    if any(name in text or (len(text) >= 2 and text in name) for name in names):
        return True
    return len(text) <= LONGEST_SITE and (not text or text.endswith(ends) or is_domain(text))


def is_domain(text):
    return re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", text) is not None


# --- date ---

DATES = (
    *("pubdate", "article:published_time", "og:published_time", "datepublished", "publishdate"),
    *("publish_time", "publishtime", "pubtime", "publish-date", "dc.date", "dc.date.issued"),
    *("og:release_date", "weibo:article:create_at", "bytedance:published_time", "date"),
)
DAY = re.compile(r"(?<!\d)(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
LABELLED = re.compile(
    r"(?:发布时间|发布日期|发表时间|发稿时间|成文日期|日期|时间)\s?[:：]?\s?" + DAY.pattern
)
TIMED = re.compile(DAY.pattern + r"日?\s?\d{1,2}:\d{2}")  # only what comes out has a time of day
IN_ADDRESS = (
    re.compile(r"/(\d{4})[-/]?(\d{2})[-/]?(\d{2})/"),
    re.compile(r"/t(\d{4})(\d{2})(\d{2})_"),
    re.compile(r"(?<!\d)(\d{4})[-_/](\d{1,2})[-_/](\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)"),
)
WEIXIN = re.compile(r"""\bct\s?=\s?["'](\d{10})["']""")
TOP = 600  # characters of the text in which a date without a label is the article's


def stamped(tree, meta, data):
    """The day in Shanghai that the page's head names, or None. No zone means Shanghai's."""
    stamps = [meta.get(name) for name in DATES]
    stamps += [data.get("datePublished")]
    stamps += [element.get("datetime") for element in tree.iter("time")][:3]
    days = (from_stamp(stamp) for stamp in stamps if isinstance(stamp, str))
    return next(filter(None, days), None) or weixin_time(tree)


def written(shown, url):
    """The day that the text or the address names, or None."""
    tries = [LABELLED.search(shown), TIMED.search(shown), DAY.search(shown[:TOP])]
    tries += [pattern.search(url) for pattern in IN_ADDRESS]
    days = (calendar_day(*found.groups()) for found in tries if found)
    return next(filter(None, days), None)


def from_stamp(text):
    text = text.strip()[:40]
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        found = DAY.search(text)
        return calendar_day(*found.groups()) if found else None
    try:
        day = (time.astimezone(SHANGHAI) if time.tzinfo else time).date()
    except OverflowError:
        return None
    return day if day.year in YEARS else None


def weixin_time(tree):
    """WeChat writes its date into a script only, in seconds."""
    for element in tree.iter("script"):
        if found := WEIXIN.search(element.text or ""):
            return datetime.fromtimestamp(int(found[1]), SHANGHAI).date()
    return None


def calendar_day(year, month, day):
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year in YEARS else None


# --- source ---

SOURCES = ("contentsource", "source", "og:article:author", "mediaid", "publisher")
LONGEST_PERSON = 3  # characters of a Chinese name: no publisher
CREDIT = re.compile(
    r"(?<!数据)(?<!图片)(?:来源|稿源)\s?[:：]\s?([^\s:：|，。；、（）()【】\[\]<>]{2,30})"
)
OURSELVES = (
    *(
        "本网",
        "本站",
        "本网站",
        "本报",
        "原创",
        "本站原创",
        "本网原创",
        "网站",
        "综合",
        "互联网",
        "网络",
    ),
    "未知",
)


def source(tree, meta, data, shown):
    """Who the page says it comes from; the site's own name where it says itself or nothing."""
    account = words(first(tree, '/descendant::*[@id="js_name"]'))  # WeChat
    credit = CREDIT.search(shown)
    publisher = data.get("publisher")
    found = [account, *(meta.get(name, "") for name in SOURCES), credit[1] if credit else ""]
    found += [publisher.get("name", "") if isinstance(publisher, dict) else ""]
    found += [meta.get(name, "") for name in SITES]
    author = meta.get("author", "")
    found += [
        author if len(author) > LONGEST_PERSON or author.endswith(SITE_END + WEAK_END) else ""
    ]
    for name in found:
        name = line(name) if isinstance(name, str) else ""
        name = CREDIT.sub(r"\1", name)
        if not name.isascii():
            name = name.partition(" ")[0]  # 示例网 原创稿
        if 2 <= len(name) <= 40 and name not in OURSELVES and "://" not in name:
            return name
    return ""


# --- lead ---

ENOUGH, LONGEST = 120, 320  # characters of a summary's draft
SENTENCE_ENDS = "。！？!?；"
NOISE = re.compile(
    r"[【（(\[]?(?:(?:来源|信息来源|作者|编辑|责编|责任编辑|记者|通讯员|发布时间|发布日期|时间|日期|字号|字体|分享到?|阅读|浏览次数"
    r"|点击数|索引号|发文机关|原标题|图片来源|图|上一篇|下一篇|相关阅读|当前位置|您的位置|您当前的位置)\s?[:：]"
    r"|扫一扫|免责声明|版权所有|Copyright|点击上方|打印本页|字体)"
)
# What stands before the news: （原标题：…）, 最后更新: 2024-12-19 10:20; and then
# 新华社广州12月3日电（记者张三）, 本报讯 记者李四.
BEFORE = re.compile(
    r"(?:-\s)?(?:[（(]原标题[:：][^）)]{0,80}[）)])?"
    r"(?:(?:最后更新|更新时间|发布时间)?\s?[:：]?\s?\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?\s\d{1,2}:\d{2}(?::\d{2})?\s)?"
)
DATELINE = re.compile(
    r"[（(]?(?:本报|本网|本台|本站|[\u4e00-\u9fff]{1,8}?(?:报|社|网|台|财经|科技|客户端))"
    r"[^，。；！？]{0,20}?(?:讯|日电)(?:[）)]|(?=[\s（(]|记者|$))\s?"
    r"(?:[（(][^）)]{0,40}[）)]\s?)?(?:记者\s?[\u4e00-\u9fff、]{2,12}\s)?"
)


def lead(articles, headline, description):
    """The beginning of the article, cut at the end of a sentence: the draft of a summary.

    `articles` are lists of lines, the better reading of the page first.
    """
    for lines in articles:
        if found := beginning(lines, headline):
            break
    else:
        found = ""
    if len(found) < 30 < len(description) and description != headline:
        found = description
    return cut(found)


def beginning(lines, headline):
    found = ""
    for text in lines:
        text = text.removeprefix("- ").removeprefix(headline).strip()
        text = DATELINE.sub("", BEFORE.sub("", text, count=1), count=1)
        if is_sentence(text, headline):
            found += text
        if len(found) >= ENOUGH:
            break
    return found


def is_sentence(text, headline):
    if len(text) < 15 or text == headline or NOISE.match(text):
        return False
    return any(end in text for end in "，。！？；!?")


def cut(text):
    """At most LONGEST characters, ending with a sentence where one ends in the second half."""
    if len(text) <= LONGEST:
        return text
    end = max(text.rfind(mark, LONGEST // 3, LONGEST) for mark in SENTENCE_ENDS)
    return text[: end + 1] if end > 0 else text[: LONGEST - 1] + "…"
