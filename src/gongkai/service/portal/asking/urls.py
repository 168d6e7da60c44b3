"""The addresses at which a citizen asks and follows what was asked; none says anything of her."""

from django.urls import path

from gongkai.service.portal.asking import form_views, move_views, receipt_views, track_views

pages = [
    path("organs/<slug:code>/ask/", form_views.notice, name="ask"),
    path("organs/<slug:code>/ask/form/", form_views.form, name="ask-form"),
    path("organs/<slug:code>/ask/hints/", form_views.hints, name="ask-hints"),
    path("organs/<slug:code>/ask/receipt/", receipt_views.receipt, name="ask-receipt"),
    path("organs/<slug:code>/ask/receipt/paper/", receipt_views.receipt_paper, name="ask-receipt-paper"),
    path("track/", track_views.track, name="track"),
    path("track/request/", track_views.tracked, name="tracked"),
    path("track/request/correct/", move_views.correction, name="tracked-correct"),
    path("track/request/reasons/", move_views.reasons, name="tracked-reasons"),
    path("track/request/withdraw/", move_views.withdrawal, name="tracked-withdraw"),
    path("track/request/contact/", move_views.contact, name="tracked-contact"),
    path("track/request/receipt/", move_views.receipt_paper, name="tracked-receipt"),
    path("track/request/letters/<int:dispatch>/", move_views.download, name="tracked-letter"),
    path(
        "track/request/letters/<int:dispatch>/<int:place>/",
        move_views.letter_file,
        name="tracked-letter-file",
    ),
    path("track/leave/", track_views.leave, name="track-leave"),
]
