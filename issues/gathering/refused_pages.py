"""Pages that are no article: captchas, sign-in walls, errors. Their words are never a title."""

import re

GONE, LOGIN, BUSY, BLOCKED = {404, 410}, {401, 407}, {429}, {403, 405, 406, 412, 451, 521}
SHORT = 250  # characters: an article that speaks of captchas is longer
LONGEST_TITLE = 24

# The whole title, or its beginning. Such a title is enough, however long the page.
TITLES = [
    (
        "verify",
        "环境异常 安全验证 百度安全验证 人机验证 验证码 滑动验证 请完成验证 身份验证 访问验证",
    ),
    ("verify", "just_a_moment attention_required verify_you_are_human security_check captcha"),
    (
        "busy",
        "访问过于频繁 访问频繁 操作频繁 操作过于频繁 请求过于频繁 访问太频繁 too_many_requests",
    ),
    ("login", "用户登录 会员登录 账号登录 登录 请登录 统一身份认证 sign_in log_in login"),
    (
        "gone",
        "页面不存在 页面未找到 找不到页面 您访问的页面不存在 网页不存在 内容不存在 文章不存在",
    ),
    ("gone", "页面找不到 该内容已被发布者删除 该内容已被删除 文章已删除 page_not_found not_found"),
    ("blocked", "访问被拒绝 访问受限 拒绝访问 禁止访问 网站防火墙 请求被拦截 access_denied"),
    ("blocked", "forbidden 访问被阻断 您的访问被阻断 您的请求已被拦截"),
    ("error", "系统维护 网站维护 服务器错误 系统错误 系统繁忙 bad_gateway"),
    ("error", "error 出错了 service_unavailable service_temporarily_unavailable 参数错误"),
    ("error", "internal_server_error 错误提示 提示信息"),
]
NUMBER = re.compile(r"(40[1-9]|410|429|50[0-9])(?![0-9])")  # a title that begins with a status
# Anywhere in a page that has hardly any text.
PHRASES = [
    (
        "verify",
        "环境异常 完成验证 安全验证 人机验证 滑动验证 拖动滑块 输入验证码 去验证 just_a_moment",
    ),
    ("verify", "verify_you_are_human checking_your_browser"),
    ("busy", "访问过于频繁 访问频繁 操作频繁 操作过于频繁 请求过于频繁 too_many_requests"),
    ("login", "请先登录 请登录 登录后查看 登录后可见 登录后阅读 登录后继续 扫码登录 请登录后"),
    ("gone", "页面不存在 内容不存在 已被发布者删除 已被删除 找不到页面 页面未找到 已停止访问"),
    ("gone", "page_not_found 链接已过期 因违规无法查看 账号已迁移"),
    (
        "blocked",
        "access_denied 访问被拒绝 拒绝访问 请求被拦截 网站防火墙 请在微信客户端打开 forbidden",
    ),
    ("script", "启用javascript enable_javascript javascript_is_disabled 请开启javascript"),
]
# What may stand around such a title: 404 - 页面不存在, 【提示】请登录！
AROUND = " \t-_|–—：:，,。.！!？?【】[]（）()·~～…"


def by_status(status):
    """The code of a refusal that the status says, or None for an answer with a page."""
    for code, statuses in (
        ("gone", GONE),
        ("login", LOGIN),
        ("busy", BUSY),
        ("blocked", BLOCKED),
    ):
        if status in statuses:
            return code
    return None if 200 <= status < 300 else "error"


def by_words(title, text):
    """The code of a refusal that the page's own words say, or None.

    `text` is all that the page shows, without its scripts.
    """
    return by_title(title) or by_text(title, text)


def by_title(title):
    bare = re.sub(r"\s+", " ", title).strip(AROUND).lower()
    if number := NUMBER.match(bare):
        bare = bare[3:].strip(AROUND)
        if not bare:
            return by_status(int(number[0]))
    if len(bare) <= LONGEST_TITLE:
        for code, words in TITLES:
            if any(stands_alone(bare, word.replace("_", " ")) for word in words.split()):
                return code
    return None


def by_text(title, text):
    shown = re.sub(r"\s+", " ", text).lower()
    bare = title.lower()
    if len(shown) <= SHORT:
        for code, words in PHRASES:
            if any(word.replace("_", " ") in f"{bare} {shown}" for word in words.split()):
                return code
    return None


def stands_alone(title, words):
    """Whether the title is these words, or goes on as no headline would (404 Not Found)."""
    rest = title.removeprefix(words)
    if rest == title:
        return False
    return not rest or rest[0] in AROUND or len(rest) <= 2
