"""One issue of our own writing in the many forms that editors keep their back issues in.

`FORMS` maps a name to the text of the issue in that form; what every form says is `ISSUE`.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from issues.importing.parsed import ParsedIssue


@dataclass(frozen=True)
class Entry:
    title: str
    summary: str
    url: str


Issue = list[tuple[str, list[Entry]]]

ISSUE: Issue = [
    (
        "政策资讯",
        [
            Entry(
                "示例省印发《示例省推动算力设施绿色发展行动方案（2025—2027年）》",
                "方案提出，到2027年全省新建数据中心的绿电占比不低于60%，并分三批改造存量机房。"
                "各地须在每季度首月公布能耗清单；对使用余热供暖的项目，按节能量给予补助。",
                "https://policy.example.org/202501/t20250106_3001.html",
            ),
            Entry(
                "示例市公开征求《示例市公共数据授权运营管理办法》及《示例市公共数据产品登记指引》意见",
                "两份文件把授权分为整体和分领域两种，要求运营单位每半年公开一次收益分配情况。"
                "公众可在2月10日前通过信函提出意见。",
                "https://data.example.org/zqyj/2025/0107/a18.html",
            ),
            Entry(
                "三部门联合部署AI应用备案“一件事”改革",
                "备案材料由11份减为4份，办理时限压缩到15个工作日。涉及未成年人的应用须另附评估报告。",
                "https://www.example.net/policy?id=20250108&from=list",
            ),
        ],
    ),
    (
        "行业资讯",
        [
            Entry(
                "端侧模型进入“拼功耗”阶段，OpenEdge 2率先降至3瓦",
                "一份报告称，OpenEdge 2的平均功耗降到3瓦，同类产品多在5瓦以上。"
                "报告认为，电池续航将决定下一轮竞争，厂商还须公开测试条件。",
                "https://tech.example.com/edge/2025/power-report",
            ),
            Entry(
                "2025年全球卫星终端出货量预计增长18%",
                "研究机构预计，支持卫星直连的终端全年出货1.2亿部。应急通信仍是主要需求。",
                "https://world.example.net/space/20250109-terminals",
            ),
        ],
    ),
    (
        "国内资讯",
        [
            Entry(
                "“人工智能+”下乡：山区县试点智能农机共享！",
                "试点在12个山区县布设共享点，农户用手机预约，平台按坡度匹配机型。"
                "三个月累计作业4.6万亩，空驶里程下降两成。",
                "https://news.example.com/2025/01/10/farm.html",
            ),
            Entry(
                "5G-A通感网络护航无人机物流，日均送货900单",
                "网络用一套基站同时完成通信和感知，无人机偏航时自动提醒。"
                "运营方保留全部记录，任何投诉都可以复盘。",
                "https://news.example.com/2025/01/11/drone-logistics.html",
            ),
        ],
    ),
    (
        "省内资讯",
        [
            Entry(
                "全省首个方言语音办事助手上线 听得懂也讲得清",
                "助手支持三种方言，可引导老年人完成37项高频事项。提交前仍由工作人员确认。",
                "https://gov.example.org/2025/0112/dialect.html",
            ),
            Entry(
                "2025·数据产业大会在示例市召开",
                "大会发布了8项标准草案，并启动“数据管家”培训。与会者建议统一登记证书的式样。",
                "https://conf.example.org/2025/data-industry?lang=zh",
            ),
        ],
    ),
    (
        "企业资讯",
        [
            Entry(
                "云舟智能（示例）：开源政务问答模型“木棉”",
                "模型参数规模70亿，开放权重与评测集。找不到依据时，模型会明确告知。",
                "https://tech.example.com/2025/01/kapok.html",
            ),
            Entry(
                "岭南机器人（示例）投产减速器产线，交货周期缩短至3周",
                "产线设计年产12万台，关键工序自动化率达92%。每台产品都有独立的寿命档案。",
                "https://fs.example.org/2025/0113/factory.html",
            ),
        ],
    ),
]
CHINESE = "一二三四五六七八九十"


def told(parsed: ParsedIssue) -> Issue:
    """What was understood, in the shape of ISSUE."""
    return [
        (s.name, [Entry(i.title, i.summary, i.source_url or "") for i in s.items])
        for s in parsed.sections
    ]


def render(
    item: Callable[[Entry, int, int], str],
    heading: Callable[[str, int, int], str] = lambda name, place, count: f"【{name}】",
    issue: Issue = ISSUE,
) -> str:
    """The issue with each heading and item written by a function; items are counted twice."""
    lines, total = [], 0
    for place, (name, entries) in enumerate(issue, start=1):
        lines.append(heading(name, place, len(entries)))
        for number, entry in enumerate(entries, start=1):
            total += 1
            lines.append(item(entry, number, total))
    return "\n".join(lines)


def labelled(summary: str = "内容：", source: str = "来源：") -> Callable[[Entry, int, int], str]:
    return lambda e, n, t: f"{e.title}\n{summary}{e.summary}\n{source}{e.url}"


def wrapped(text: str, columns: int = 40) -> str:
    """Lines cut as a page cuts them: by width, never before punctuation, addresses anywhere."""
    out = []
    for line in text.split("\n"):
        start = width = 0
        for place, char in enumerate(line):
            wide = 1 if char.isascii() else 2
            if (
                width + wide > columns
                and char not in "，。、；：！？）》”"
                and not (
                    char.isascii()
                    and char.isalnum()
                    and line[place - 1].isascii()
                    and line[place - 1].isalnum()
                    and "http" not in line
                )
            ):
                out.append(line[start:place])
                start, width = place, 0
            width += wide
        out.append(line[start:])
    return "\n".join(out)


def paged(text: str, every: int, foot: str, head: str, links: bool = False) -> str:
    """The text with a foot and a head after every so many lines, `#` the number of the page."""
    lines, out = text.split("\n"), []
    for page, start in enumerate(range(0, len(lines), every), start=1):
        part = lines[start : start + every]
        if page > 1 and head:
            out.append(head.replace("#", str(page)))
        out += part
        if links:
            whole = re.findall(r"https?://\S+", "\n".join(part))
            out += [url for _name, es in ISSUE for e in es if (url := e.url) in whole]
        if foot:
            out.append(foot.replace("#", str(page)))
    return "\n".join(out)


def spaced(text: str) -> str:
    """Extraction's space between a Chinese character and a Latin one."""
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])", " ", text)


