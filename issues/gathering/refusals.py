"""Why nothing was fetched, or nothing could be made of it, as a code and as a sentence."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "address": _("This is no address of a web page: it must begin with http:// or https://."),
    "port": _("The address names a port other than 80 or 443; the server does not go there."),
    "inside": _("The address leads into an internal network; the server does not go there."),
    "unknown": _("There is no site of this name."),
    "unreachable": _("The site does not answer."),
    "certificate": _("The site's certificate is not valid, so it cannot be trusted."),
    "redirects": _("The site sends on again and again and never shows the page."),
    "slow": _("The site took too long to answer."),
    "large": _("The page is too large to be read."),
    "broken": _("The site's answer is damaged."),
    # What came is no article: refused_pages.py.
    "gone": _("The page does not exist or was taken down."),
    "login": _("The page can only be read after signing in."),
    "verify": _("The site asks for a check that a person is there (captcha)."),
    "busy": _("The site says that it is asked too often; try again later."),
    "blocked": _("The site does not let the server read the page."),
    "error": _("The site answers with an error."),
    "script": _("The page shows its text only with JavaScript, which the server does not run."),
    "kind": _("This is no web page but a file, such as a PDF or a picture."),
    "empty": _("There is no article on the page."),
}


class Refused(Exception):
    """`code` is a key of SENTENCES; `detail` is for the log, never for the page."""

    def __init__(self, code, detail=""):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail

    @property
    def sentence(self):
        return SENTENCES[self.code]
