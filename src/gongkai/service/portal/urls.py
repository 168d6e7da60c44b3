"""Addresses of the public face: pages, once in each language, and files, the same in every language."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path, re_path

from gongkai.service.portal import (
    central_views,
    compare_views,
    document_views,
    law_views,
    list_views,
    preview_views,
    report_views,
    search_views,
    site_views,
    tool_views,
    views,
)
from gongkai.service.portal.asking import urls as asking

SUM = {"scope": "aggregate"}  # of what: the sum over those who report to the organ


def _list(address: str, view: Callable[..., HttpResponseBase], name: str) -> list[URLPattern]:
    """Return the addresses of a list: whole, of one year, and each from a place in it on (lists.Place)."""
    return [
        path(address, view, name=name),
        path(f"{address}<int:year>/", view, name=f"{name}-year"),
        path(f"{address}before/<str:before>/", view, name=f"{name}-before"),
        path(f"{address}<int:year>/before/<str:before>/", view, name=f"{name}-year-before"),
    ]


pages = [
    path("", views.home, name="home"),
    *_list("documents/", list_views.documents, "documents"),
    path("reports/compare/", compare_views.compare, name="compare"),
    path("organs/", site_views.organs, name="organs"),
    path("search/", search_views.search, name="search"),
    path("map/", site_views.site_map, name="map"),
    path("topics/", list_views.topics, name="topics"),
    *_list("topics/<slug:code>/", list_views.topic, "topic"),
    *_list("categories/<slug:key>/", list_views.all_of_category, "all-of-category"),
    *_list("organs/<slug:code>/latest/", list_views.organ_documents, "organ-documents"),
    *_list("organs/<slug:code>/mandatory/<slug:key>/", list_views.category, "category"),
    *_list("organs/<slug:code>/library/<slug:kind>/", list_views.library, "library"),
    path("organs/<slug:code>/documents/<int:pk>/", document_views.document, name="document"),
    path(
        "organs/<slug:code>/documents/<int:pk>/editions/<int:number>/",
        document_views.wording,
        name="wording",
    ),
    path(
        "organs/<slug:code>/documents/<int:pk>/editions/<int:number>/compare/",
        document_views.comparison,
        name="comparison",
    ),
    path("organs/<slug:code>/", views.area, name="area"),
    path("organs/<slug:code>/guide/", views.guide, name="guide"),
    path("organs/<slug:code>/rules/", views.rules, name="rules"),
    path("organs/<slug:code>/mandatory/", views.mandatory, name="mandatory"),
    path("organs/<slug:code>/reports/", report_views.reports, name="reports"),
    path("organs/<slug:code>/reports/all/", central_views.all_reports, name="all-reports"),
    path("organs/<slug:code>/reports/all/<int:year>/", central_views.all_reports, name="all-reports-year"),
    path("organs/<slug:code>/reports/<int:year>/", report_views.report, name="report"),
    path("organs/<slug:code>/reports/<int:year>/<int:number>/", report_views.report, name="edition"),
    path("organs/<slug:code>/reports/<int:year>/aggregate/", report_views.report, SUM, name="aggregate"),
    path(
        "organs/<slug:code>/reports/<int:year>/aggregate/<int:number>/",
        report_views.report,
        SUM,
        name="aggregate-edition",
    ),
    path("organs/<slug:code>/request/", views.request_entry, name="request"),
    *asking.pages,
    path("desk/documents/editions/<int:number>/preview/", preview_views.preview, name="desk-preview"),
    path("tools/", tool_views.tools, name="tools"),
    path("tools/deadline/", tool_views.deadline, name="deadline"),
    path("tools/fee/", tool_views.fee, name="fee"),
    path("tools/remedy/", tool_views.remedy, name="remedy"),
    path("law/", law_views.law, name="law"),
    path("law/<int:number>/", law_views.article, name="article"),
    path("law/decisions/", law_views.decisions, name="decisions"),
    path("law/decisions/<slug:number>/", law_views.decision, name="decision"),
]

files = [
    re_path(
        r"^tools/deadline/deadline\.(?P<form>json|ics|yaml)$", tool_views.deadline_file, name="deadline-file"
    ),
    path(
        "organs/<slug:code>/documents/<int:pk>/editions/<int:number>/document.<str:form>",
        document_views.rendition,
        name="document-file",
    ),
    path(
        "organs/<slug:code>/documents/<int:pk>/editions/<int:number>/files/<int:place>/<str:name>",
        document_views.attachment,
        name="attachment",
    ),
    path("reports/compare/<slug:what>.<slug:form>", compare_views.compare_file, name="compare-file"),
    path("site/<str:name>", site_views.site_file, name="site-file"),
    path("report.css", report_views.report_style, name="report-style"),
    path(
        "organs/<slug:code>/reports/all/<int:year>/list.<slug:form>",
        central_views.all_reports_file,
        name="all-reports-file",
    ),
    path(
        "organs/<slug:code>/reports/all/<int:year>/<slug:organ>/<slug:scope>/report.<str:form>",
        central_views.one_of_all,
        name="one-of-all",
    ),
    path(
        "organs/<slug:code>/reports/<int:year>/<int:number>/report.<str:form>",
        report_views.download,
        name="download",
    ),
    path(
        "organs/<slug:code>/reports/<int:year>/aggregate/<int:number>/report.<str:form>",
        report_views.download,
        SUM,
        name="aggregate-download",
    ),
    path(
        "organs/<slug:code>/reports/<int:year>/<int:number>/<slug:what>.<slug:form>",
        report_views.data,
        name="report-data",
    ),
    path(
        "organs/<slug:code>/reports/<int:year>/aggregate/<int:number>/<slug:what>.<slug:form>",
        report_views.data,
        SUM,
        name="aggregate-data",
    ),
]
