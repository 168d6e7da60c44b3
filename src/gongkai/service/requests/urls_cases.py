"""Addresses of the work list and of a case."""

from django.urls import path

from gongkai.service.requests import case_views, worklist_views

urlpatterns = [
    path("", worklist_views.requests, name="desk-requests"),
    path("<int:number>/", case_views.case, name="desk-case"),
    path("<int:number>/events.yaml", case_views.events, name="desk-case-events"),
]
