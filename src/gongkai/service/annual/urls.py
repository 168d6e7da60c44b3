"""Addresses of the desk over annual reports: each part of it has its own list."""

from django.urls import include, path

from gongkai.service.annual import urls_facts

urlpatterns = [
    path("desk/annual/", include(urls_facts)),
]
