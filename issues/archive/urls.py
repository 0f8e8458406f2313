from django.urls import path, register_converter

from . import preview, search, views
from .converters import Code, Number, Slug

register_converter(Code, "code")
register_converter(Number, "number")
register_converter(Slug, "topic")

urlpatterns = [
    path("", views.home, name="home"),
    path("issues/", views.issue_list, name="issues"),
    path("preview/issue/<number:number>/", preview.staff, name="staff_preview"),
    path("preview/<str:token>/", preview.page, name="preview"),
    path("issues/latest/", views.latest, name="latest"),
    path("issues/<number:number>/", views.issue_page, name="issue"),
    path("items/<number:pk>/", views.item_page, name="item"),
    path("search/", search.page, name="search"),
    path("regions/", views.region_list, name="regions"),
    path("regions/<code:code>/", views.region_page, name="region"),
    path("topics/", views.topic_list, name="topics"),
    path("topics/<topic:slug>/", views.topic_page, name="topic"),
]
