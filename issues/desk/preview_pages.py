"""Preview links of an issue, for those without an account: made, shown and revoked."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed

from issues import preview, publishing

from .finding import whole_number


class PreviewAdmin(admin.ModelAdmin):
    def get_urls(self):
        pages = {
            "preview_link": self.link_view,
            "preview_revoke": self.revoke_view,
        }
        return self.paths(pages) + super().get_urls()

    def link_view(self, request, object_id):
        issue = self.for_links(request, object_id)
        if not hasattr(issue, "pk"):
            return issue
        preview.make(issue, user=request.user)
        return self.back_to(issue, "#previews")

    def revoke_view(self, request, object_id):
        issue = self.for_links(request, object_id)
        if not hasattr(issue, "pk"):
            return issue
        number = whole_number(request.POST.get("link", ""))
        link = issue.preview_links.filter(pk=number).first()
        if link is None:
            raise Http404
        preview.revoke(link, user=request.user)
        return self.back_to(issue, "#previews")

    def for_links(self, request, object_id):
        """The issue, or the answer to those who do not POST."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not publishing.may(request.user, "edit"):
            raise PermissionDenied
        return self.posted_issue(request, object_id)

    def render_change_form(self, request, context, *args, **kwargs):
        issue = context["original"]
        if issue is not None:
            may_link = publishing.may(request.user, "edit", issue)
            links = preview.open_links(issue) if may_link and issue.has_links else ()
            context |= {
                "may_link": may_link,
                "preview_links": [(link, preview.address(link)) for link in links],
            }
        return super().render_change_form(request, context, *args, **kwargs)
