"""Addresses of the desk over declared numbers."""

from django.urls import path

from gongkai.service.annual import declared_table_views, declaring_views

_YEAR = "declared/<int:year>"

urlpatterns = [
    path("declared/", declaring_views.grid, name="desk-declared"),
    path(f"{_YEAR}/import/", declared_table_views.upload, name="desk-declared-import"),
    path(f"{_YEAR}/import/apply/", declared_table_views.apply, name="desk-declared-apply"),
    path(f"{_YEAR}/table.<slug:form>", declared_table_views.template, name="desk-declared-table"),
    path(f"{_YEAR}/items/<str:address>/", declaring_views.item, name="desk-declared-item"),
    path(f"{_YEAR}/items/<str:address>/nothing/", declaring_views.nothing, name="desk-declared-nothing"),
    path("declared/numbers/<int:number>/", declaring_views.number, name="desk-declared-number"),
    path(
        "declared/numbers/<int:number>/back/",
        declaring_views.taken_back,
        name="desk-declared-back",
    ),
    path(
        "declared/numbers/<int:number>/evidence/",
        declaring_views.evidence,
        name="desk-declared-evidence",
    ),
]
