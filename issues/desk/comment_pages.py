"""Comments on the page of an issue and on that of an item."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse

from issues import publishing, reviewing
from issues.models import Comment, Issue

from .finding import whole_number


class CommentsAdmin(admin.ModelAdmin):
    """`comment/` below the address of a row takes new comments, replies and marks."""

    def get_urls(self):
        name = f"issues_{self.opts.model_name}_comment"
        view = self.admin_site.admin_view(self.comment_view)
        return [path("<path:object_id>/comment/", view, name=name), *super().get_urls()]

    def comment_view(self, request, object_id):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not publishing.may(request.user, "edit"):
            raise PermissionDenied
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        try:
            self.act(request, row)
        except reviewing.Refused as refusal:
            messages.error(request, str(refusal))
        url = reverse(f"admin:issues_{self.opts.model_name}_change", args=[row.pk])
        return HttpResponseRedirect(f"{url}#comments")

    def act(self, request, row):
        user, text = request.user, request.POST.get("text", "")
        number = request.POST.get("thread", "")
        if not number:
            reviewing.comment(text, user=user, **{self.opts.model_name: row})
            return
        thread = self.threads(row).filter(pk=whole_number(number)).first()
        if thread is None:
            raise Http404
        if "resolve" in request.POST or "reopen" in request.POST:
            reviewing.resolve(thread, user=user, resolved="resolve" in request.POST)
        else:
            reviewing.reply(thread, text, user=user)

    def threads(self, row):
        """An issue shows the comments on its items too."""
        if isinstance(row, Issue):
            return Comment.objects.about(row).threads()
        return row.comments.threads()

    def render_change_form(self, request, context, *args, **kwargs):
        row = context["original"]
        if row is not None:
            url = reverse(f"admin:issues_{self.opts.model_name}_comment", args=[row.pk])
            context |= {
                "threads": list(self.threads(row)) if getattr(row, "has_comments", True) else [],
                "comment_url": url,
                "may_comment": publishing.may(request.user, "edit"),
            }
        return super().render_change_form(request, context, *args, **kwargs)
