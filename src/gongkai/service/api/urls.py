"""Addresses of the machine face: the same in every language."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from gongkai.service.api import views
from gongkai.service.api.v1 import api

addresses: list[URLPattern | URLResolver] = [
    path("api/v1/", include(api.urls[0])),
    path("api/v1/<path:rest>", views.no_such_address, name="api-v1-else"),
    path("api/", views.manual, name="api"),
]
