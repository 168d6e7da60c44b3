"""Addresses of the public face: pages, once in each language, and files, the same in every language."""

from django.urls import path

from gongkai.service.portal import views

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
]

files = [
    path("report.css", views.report_style, name="report-style"),
    path(
        "organs/<slug:code>/reports/<int:year>/<int:number>/report.<str:form>",
        views.download,
        name="download",
    ),
]
