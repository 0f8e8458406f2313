from django.urls import path

from . import views

urlpatterns = [
    path("items/", views.items, name="api_items"),
    path("facets/", views.facets, name="api_facets"),
]
