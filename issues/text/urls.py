"""Source addresses: which ones are safe to link, and when two of them are the same page."""

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

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
TRACKING = frozenset(
    [
        *("spm", "from", "isappinstalled", "scene", "share_token", "share_source", "share_medium"),
        *(
            "share_plat",
            "share_session_id",
            "share_tag",
            "share_from",
            "shareto",
            "sharefrom",
            "wfr",
        ),
        *(
            "for",
            "fbclid",
            "gclid",
            "dclid",
            "msclkid",
            "yclid",
            "igshid",
            "mc_cid",
            "mc_eid",
            "_hsenc",
            "_hsmi",
        ),
        *("vd_source", "spm_id_from", "ref_src", "bd_vid", "hmsr", "hmpl", "hmcu", "hmkw", "hmci"),
    ]
)
# Hosts whose pages are told by these parameters alone.
KEPT = {
    "baijiahao.baidu.com": ("id",),
    "mp.weixin.qq.com": ("__biz", "mid", "idx", "sn"),
}
STATIC = (".html", ".shtml", ".htm")
DEFAULT_PORTS = {80, 443}


def normalise(url: str) -> str:
    """One key for the addresses of one page: for comparing only, never to be shown or opened.

    http and https, default ports, www., letter case of the host, fragments, tracking
    parameters, their order and a last slash do not count. Text that is no address is its own key.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.strip()
    name = host(url)
    if not name:
        return url.strip()
    where = name if port is None or port in DEFAULT_PORTS else f"{name}:{port}"
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._%").rstrip("/")
    query = _query(name, path, parts.query)
    return f"//{where}{path}" + (f"?{query}" if query else "")


def _query(name: str, path: str, query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    if kept := KEPT.get(name):
        own = [pair for pair in pairs if pair[0] in kept]
        # A short form of the address (mp.weixin.qq.com/s/…) has none of them.
        return urlencode(sorted(own))
    if path.lower().endswith(STATIC):
        return ""
    return urlencode(
        sorted((k, v) for k, v in pairs if k not in TRACKING and not k.startswith("utm_"))
    )
