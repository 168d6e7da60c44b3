"""Addresses of the authority over annual reports: its register, days and reminders."""

from django.urls import path

from gongkai.service.annual import compare_views, register_views, summing_views

urlpatterns = [
    path("desk/annual/compare/", compare_views.compare, name="desk-annual-compare"),
    path(
        "desk/annual/compare/<slug:what>.<slug:form>",
        compare_views.compare_file,
        name="desk-annual-compare-file",
    ),
    path("desk/annual/register/", register_views.register, name="desk-annual-register"),
    path("desk/annual/register/remind/", register_views.reminded, name="desk-annual-remind"),
    path("desk/annual/register/deadlines/", register_views.deadlines, name="desk-annual-deadlines"),
    path("desk/annual/register/sum/", summing_views.summed, name="desk-annual-sum"),
    path("desk/annual/register/organs/<slug:code>/", register_views.reporter, name="desk-annual-reporter"),
]
