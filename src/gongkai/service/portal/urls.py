"""Addresses of the public face: pages, once in each language, and files, the same in every language."""

from django.urls import path, re_path

from gongkai.service.portal import law_views, tool_views, views

pages = [
    path("", views.home, name="home"),
    path("organs/<slug:code>/", views.area, name="area"),
    path("organs/<slug:code>/guide/", views.guide, name="guide"),
    path("organs/<slug:code>/rules/", views.rules, name="rules"),
    path("organs/<slug:code>/mandatory/", views.mandatory, name="mandatory"),
    path("organs/<slug:code>/reports/", views.reports, name="reports"),
    path("organs/<slug:code>/reports/<int:year>/", views.report, name="report"),
    path("organs/<slug:code>/reports/<int:year>/<int:number>/", views.report, name="edition"),
    path("organs/<slug:code>/request/", views.request_entry, name="request"),
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
    path("report.css", views.report_style, name="report-style"),
    path(
        "organs/<slug:code>/reports/<int:year>/<int:number>/report.<str:form>",
        views.download,
        name="download",
    ),
]