def numbered(style: str) -> Callable[[Entry, int, int], str]:
    def item(entry: Entry, number: int, total: int) -> str:
        number_text = style.format(n=number, t=total, c=CHINESE[number - 1], o=chr(0x245F + number))
        return f"{number_text}{entry.title}\n内容：{entry.summary}\n来源：{entry.url}"

    return item


def gaps(text: str) -> str:
    return text.replace("\n", "\n\n")


def gaps_but_in_addresses(text: str) -> str:
    """pdfminer's blank lines: an address is one paragraph."""
    return re.sub(r"\n(?![!-~]+$)", "\n\n", text, flags=re.MULTILINE)


def item_gaps(item: Callable[[Entry, int, int], str]) -> Callable[[Entry, int, int], str]:
    return lambda e, n, t: item(e, n, t) + "\n"


def markdown_entry(e: Entry, n: int, t: int) -> str:
    return f"- [{e.title}]({e.url})：{e.summary}"


def sections(form: str) -> Callable[[str, int, int], str]:
    return lambda name, place, count: form.format(name=name, c=CHINESE[place - 1], n=place, k=count)


PLAIN = render(labelled())
WRAPPED = wrapped(PLAIN)
MAST = "数智示例简报\n第12期（总第88期） 2025年1月17日\n"


def labels() -> Iterable[tuple[str, str]]:
    yield "plain", PLAIN
    for summary, source in (
        ("内容:", "来源:"),
        ("内容： ", "来源： "),
        ("摘要：", "链接："),
        ("简介：", "原文："),
        ("内容 ：", "出处 ："),
        ("内 容：", "来 源："),
        ("【内容】", "【来源】"),
        ("[摘要]", "[来源]"),
        ("【摘要】：", "【链接】："),
        ("内容摘要：", "信息来源："),
        ("**内容：**", "**来源：**"),
        ("内容：\n", "来源：\n"),
        ("　　内容：", "　　来源："),
        ("正文：", "原文链接："),
    ):
        yield f"label {summary!r} {source!r}", render(labelled(summary, source))
    yield "one line for both", render(lambda e, n, t: f"{e.title}\n内容：{e.summary} 来源：{e.url}")
    yield "no space between", render(lambda e, n, t: f"{e.title}\n内容：{e.summary}来源：{e.url}")
    yield (
        "titles labelled",
        render(lambda e, n, t: f"标题：{e.title}\n内容：{e.summary}\n来源：{e.url}"),
    )
    yield "source first", render(lambda e, n, t: f"{e.title}\n来源：{e.url}\n内容：{e.summary}")
    yield "name and address", render(labelled(source="来源：示例日报 "))


