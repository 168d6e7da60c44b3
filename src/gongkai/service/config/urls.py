"""Every address of the service."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from gongkai.service.annual import urls as annual
from gongkai.service.api import urls as machine
from gongkai.service.catalogue import urls as catalogue
from gongkai.service.clearance import urls as clearance
from gongkai.service.organs import urls as organs
from gongkai.service.portal import urls, views
from gongkai.service.redress import urls as redress
from gongkai.service.requests import urls as requests

# A file is the same in every language; the pages around it are under /en/ in English.
urlpatterns = [
    path("", include(urls.files)),
    path("", include(machine.addresses)),
    *i18n_patterns(
        path("", include(urls.pages)),
        path("", include(machine.pages)),
        path("", include(organs)),
        path("", include(clearance)),
        path("", include(catalogue)),
        path("", include(requests)),
        path("", include(redress)),
        path("", include(annual)),
        prefix_default_language=False,
    ),
]

handler400 = views.bad_request
handler404 = views.not_found
handler500 = views.broken
