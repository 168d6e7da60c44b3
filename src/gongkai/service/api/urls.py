"""Addresses of the machine face: the same in every language, but for the pages about it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from gongkai.service.api import feeds, open_data, sending, sitemaps, views
from gongkai.service.api.v1 import api

addresses: list[URLPattern | URLResolver] = [
    path("api/v1/annual/reports", sending.annual_report, name="v1-annual-send"),
    path("api/v1/annual/report.schema.json", sending.schema, name="v1-annual-schema"),
    path("api/v1/", include(api.urls[0])),
    path("api/v1/<path:rest>", views.no_such_address, name="api-v1-else"),
    path("feeds/documents.atom", feeds.documents, name="feed-documents"),
    path("feeds/reports.atom", feeds.reports, name="feed-reports"),
    path("feeds/search.atom", feeds.search, name="feed-search"),
    path("open-data/<slug:key>.<slug:form>", open_data.file, name="open-data-file"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemaps/pages.xml", sitemaps.pages, name="sitemap-pages"),
    path("sitemaps/reports.xml", sitemaps.reports, name="sitemap-reports"),
    path("sitemaps/documents-<int:part>.xml", sitemaps.documents, name="sitemap-documents"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("opensearch.xml", sitemaps.opensearch, name="opensearch"),
]

pages = [
    path("api/", views.manual, name="api"),
    path("open-data/", open_data.page, name="open-data"),
]
