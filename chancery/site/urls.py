"""All addresses: pages from the registry, the API, and nothing by hand."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("chancery.api.urls")),
    path("", include("chancery.ui.urls")),
]
