"""Copy checks: faults and clean texts of our own, each kind in several forms."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issues.text import copy, house


def codes(text, *, title=False):
    return {fault.code for fault in copy.faults(text, title=title)}


FAULTS = """
unpaired	《数据条例》和《安全条例均已施行。
unpaired	他说：“按计划推进。
unpaired	试点城市（含县级市共十个。
unpaired	规划期为五年）已获批复。
unpaired	”先导区“建设提速。
nested	文件要求“做到“一网通办”、“一网统管””。
nested	《关于印发《行动计划》的通知》正式发布。
halfwidth	覆盖A、B,C三类企业。
halfwidth	'新基建'提速。
halfwidth	推出GPT-4o,并开放接口。
halfwidth	园区开工,首批三家企业入驻。
halfwidth	总投资十亿元;年内投产。
halfwidth	结果如何?专家这样说。
halfwidth	首批入选名单公布!
halfwidth	负责人表示:将加大投入。
halfwidth	"灯塔工厂"再添两家。
halfwidth	《条例》(修订稿)公开。
halfwidth	项目已经完工.
halfwidth	研发投入持续增长...
halfwidth	这条路--也是唯一的路。
fullwidth	发布ＡＩ新品。
fullwidth	增长１５个百分点。
placeholder	金额待补。
placeholder	数据（待核实）仍在统计。
placeholder	某某公司发布新品。
placeholder	XX市出台政策。
placeholder	增长××个百分点。
placeholder	由 TK 负责实施。
placeholder	【】首批项目启动。
placeholder	《》正式施行。
placeholder	此处补充数据。
placeholder	增速为____。
placeholder	增长？？%。
placeholder	（编者注：此处需核对）已投产。
doubled	已于于今日开业。
doubled	项目的的进展顺利。
doubled	我国我国首台设备下线。
doubled	企业企业负责人到场。
doubled	已经建成。。
doubled	首先，，其次。
doubled	他说，。
doubled	发布 the the 模型。
spaces	园 区 已 经 开 工。
spaces	园区已经 开工。
spaces	园区， 企业。
spaces	　园区开工。
leftover	园区&nbsp;开工。
leftover	<p>园区开工。
leftover	**园区**开工。
leftover	来源：https://example.com/ 园区开工。
leftover	内容：园区开工。
leftover	园区开工。（记者 张三）
leftover	锟斤拷园区开工。
leftover	（来源：某报）项目投产。
leftover	本报记者获悉，项目投产。
leftover	原标题：项目投产。
leftover	项目投产。[详情]
leftover	项目投产。更多内容请点击
leftover	![图](a.png)项目投产。
leftover	# 项目投产。
leftover	文/李四 项目投产。
leftover	编辑：李四 项目投产。
leftover	项目投产ï¼Œå·²。
traditional	發展數字經濟。
traditional	园区開工。
radical	⼀期工程开工。
date	会议将于2月30日召开。
date	截至13月底已完成。
date	2023年2月29日发布。
date	2月30号发布。
date	2024-13-05发布。
unfinished	园区已经开工，预计
unfinished	园区已经开工……
"""
CLEAN = """
“十四五”时期，该市数字经济核心产业增加值年均增长8.5%，高于全国1.2个百分点。
《数据二十条》提出“三权分置”（持有权、使用权、经营权），为流通交易奠定基础。
OpenAI’s o3 与 GPT-4o 的对比显示，前者在数学上领先（约12%）。
参数规模1,760亿，支持128K上下文，价格为每百万词元2.5元。
比分定格在3:1，比赛时间为19:30至21:15。
为了了解企业需求，调研组走访了三十余家工厂，涉及“人工智能+”等方向。
以提升治理能力为目的的改革，仍有待完善；相关标准尚待核实后发布。
首都都市圈、成都都市圈加快建设，合并并购案例增多。
除了了解政策，企业还可在线申报；电子信息信息化水平稳步提高。
访问 https://www.example.com/a?b=1,2;c=(3) 可查看名单，咨询邮箱为 a.b@example.com。
昇思框架与昇腾芯片协同优化，开发者超过300万人。
该机型重约1.2吨，续航500km，最快30分钟充满；C++与C#开发者均可使用。
他表示：“要建好、用好、管好。”随后，会议审议通过了《规划（2025—2030年）》。
本届大会的主题是“向新而行 智创未来”，共设12个分论坛。
哈哈镜公司、天天向上工作室等一个一个走访，非常非常细致。
全年研发投入占比为3.2%，其中A轮融资约2亿美元；GDP增速为5.0%。
共有（1）基础设施；（2）数据治理；（3）应用推广三类任务，1）、2）已经完成。
苹果公司宣布，iPhone 16系列将支持AI功能，首发A18芯片，售价5999元起。
OpenAI推出GPT-4o，并开放API；用户可在网页端、iOS及Android端使用，每3小时限80条消息。
华为发布Mate X6，售价12999元起；搭载HarmonyOS NEXT，续航提升15%。
英伟达CEO黄仁勋表示：“AI的‘iPhone时刻’已经到来。”受此影响，公司股价上涨3.5%。
“十四五”期间，R&D经费投入强度由2.4%提高到2.68%，年均增长0.07个百分点。
标准明确了4K/8K超高清视频的编码要求，支持H.265、AVS3等格式，帧率可达120fps。
国家数据局局长刘烈宏表示，将加快建设全国一体化数据市场，“让数据‘供得出、流得动、用得好、保安全’”。
新规要求平台在72小时内上报安全事件，逾期未报的，处10万元以上100万元以下罚款。
C++、Java、Python等语言的开发者均可通过VS Code插件使用该工具，Windows 11和macOS 15均支持。
在2025年CES上，TCL、海信等企业展示了RGB-Mini LED电视，峰值亮度达5000尼特。
研究团队将该方法命名为“Mixture-of-Depths”（MoD），可在同等算力下将训练速度提升50%以上。
（一）强化要素保障；（二）完善标准体系；（三）深化国际合作。三项任务均明确了责任单位。
谁来监管？如何定责？业内人士认为，关键在于明确“人机共驾”时的责任划分。
Q4季度指引为350亿美元至370亿美元，低于此前市场预期。
项目涉及U1、U2两条线路，其中U1线全长23.6km、设站15座，最高时速120km/h。
"""
TITLES = """
广州黄埔：具身智能中试基地投用 首批6条线开放
《条例》施行！ 这些变化与你有关
“木棉”模型落地 全部答复可查出处
AI芯片出货量首破100万颗
OpenAI发布GPT-4o：实时语音、视觉全面升级
《工业互联网〈标识管理办法〉实施细则》征求意见
推进会 议程公布
"""


@pytest.mark.parametrize("row", FAULTS.strip().split("\n"))
def test_a_fault_is_found(row):
    code, text = row.split("\t")
    assert code in codes(text)


@pytest.mark.parametrize("text", CLEAN.strip().split("\n"))
def test_a_clean_summary_is_silent(text):
    assert codes(text) == set()
    assert house.faults(text, "any", []) == []


@pytest.mark.parametrize("title", ["纺织 厂改用数字印花", "人工 智能产业规模扩大"])
def test_a_space_inside_a_word_of_a_title(title):
    assert codes(title, title=True) == {"spaces"}


@pytest.mark.parametrize("text", TITLES.strip().split("\n"))
def test_a_clean_title_is_silent(text):
    assert codes(text, title=True) == set()


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("做到“一网通办”。", "做到“一网通办”。"),
        ("要求“做到“一网通办””。", "要求“做到‘一网通办’”。"),
        ("《关于《计划》的通知》和《条例》。", "《关于〈计划〉的通知》和《条例》。"),
        ("“甲‘乙“丙”丁’戊”与“《“十四五”规划》”。", "“甲‘乙“丙”丁’戊”与“《“十四五”规划》”。"),
        ("开放两小时(至晚九点),欢迎前来.", "开放两小时（至晚九点），欢迎前来。"),
        ('"灯塔工厂"再添两家...', "“灯塔工厂”再添两家……"),
        ("发布ＡＩ新品，，增长１５%。", "发布AI新品，增长15%。"),
        ("發展数字经济。", "发展数字经济。"),
    ],
)
def test_what_is_put_right(text, better):
    assert copy.mended(text, copy.faults(text, title=False)) == better


def test_the_house_style_of_spaces():
    assert house.faults("AI 芯片", "any", []) == []
    assert [fault.code for fault in house.faults("AI 芯片", "tight", [])] == ["house_style"]
    assert house.faults("AI芯片", "tight", []) == []
    assert [fault.code for fault in house.faults("AI芯片", "spaced", [])] == ["house_style"]
    assert house.faults("AI 芯片", "spaced", []) == []


def test_a_name_may_be_traditional():
    assert codes("昇思与書院合作。") == {"traditional"}
    faults = copy.faults("書院与企业合作。", title=False, names=("書院",))
    assert faults == []


@given(st.text(max_size=60))
@settings(max_examples=80)
def test_any_text_is_read_and_mended(text):
    for title in (True, False):
        found = copy.faults(text, title=title)
        assert all(0 <= fault.start < fault.end <= len(text) for fault in found)
        assert isinstance(copy.mended(text, found), str)
