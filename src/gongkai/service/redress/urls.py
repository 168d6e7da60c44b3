"""Addresses of the desk over proceedings."""

from django.urls import path

from gongkai.service.redress import entering_views, views

urlpatterns = [
    path("desk/redress/", views.proceedings, name="desk-redress"),
    path("desk/redress/table/", views.table, name="desk-redress-table"),
    path("desk/redress/new/", entering_views.opened, name="desk-redress-new"),
    path("desk/redress/requests/<int:number>/new/", entering_views.opened_of, name="desk-case-redress"),
    path("desk/redress/<int:number>/", views.proceeding, name="desk-proceeding"),
    path("desk/redress/<int:number>/number/", entering_views.numbered, name="desk-proceeding-number"),
    path("desk/redress/<int:number>/steps/<slug:key>/", entering_views.step, name="desk-proceeding-step"),
]
