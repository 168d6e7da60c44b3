"""Addresses of the work list and of a case."""

from django.urls import path

from gongkai.service.requests import case_views, proposal_views, step_views, worklist_views

urlpatterns = [
    path("", worklist_views.requests, name="desk-requests"),
    path("<int:number>/", case_views.case, name="desk-case"),
    path("<int:number>/events.yaml", case_views.events, name="desk-case-events"),
    path("proposals/<int:number>/", proposal_views.answer, name="desk-proposal"),
    path("proposals/<int:number>/told/", proposal_views.told, name="desk-proposal-told"),
    path("proposals/<int:number>/back/", proposal_views.taken_back, name="desk-proposal-back"),
    path("<int:number>/steps/<slug:key>/", step_views.step, name="desk-case-step"),
]
