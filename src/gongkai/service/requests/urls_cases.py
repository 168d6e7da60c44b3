"""Addresses of the work list and of a case."""

from django.urls import path

from gongkai.service.requests import (
    archive_views,
    case_views,
    figures_views,
    objection_views,
    office_views,
    proposal_views,
    step_views,
    worklist_views,
)

urlpatterns = [
    path("", worklist_views.requests, name="desk-requests"),
    path("<int:number>/", case_views.case, name="desk-case"),
    path("<int:number>/events.yaml", case_views.events, name="desk-case-events"),
    path("figures/", figures_views.shown, name="desk-figures"),
    path("figures/<str:key>/", figures_views.opened, name="desk-figure"),
    path("figures/<str:key>/export.<str:form>", figures_views.taken, name="desk-figures-export"),
    path("proposals/<int:number>/", proposal_views.answer, name="desk-proposal"),
    path("proposals/<int:number>/told/", proposal_views.told, name="desk-proposal-told"),
    path("proposals/<int:number>/back/", proposal_views.taken_back, name="desk-proposal-back"),
    path("<int:number>/objections/<slug:whom>/", objection_views.objection, name="desk-case-objection"),
    path("<int:number>/entries/<int:place>/", objection_views.learnt, name="desk-case-learnt"),
    path("<int:number>/settled/", office_views.settled, name="desk-case-settled"),
    path("<int:number>/assign/", office_views.assigned, name="desk-case-assign"),
    path("<int:number>/class/", office_views.reclassed, name="desk-case-class"),
    path("<int:number>/notes/", office_views.noted, name="desk-case-note"),
    path("<int:number>/papers/", office_views.papers, name="desk-case-papers"),
    path("papers/<int:number>/", office_views.paper, name="desk-paper"),
    path("<int:number>/archive/", objection_views.archived, name="desk-case-archive"),
    path("<int:number>/archive/file/", archive_views.file, name="desk-case-archive-file"),
    path("<int:number>/steps/<slug:key>/", step_views.step, name="desk-case-step"),
]