def headings() -> Iterable[tuple[str, str]]:
    for form in (
        "{name}",
        "【 {name} 】",
        "〖{name}〗",
        "［{name}］",
        "[{name}]",
        "一、{name}",
        "{c}、{name}",
        "（{c}）{name}",
        "■ {name}",
        "◆{name}",
        "# {name}",
        "## {name}",
        "**{name}**",
        "{name}（{k}条）",
        "【{name}】（{k}条）",
        "{c}、【{name}】",
        "{name}：",
        "★{name}★",
        "--- {name} ---",
        "  【{name}】",
        "{n}. {name}",
    ):
        yield f"heading {form}", render(labelled(), sections(form))


def numbers() -> Iterable[tuple[str, str]]:
    for style in ("{n}. ", "{n}.", "{n}、", "（{c}）", "({n})", "{o}", "{t}. ", "{t}、", "{n}） "):
        yield f"number {style}", render(numbered(style))
    yield "一、 under brackets", render(numbered("{c}、"))
    yield "sections 一、 items 1.", render(numbered("{n}."), sections("{c}、{name}"))
    yield "sections 一、 items （一）", render(numbered("（{c}）"), sections("{c}、{name}"))
    yield "numbers, no labels", render(lambda e, n, t: f"{t}. {e.title}\n{e.summary}\n{e.url}")


def pages() -> Iterable[tuple[str, str]]:
    yield "wrapped", WRAPPED
    yield "wrapped, blank lines", gaps(WRAPPED)
    yield "wrapped and spaced", spaced(WRAPPED)
    yield "wrapped at 60", wrapped(PLAIN, 60)
    for foot, head in (
        ("- # -", ""),
        ("— # —", "数智示例简报 第12期"),
        ("第#页 共9页", "数智示例简报　第12期　2025年1月17日"),
        ("#/9", "数智示例简报"),
        ("#", "数智示例简报 第12期"),
        ("", "数智示例简报 第12期 #"),
        ("第 # 页", "\f数智示例简报"),
        ("", "\f"),
        ("Page # of 9", ""),
        ("· # ·", "第12期 2025-01-17"),
    ):
        yield f"pages {foot!r} {head!r}", paged(MAST + WRAPPED, 13, foot, head)
    yield "link blocks", paged(wrapped(PLAIN, 74), 11, "", "", links=True)
    yield "link blocks, blank lines", gaps(paged(wrapped(PLAIN, 74), 11, "", "", links=True))


def unlabelled() -> Iterable[tuple[str, str]]:
    bare = item_gaps(lambda e, n, t: f"{e.title}\n{e.summary}\n{e.url}")
    yield "no labels", render(bare)
    yield "source label only", render(lambda e, n, t: f"{e.title}\n{e.summary}\n来源：{e.url}")
    yield (
        "source label only, wrapped",
        wrapped(render(lambda e, n, t: f"{e.title}\n{e.summary}\n来源：{e.url}"), 60),
    )
    source = render(lambda e, n, t: f"{e.title}\n{e.summary}\n来源：{e.url}")
    yield "source label only, blank lines", gaps_but_in_addresses(wrapped(source, 44))
    lines = wrapped(render(lambda e, n, t: f"{e.title}\n{e.summary}\n{e.url}"), 74)
    yield "no labels, link blocks", paged(lines, 11, "", "", links=True)
    yield "numbers, larger titles", render(larger_titles)


def larger_titles(e: Entry, n: int, t: int) -> str:
    title, summary = wrapped(f"（{CHINESE[n - 1]}）{e.title}", 38), wrapped(e.summary, 44)
    return f"{title}\n{summary}\n原文链接：{e.url}"


