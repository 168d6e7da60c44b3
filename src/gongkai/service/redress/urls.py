"""Addresses of the desk over proceedings."""

from django.urls import path

from gongkai.service.redress import entering_views, record_review_views, record_views, views

urlpatterns = [
    path("desk/redress/", views.proceedings, name="desk-redress"),
    path("desk/redress/table/", views.table, name="desk-redress-table"),
    path("desk/redress/new/", entering_views.opened, name="desk-redress-new"),
    path("desk/redress/requests/<int:number>/new/", entering_views.opened_of, name="desk-case-redress"),
    path("desk/redress/<int:number>/", views.proceeding, name="desk-proceeding"),
    path("desk/redress/<int:number>/co-defendant/", entering_views.marked, name="desk-proceeding-marked"),
    path("desk/redress/<int:number>/number/", entering_views.numbered, name="desk-proceeding-number"),
    path("desk/redress/<int:number>/steps/<slug:key>/", entering_views.step, name="desk-proceeding-step"),
    path("desk/records/", record_views.records, name="desk-records"),
    path("desk/records/new/", record_views.received, name="desk-record-new"),
    path("desk/records/<int:number>/", record_views.record, name="desk-record"),
    path("desk/records/<int:number>/steps/<slug:key>/", record_views.step, name="desk-record-step"),
    path("desk/records/<int:number>/submit/", record_review_views.submitted, name="desk-record-submit"),
    path("desk/records/<int:number>/review/", record_review_views.review, name="desk-record-review"),
    path("desk/records/<int:number>/papers/", record_review_views.papers, name="desk-record-papers"),
    path("desk/records/<int:number>/erase/", record_views.erased, name="desk-record-erase"),
    path("desk/records/<int:number>/letter.<slug:form>", record_views.letter, name="desk-record-letter"),
]
