"""What the frame of every page shows: the site's name, its language and its own address."""

import unicodedata

from django.conf import settings
from django.utils import translation
from django.utils.encoding import escape_uri_path, uri_to_iri

CONTENT_LANGUAGE = "zh-Hans-CN"  # what the editors write, whatever language the page speaks
# The widest names (in characters of full width) that still fit beside the seal on a phone.
PLATES = ((4, ""), (6, "long"), (9, "longer"), (14, "longest"))


def site(request):
    english = translation.get_language() == "en"
    chinese_path, english_path = both_paths(request)
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "plate": plate(settings.SITE_NAME),
        "page_language": "en" if english else CONTENT_LANGUAGE,
        # Set on what the editors wrote, where the page around it is English.
        "zh": f" lang={CONTENT_LANGUAGE}" if english else "",
        "chinese_path": chinese_path,
        "english_path": english_path,
        "own_path": english_path if english else chinese_path,
    }


def both_paths(request):
    """The addresses of this page in Chinese and English; of the home page when there is none."""
    if request.resolver_match is None:
        return "/", "/en/"
    path = request.path_info
    if path.startswith("/en/"):
        path = path.removeprefix("/en")
    path = uri_to_iri(escape_uri_path(path))
    return path, f"/en{path}"


def plate(name):
    """The class that makes a long name fit into the masthead."""
    width = sum(1 if unicodedata.east_asian_width(char) in "WF" else 0.6 for char in name)
    return next((style for most, style in PLATES if width <= most), "wraps")