def markdowns() -> Iterable[tuple[str, str]]:
    two = sections("## {name}\n")
    yield (
        "md titles",
        "# 数智示例周报\n\n"
        + render(
            item_gaps(lambda e, n, t: f"### {e.title}\n\n{e.summary}\n\n[原文]({e.url})"), two
        ),
    )
    yield (
        "md linked titles",
        render(item_gaps(lambda e, n, t: f"### [{e.title}]({e.url})\n\n> {e.summary}"), two),
    )
    yield "md entries", render(markdown_entry, two)
    yield (
        "md numbered entries",
        render(lambda e, n, t: f"{n}. [{e.title}]({e.url})\n   {e.summary}\n", two),
    )
    yield (
        "md bold",
        render(item_gaps(lambda e, n, t: f"**{e.title}**\n\n{e.summary}\n\n{e.url}"), two),
    )
    yield (
        "md bold in a line",
        render(lambda e, n, t: f"- **{e.title}**：{e.summary}[链接]({e.url})", two),
    )


def fronts() -> Iterable[tuple[str, str]]:
    yield "masthead", MAST + PLAIN
    contents = render(lambda e, n, t: f"{t}. {e.title} …… {t}", sections("{name}"))
    yield (
        "contents",
        MAST + "目录\n" + contents + "\n" + render(numbered("{t}. "), sections("{name}")),
    )
    yield (
        "contents without the word",
        MAST + render(lambda e, n, t: e.title, sections("【{name}】")) + "\n" + PLAIN,
    )
    yield "imprint", MAST + PLAIN + "\n编辑：示例  审核：示例\n联系电话：000-0000"


def ornaments() -> Iterable[tuple[str, str]]:
    star = sections("★{name}★")
    yield (
        "ornaments",
        render(lambda e, n, t: f"◆{e.title}\n【内容】{e.summary}\n来源：{e.url}", star),
    )
    boxed = lambda e, n, t: f"▶ {e.title}\n{e.summary}\n（来源：{e.url}）\n"  # noqa: E731
    yield "boxes", render(boxed, sections("▌{name}"))
    yield "numbers with hashes", render(numbered("#{t} "), sections("# {name} #"))
    decimal = lambda name, place, count: f"{place} {name}"  # noqa: E731
    place_of = {e.title: place for place, (_name, es) in enumerate(ISSUE, 1) for e in es}
    yield (
        "decimal numbers",
        render(
            lambda e, n, t: f"{place_of[e.title]}.{n} {e.title}\n{e.summary}\n原文：{e.url}",
            decimal,
        ),
    )


def named_sections() -> Iterable[tuple[str, str]]:
    part = lambda name, place, count: f"第{CHINESE[place - 1]}部分 {name}"  # noqa: E731
    yield "parts", render(numbered("{n}、"), part)
    yield "section label", render(labelled(), sections("栏目：{name}"))
    yield "two languages", render(labelled(), sections("{name} Selected News"))


def ends() -> Iterable[tuple[str, str]]:
    """Sources without a label of their own, and what stands behind the last item."""
    bare = lambda tail: item_gaps(lambda e, n, t: f"{e.title}\n{e.summary}{tail.format(e.url)}")  # noqa: E731
    yield "address in brackets", render(bare("（{}）"))
    yield "address behind", render(numbered_bare(" {}"), sections("■{name}"))
    yield "details", render(bare("\n查看详情>>{}"))
    yield "details with colon", render(bare("\n详情请点击：{}"))
    yield "signed", render(bare("\n——示例网 {}"))
    yield (
        "two sources",
        render(
            lambda e, n, t: (
                f"{e.title}\n内容：{e.summary}\n来源1：{e.url}\n来源2：https://b.example.net/{t}"
            )
        ),
    )
    yield "leads", render(lambda e, n, t: f"【{e.title}】{e.summary}（{e.url}）")
    yield (
        "numbered leads",
        render(
            lambda e, n, t: f"{n}、【{e.title}】{e.summary}\n来源：{e.url}", sections("〖{name}〗")
        ),
    )
    yield (
        "disclaimer",
        PLAIN + "\n联系电话：000-0000\n免责声明：本刊内容摘编自公开渠道，版权归原作者所有。",
    )
    yield (
        "md topics",
        render(
            item_gaps(lambda e, n, t: f"### [{e.title}]({e.url})\n{e.summary}\n标签：`AI` `算力`"),
            sections("## {name}\n"),
        ),
    )


def numbered_bare(tail: str) -> Callable[[Entry, int, int], str]:
    return lambda e, n, t: f"{n}.{e.title}\n{e.summary}{tail.format(e.url)}"


FORMS = dict(
    form
    for group in (
        *(labels, headings, numbers, pages, unlabelled, markdowns, fronts),
        *(ornaments, named_sections, ends),
    )
    for form in group()
)
