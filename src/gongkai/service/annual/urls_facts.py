"""Addresses of the figures of a year, what is behind each, and its closing."""

from django.urls import path

from gongkai.service.annual import allotting_views, closing_views, counted_views, facts_views

urlpatterns = [
    path("<slug:code>/<int:year>/figures/", facts_views.figures, name="desk-annual-figures"),
    path("<slug:code>/<int:year>/figures/<str:address>/", facts_views.cell, name="desk-annual-cell"),
    path(
        "<slug:code>/<int:year>/figures/<str:address>/export.<str:form>",
        facts_views.taken,
        name="desk-annual-cell-export",
    ),
    path("versions/<int:number>/cells/<str:address>/", counted_views.cell, name="desk-annual-version-cell"),
    path(
        "versions/<int:number>/cells/<str:address>/export.<str:form>",
        counted_views.taken,
        name="desk-annual-version-cell-export",
    ),
    path("<slug:code>/<int:year>/close/", closing_views.closed, name="desk-annual-close"),
    path("<slug:code>/<int:year>/changes/", closing_views.changed, name="desk-annual-changes"),
    path("<slug:code>/<int:year>/allotment/", allotting_views.allotted, name="desk-annual-allotment"),
    path("report.css", facts_views.style_sheet, name="desk-annual-style"),
]
