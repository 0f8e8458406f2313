"""Source addresses: which ones are safe to link."""

from urllib.parse import urlsplit

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
