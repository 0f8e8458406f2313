"""Who publishes what an address leads to."""

from urllib.parse import urlsplit

from issues.models import Publisher

DEEPEST = 8  # labels


def domains(url):
    """The host and all it lies in, the closest first: a.b.cn, b.cn, cn. Empty for no address."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return []
    labels = host.rstrip(".").split(".")
    # No domain that anybody registers is deeper.
    labels = labels[-DEEPEST:]
    return [".".join(labels[start:]) for start in range(len(labels))] if host else []


def publisher_of(url):
    """The publisher whose domain is the closest to the address, or None.

    www. is looked at as well: 中国政府网 is www.gov.cn, and not all that ends in gov.cn.
    """
    closest_first = domains(url)
    rows = Publisher.objects.select_related("region", "section").filter(domain__in=closest_first)
    return min(rows, key=lambda row: closest_first.index(row.domain), default=None)
