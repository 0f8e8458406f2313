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
    ],
)
def test_two_pages(one, other):
    assert urls.normalise(one) != urls.normalise(other)


@given(st.text())
def test_any_text_has_a_key(text):
    assert isinstance(urls.normalise(text), str)
    assert isinstance(urls.normalise("https://example.com/" + text), str)
