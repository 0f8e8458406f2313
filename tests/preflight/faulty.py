"""An issue with 40 planted faults. All texts, houses and addresses are invented.

Each row is an item: section, title, summary, fields, and the codes that are to be found in it
("-" none). Texts are long enough, and differ enough, for no other rule to mind them.
"""
# ruff: noqa: E501 — a row a line

GOOD = "示例市有关部门介绍，{0}项目已完成前期论证，计划分两年推进，首年安排资金三千万元，重点用于设备更新和人员培训。"


def text(subject):
    return GOOD.format(subject)


ITEMS = [
    ("政策资讯", "", text("桥梁监测"), {}, ["no_title"]),
    ("政策资讯", "海湾渔港改造进入收尾阶段", "", {}, ["no_summary"]),
    ("政策资讯", "山区光纤入户补助标准上调", text("山区光纤"), {"source_url": ""}, ["no_source"]),
    ("政策资讯", "古村落消防喷淋全部更换", text("消防喷淋"), {"region": None}, ["no_region"]),
    ("政策资讯", "《乡村道路养护规程发布", text("道路养护"), {}, ["unpaired"]),
    ("政策资讯", "水厂夜间检修通知印发", "检修分三批进行，“夜间时段影响约两千户居民，届时由送水车补充供应，具体安排以社区公告为准。", {}, ["unpaired"]),
    ("政策资讯", "学校食堂明厨亮灶全覆盖", "全市学校食堂（含幼儿园已完成明厨亮灶改造，家长可通过手机查看后厨画面，监管部门每月抽查一次。", {}, ["unpaired"]),
    ("政策资讯", "校车安全带检测周期缩短", "检测周期由一年缩短为半年,运营单位须建立台账，未按期检测的车辆不得上路，违者从严处理。", {}, ["halfwidth"]),
    ("政策资讯", "图书馆延长周末开放时间", "周末开放时间延长两小时(至晚九点)，自习座位增加六百个，读者可通过小程序提前一天预约。", {}, ["halfwidth"]),
    ("政策资讯", "博物馆: 夜场门票减半", text("夜场"), {}, ["halfwidth"]),
    ("行业资讯", "农机合作社（待补）", text("农机"), {}, ["placeholder"]),
    ("行业资讯", "茶叶拼配机器人进入中试", "该设备由TK研制，可按风味指标自动拼配，中试线每小时处理四百公斤，年内交付三家茶厂。", {}, ["placeholder"]),
    ("行业资讯", "木材干燥窑能耗下降", "改造后每立方米能耗下降xxx千瓦时，企业测算两年可收回投入，下一步将推广到周边十家工厂。", {}, ["placeholder"]),
    ("行业资讯", "港口拖轮换装电池", "【】首艘换装电池的拖轮已完成试航，续航可满足一个班次作业，换电站建在内港码头北侧。", {}, ["placeholder"]),
    ("行业资讯", "花卉拍卖改用荷兰钟", "拍卖中心的的新系统上线后，每小时成交批次提高近一倍，种植户当日即可收到货款。", {}, ["doubled"]),
    ("行业资讯", "蜂农用上电子秤", "电子秤随时传回蜂箱重量，蜂农据此判断采蜜时机，，今年示范点平均增收两成，明年扩大范围。", {}, ["doubled"]),
    ("行业资讯", "渔船渔船换装北斗终端", text("北斗终端"), {}, ["doubled"]),
    ("行业资讯", "砖窑停产转做文创园", "旧窑保留原貌 改造后引入陶艺工作室和书店，开园首周接待游客八千人次，带动周边民宿。", {}, ["spaces"]),
    ("行业资讯", "竹纤维餐盒通过检测", "检测涵盖耐热、耐油等六项指标，  企业已拿到三家连锁餐饮的订单，新厂房下月动工。", {}, ["spaces"]),
    ("行业资讯", "人 工 降雨作业三次", text("增雨"), {}, ["spaces"]),
    ("国内资讯", "海岛微电網投入运行", text("微电网"), {}, ["traditional"]),
    ("国内资讯", "古籍修复师增加百名", "培训班学制两年，由三家图书馆联合開办，学员结业后分配到市县馆，修复中心同步对外开放。", {}, ["traditional"]),
    ("国内资讯", "雪场造雪机错峰用电", "造雪集中在夜间低谷时段，单季可节省电费四十万元，２０余家雪场签订了错峰用电协议。", {}, ["fullwidth"]),
    ("国内资讯", "候鸟迁徙路线图更新", "观测站二月三十日前汇总数据，2月30日公布新的路线图，今年增加了五个沿海监测点位。", {}, ["date"]),
    ("国内资讯", "牧区医疗车巡诊两万人", "医疗车配备彩超和检验设备，全年行驶三万公里，巡诊两万人次，下一步将增加", {}, ["unfinished"]),
    ("国内资讯", "沙漠公路换上太阳能灌溉。", text("太阳能灌溉"), {}, ["title_stop"]),
    ("国内资讯", "高原列车增开两对", "内容：增开的两对列车早晚各一对，途中停靠六站，票价与原有车次相同，即日起可购票。", {}, ["leftover"]),
    ("国内资讯", "冰川监测站扩容", "监测站新增&nbsp;三套自动气象仪，数据每十分钟回传一次，科研人员不再需要长期驻守山上。", {}, ["leftover"]),
    ("国内资讯", "湿地\u200b巡护用上电动船", text("巡护船"), {}, ["invisible"]),
    ("国内资讯", "⼈工鱼礁投放完成", text("鱼礁"), {}, ["radical"]),
    ("省内资讯", "外省示范镇经验介绍", text("示范镇"), {"region": "四川"}, ["not_home"]),
    ("省内资讯", "旧站房改建为社区食堂", text("社区食堂"), {"source_url": "https://old.example.com/earlier.html?utm_source=x"}, ["repeated_url"]),
    ("省内资讯", "佛山出台二十条措施扶持机器人产业", "佛山市工信局近日印发扶持机器人产业的政策，共二十条，单个项目最高补助五百万元。", {"region": "佛山"}, ["told_before"]),
    ("省内资讯", "县城停车位共享平台开通", text("停车位共享"), {"source_url": "https://a.example.org/same.html"}, []),
    ("省内资讯", "夜市摊位改为线上申领", text("摊位申领"), {"source_url": "http://www.a.example.org/same.html#2"}, ["repeated_url"]),
    ("省内资讯", "社区菜站开进地铁口", text("菜站"), {"source_url": "https://dead.example.org/x.html"}, ["dead_link"]),
    ("省内资讯", "快讯", text("快讯"), {}, ["short_title"]),
    ("省内资讯", "荔枝保鲜库建成", "已建成。", {}, ["short_summary"]),
    ("省内资讯", "凤凰单丛制茶技艺传习所在镇上开班招收学员", "凤凰单丛制茶技艺传习所在镇上开班招收学员", {}, ["summary_is_title", "unfinished"]),
]  # fmt: skip
# Of the issue itself: 企业资讯 is empty.
WHOLE = ["empty_section"]
# bad_url cannot be stored, and is planted past the form in the test.
EXTRA = ["bad_url"]
PLANTED = sum(len(codes) for *_rest, codes in ITEMS) + len(WHOLE) + len(EXTRA)
