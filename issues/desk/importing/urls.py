"""The addresses below /admin/imports/."""

from django.urls import path

from . import bench, ending, originals, uploading


def urls(site):
    pages = [
        ("imports/", uploading.page, "imports"),
        ("imports/<int:pk>/", bench.page, "import"),
        ("imports/<int:pk>/file/", originals.download, "import_file"),
        ("imports/<int:pk>/undo/", ending.undo_view, "import_undo"),
        ("imports/<int:pk>/discard/", ending.discard_view, "import_discard"),
    ]
    return [path(route, site.admin_view(view), name=name) for route, view, name in pages]
