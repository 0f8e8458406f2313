"""Source addresses: which ones are safe to link, and when two of them are the same page."""

import re
from functools import lru_cache
from hashlib import sha256
from urllib.parse import unquote, urlsplit

from w3lib.url import canonicalize_url

SCHEMES = ("http", "https")


def safe_url(text: str) -> str | None:
    """The address if a browser can be sent there: http or https, a host, no hidden characters."""
    url = text.strip()
    if any(char.isspace() or not char.isprintable() for char in url) or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in SCHEMES or not parts.hostname or parts.username is not None:
        return None
    return url if port != 0 else None


def host(url: str) -> str:
    """The host without www., in lower case; empty where there is none."""
    try:
        name = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return name.removeprefix("www.")


# What campaigns and sharing add to an address; the page is the same without.
TRACKING_WORDS = """
spm scm spm_id_from from from_source from_spmid fromid for wfr isappinstalled scene ascene
share shareto sharefrom shareid sharer sharetime shareuid srcid tn fr
tt_from req_id req_id_new use_new_style is_hit_share_recommend wxshare_count xsec_source
fbclid gclid gclsrc dclid msclkid yclid twclid ttclid igshid mc_cid mc_eid _hsenc _hsmi ref
ref_src ref_url referer referrer vd_source unique_k bd_vid hmsr hmpl hmcu hmkw hmci cmpid
nsukey winzoom clicktime enterid pass_ticket chksm _t _ timestamp
"""
TRACKING = frozenset(TRACKING_WORDS.split())
TRACKING_STARTS = ("utm_", "share_", "pk_", "mtm_", "stm_", "at_custom")
# Hosts whose pages are told by these parameters alone.
KEPT = {
    "baijiahao.baidu.com": ("id",),
    "mp.weixin.qq.com": ("__biz", "mid", "idx", "sn"),
}
# Publishers who serve one article under several hosts and paths: (host, pattern, key). What
# the pattern finds is the article's own number, the same wherever it is shown.
ARTICLES = tuple(
    (host, re.compile(pattern), key)
    for host, pattern, key in (
        ("sina.com.cn", r"/(?:doc|detail)-(i[a-z]{6,8}[0-9]{6,8})\b", "doc-{}"),
        ("sina.cn", r"/(?:doc|detail)-(i[a-z]{6,8}[0-9]{6,8})\b", "doc-{}"),
        ("163.com", r"/([0-9A-Z]{16})\.html$", "article/{}"),
        ("thepaper.cn", r"/(?:newsDetail|detail)(?:_forward_|/)([0-9]+)$", "detail/{}"),
        ("toutiao.com", r"^/(?:article/|group/|[ia])([0-9]{15,20})$", "article/{}"),
        ("qq.com", r"/([0-9]{8}[A-Z][0-9A-Z]{5}00)(?:\.html)?$", "a/{}"),
        ("ifeng.com", r"^/c/([0-9A-Za-z]{8,})$", "c/{}"),
    )
)
OWNERS = {"sina.cn": "sina.com.cn"}
# Another path of the same pages: (host, path) to path.
PATHS = {("baijiahao.baidu.com", "/builder/preview/s"): "/s"}
STATIC = (".html", ".shtml", ".htm")
# A page of this kind without a digit in its path is a frame for what its query names.
NAMES_A_PAGE = re.compile(r"(?:^|[a-z_])(?:id|no)$|^(?:uuid|guid|code|key)$", re.IGNORECASE)
DEFAULT_PAGE = re.compile(r"/(?:index|default)\.(?:html?|shtml|php|aspx?|jsp)$", re.IGNORECASE)
# The same pages for telephones. Not where the name would end: m.com.cn is a site of its own.
TWINS = ("www.", "m.", "wap.")
REGISTRIES = ("com", "net", "org", "gov", "edu", "ac", "mil", "co", "ne", "or", "go")
PORTS = {80, 443}
HOST_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|[0-9a-f:.]+")
KEY_MAX = 200


