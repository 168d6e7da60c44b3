"""Addresses of the desk over annual reports: each part of it has its own list."""

from django.urls import include, path

from gongkai.service.annual import (
    urls_declared,
    urls_facts,
    urls_prose,
    urls_rollup,
    urls_sent,
    urls_steps,
)

urlpatterns = [
    path("", include(urls_rollup)),
    path("", include(urls_sent)),
    path("desk/annual/", include(urls_declared)),
    path("desk/annual/", include(urls_prose)),
    path("desk/annual/", include(urls_facts)),
    path("desk/annual/", include(urls_steps)),
]
