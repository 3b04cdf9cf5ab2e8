"""Addresses of the API: `/api/v1/…`; anything else under `/api/` is nowhere."""

from django.urls import include, path, re_path

from .door import door, nowhere
from .floor import addresses, build

urlpatterns = [
    path("v1/", include((addresses(build()), "api"), namespace="api")),
    re_path(r"^(?P<rest>.*)$", door(nowhere)),
]