def key(url: str) -> str:
    """`normalise` for an indexed column: ASCII, at most KEY_MAX characters, "" for no address.

    A longer key is its own SHA-256: PostgreSQL's index refuses a row of more than 2,700 bytes.
    """
    found = normalise(url)
    if not found.startswith("//") or not host(found) or not found.isascii():
        return ""
    return found if len(found) <= KEY_MAX else f"sha256:{sha256(found.encode()).hexdigest()}"


@lru_cache(maxsize=1024)  # an address is compared, checked and stored in one go
def normalise(url: str) -> str:
    """One key for the addresses of one page: for comparing only, never to be shown or opened.

    http and https, default ports, www. and m., letter case of the host, fragments, tracking
    parameters, their order and a last slash do not count. Text that is no address is its own
    key. Normalising twice changes nothing; no text raises.
    """
    found = url.strip()
    # What canonicalize_url writes may read anew as something shorter ("/;/", "/index.html/").
    while (again := normalised(found)) != found:
        found = again
    return found


def normalised(url: str) -> str:
    text = f"https:{url}" if url.startswith("//") else url
    if not text.isprintable():
        return url
    try:
        parts = urlsplit(canonicalize_url(text, keep_fragments=True))
        port, name = parts.port, parts.hostname or ""
    except ValueError:
        return url
    if parts.scheme not in SCHEMES or not HOST_NAME.fullmatch(name.rstrip(".")):
        return url
    name = f"[{name}]" if ":" in name else twin_of(name)
    where = name if port is None or port in PORTS else f"{name}:{port}"
    path = bare(parts.path)
    path = PATHS.get((name, path), path)
    if found := article(name, path):
        return found
    query = kept_query(name, path, parts.query)
    # Pages of one script are told by what stands behind #/ and #!; other marks are places.
    route = f"#{parts.fragment}" if parts.fragment.startswith(("/", "!")) else ""
    return f"//{where}{path}" + (f"?{query}" if query else "") + route


def bare(path: str) -> str:
    """The path without its last slashes, empty parameters and the name of a default page."""
    before = None
    while before != path:
        before, path = path, DEFAULT_PAGE.sub("/", path).rstrip("/;")
    return path


def twin_of(name: str) -> str:
    """The host whose pages are the same: without a last dot, www. and m."""
    name = name.rstrip(".")
    while start := next((start for start in TWINS if name.startswith(start)), None):
        labels = name.removeprefix(start).split(".")
        registry = len(labels) == 2 and labels[0] in REGISTRIES and start != "www."
        if len(labels) < 2 or registry:
            break
        name = name.removeprefix(start)
    return name


def article(name: str, path: str) -> str | None:
    """The key of all addresses of one article of a known publisher."""
    for owner, pattern, form in ARTICLES:
        if (name == owner or name.endswith(f".{owner}")) and (found := pattern.search(path)):
            return f"//{OWNERS.get(owner, owner)}/{form.format(*found.groups())}"
    return None


def kept_query(name: str, path: str, query: str) -> str:
    """The parameters that tell one page from another, in the order canonicalize_url gave them."""
    pairs = [(unquote(pair.partition("=")[0]), pair) for pair in query.split("&") if pair]
    if kept := KEPT.get(name):
        # A short form of the address (mp.weixin.qq.com/s/…) has none of them.
        return "&".join(pair for word, pair in pairs if word in kept)
    own = [(word, pair) for word, pair in pairs if not tracks(word)]
    if path.lower().endswith(STATIC):
        frame = not any(char.isdigit() for char in path)
        own = [(word, pair) for word, pair in own if frame and NAMES_A_PAGE.search(word)]
    return "&".join(pair for _word, pair in own)


def tracks(word: str) -> bool:
    word = word.lower()
    return word in TRACKING or word.startswith(TRACKING_STARTS)
