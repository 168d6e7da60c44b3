"""Addresses of the desk over requests: each part of it has its own list."""

from django.urls import include, path

from gongkai.service.requests import urls_cases, urls_counter, urls_letters, urls_online
from gongkai.service.requests.reminding import urls as urls_reminding

urlpatterns = [
    path("desk/requests/", include(urls_cases)),
    path("desk/requests/", include(urls_counter)),
    path("desk/requests/", include(urls_letters)),
    path("desk/requests/", include(urls_online)),
    path("desk/requests/", include(urls_reminding)),
]
