"""Addresses of the words of a report, and of what is recorded through the year for them."""

from django.urls import path

from gongkai.service.annual import occasion_views, writing_views

_SECTIONS = "<slug:code>/<int:year>/sections"

urlpatterns = [
    path("occasions/", occasion_views.occasions, name="desk-occasions"),
    path("occasions/none/<int:year>/", occasion_views.none, name="desk-occasions-none"),
    path("occasions/<int:number>/", occasion_views.occasion, name="desk-occasion"),
    path("occasions/<int:number>/back/", occasion_views.withdrawn, name="desk-occasion-back"),
    path(f"{_SECTIONS}/", writing_views.sections, name="desk-annual-sections"),
    path(f"{_SECTIONS}/<int:section>/", writing_views.section, name="desk-annual-section"),
]
