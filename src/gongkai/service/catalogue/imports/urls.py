"""Addresses of the desk that belong to imports."""

from django.urls import path

from gongkai.service.catalogue.imports import batch_views, views

urlpatterns = [
    path("desk/imports/", views.imports, name="desk-imports"),
    path("desk/imports/template.<str:form>", views.template, name="desk-import-template"),
    path("desk/imports/<int:number>/", views.run, name="desk-import"),
    path("desk/imports/<int:number>/report.csv", views.refused, name="desk-import-report"),
    path("desk/imports/batches/<int:number>/", batch_views.batch, name="desk-import-batch"),
    path(
        "desk/imports/batches/<int:number>/left-out.csv",
        batch_views.left_out,
        name="desk-import-batch-left-out",
    ),
]
