"""The addresses at which a citizen asks and follows what was asked; none says anything of her."""

from django.urls import path

from gongkai.service.portal.asking import form_views, receipt_views, track_views

pages = [
    path("organs/<slug:code>/ask/", form_views.notice, name="ask"),
    path("organs/<slug:code>/ask/form/", form_views.form, name="ask-form"),
    path("organs/<slug:code>/ask/hints/", form_views.hints, name="ask-hints"),
    path("organs/<slug:code>/ask/receipt/", receipt_views.receipt, name="ask-receipt"),
    path("track/", track_views.track, name="track"),
    path("track/request/", track_views.tracked, name="tracked"),
    path("track/leave/", track_views.leave, name="track-leave"),
]
