import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.text import urls


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example.com/a.html",
        "http://example.com:8080/?q=1#x",
        "https://例子.example/新闻",
        " https://example.com ",
    ],
)
def test_an_address_is_safe(url):
    assert urls.safe_url(url) == url.strip()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "ftp://example.com/a",
        "file:///etc/hosts",
        "data:text/html,x",
        "//example.com/a",
        "example.com/a",
        "https://",
        "https://user@example.com/",
        "https://good.example@bad.example/",
        "https://example.com\\@bad.example/",
        "https://example.com/a b",
        "https://example.com/\u202egnp",
        "https://example.com/\n",
        "https://example.com:99999/",
        "https://example.com:0/",
        "https://[::1/",
        "",
    ],
)
def test_an_address_is_refused(url):
    assert urls.safe_url(url + "x" if url.endswith("\n") else url) is None


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Example.com/a", "example.com"),
        ("http://news.example.com:80", "news.example.com"),
        ("https://[bad", ""),
        ("text", ""),
    ],
)
def test_host(url, host):
    assert urls.host(url) == host


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://example.com/a", "https://www.example.com/a"),
        ("https://example.com:443/a/", "http://EXAMPLE.com:80/a"),
        ("https://example.com/a#top", "https://example.com/a"),
        ("https://example.com/a?utm_source=x&id=1", "https://example.com/a?id=1"),
        ("https://example.com/a?b=2&a=1", "https://example.com/a?a=1&b=2"),
        ("https://example.com/%e4%b8%ad", "https://example.com/中"),
        ("https://example.com/a.html?from=feed&x=1", "https://example.com/a.html"),
        (
            "https://baijiahao.baidu.com/s?id=17&wfr=spider&for=pc",
            "http://baijiahao.baidu.com/s?id=17",
        ),
        ("https://m.example.com/a", "https://www.example.com/a"),
        ("https://example.com./a/index.html", "https://example.com/a"),
        ("https://example.com/a?spm=a2.1&from=timeline&share_token=9", "https://example.com/a"),
        ("https://例子.example/a", "https://xn--fsqu00a.example/a"),
        ("https://m.thepaper.cn/newsDetail_forward_12", "https://www.thepaper.cn/detail/12"),
        (
            "https://www.toutiao.com/article/712345678901234567/",
            "https://m.toutiao.com/i712345678901234567/?x=1",
        ),
        (
            "https://finance.sina.com.cn/tech/roll/2024-12-16/doc-inabcdef1234567.shtml",
            "https://finance.sina.cn/2024-12-16/detail-inabcdef1234567.d.html?vt=4",
        ),
        (
            "https://baijiahao.baidu.com/builder/preview/s?id=17",
            "https://baijiahao.baidu.com/s?id=17",
        ),
        (
            "https://mp.weixin.qq.com/s?__biz=A&mid=1&idx=2&sn=c&scene=21",
            "https://mp.weixin.qq.com/s?sn=c&idx=2&mid=1&__biz=A",
        ),
    ],
)
def test_two_addresses_of_one_page(one, other):
    assert urls.normalise(one) == urls.normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/a", "https://example.com/b"),
        ("https://example.com/a", "https://news.example.com/a"),
        ("https://example.com/a?id=1", "https://example.com/a?id=2"),
        ("https://example.com:8080/a", "https://example.com/a"),
        ("https://baijiahao.baidu.com/s?id=17", "https://baijiahao.baidu.com/s?id=18"),
        ("https://mp.weixin.qq.com/s/abc", "https://mp.weixin.qq.com/s/abd"),
        # The page is a frame; what it shows is named behind it.
        ("https://example.com/detail.html?id=1", "https://example.com/detail.html?id=2"),
        ("https://example.com/#/news/1", "https://example.com/#/news/2"),
        ("https://m.com.cn/a", "https://com.cn/a"),
    ],
)
def test_two_pages(one, other):
    assert urls.normalise(one) != urls.normalise(other)


PIECES = st.sampled_from(
    [
        *"/?#&=%.:@;+ 中\0\ud800",
        "//",
        "https:",
        "www.",
        "m.",
        "index.html",
        "%25",
        "utm_x=1",
        "id=1",
    ]
)


@given(st.text() | st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join))
def test_any_text_has_a_key_that_is_its_own(text):
    for url in (text, f"https://example.com/{text}", f"https://{text}"):
        found = urls.normalise(url)
        assert urls.normalise(found) == found
        assert len(urls.key(url)) <= urls.KEY_MAX


@given(st.text("ab/中%41;=~", max_size=20))
def test_campaigns_and_places_do_not_count(text):
    url = f"https://example.com/a{text}".partition("#")[0].partition("?")[0]
    assert urls.normalise(f"{url}?utm_source=x#top") == urls.normalise(url)


def test_a_key_fits_an_index():
    assert urls.key("http://www.example.com/a/") == "//example.com/a"
    long = "https://example.com/" + "中" * 600
    assert urls.key(long).startswith("sha256:")
    assert urls.key(long) != urls.key(long + "a")
    assert urls.key("示例日报") == urls.key("") == urls.key("javascript:alert(1)") == ""
