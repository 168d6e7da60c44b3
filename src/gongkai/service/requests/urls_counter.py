"""Addresses of the counter and the post room: registering, the receipt, who is to be called; identity."""

from django.urls import path

from gongkai.service.requests import counter_queue_views, counter_views, identity_views

urlpatterns = [
    path("new/", counter_views.new, name="desk-request-new"),
    path("unconfirmed/", counter_queue_views.queue, name="desk-requests-unconfirmed"),
    path("<int:number>/registered/", counter_views.registered, name="desk-case-registered"),
    path("<int:number>/receipt.pdf", counter_views.receipt, name="desk-case-receipt"),
    path("<int:number>/form.pdf", counter_views.sheet, name="desk-case-sheet"),
    path("<int:number>/signed/", counter_views.signed, name="desk-case-signed"),
    path("<int:number>/called/", counter_queue_views.called, name="desk-case-called"),
    path("<int:number>/identity/", identity_views.identity, name="desk-case-identity"),
    path("<int:number>/identity/erase/", identity_views.erased, name="desk-case-erase"),
    path("reveals/", identity_views.reveals, name="desk-reveals"),
]
