"""Addresses of the way to a decision and of the letters of a case."""

from django.urls import path

from gongkai.service.requests import (
    deciding_views,
    letter_review_views,
    letter_sending_views,
    letter_setting_views,
    letter_views,
    preflight_setting_views,
)

urlpatterns = [
    path("<int:number>/decide/", deciding_views.decided, name="desk-case-decide"),
    path("<int:number>/search/", deciding_views.searched, name="desk-case-search"),
    path("<int:number>/files/", deciding_views.files, name="desk-case-files"),
    path("<int:number>/letters/", letter_views.letters, name="desk-case-letters"),
    path("<int:number>/letters/new/<slug:kind>/", letter_views.new, name="desk-letter-new"),
    path("letters/<int:number>/", letter_views.letter, name="desk-letter"),
    path("letters/<int:number>/edit/", letter_views.edit, name="desk-letter-edit"),
    path("letters/<int:number>/submit/", letter_views.submitted, name="desk-letter-submit"),
    path("letters/<int:number>/review/", letter_review_views.review, name="desk-letter-review"),
    path("letters/<int:number>/discard/", letter_views.discarded, name="desk-letter-discard"),
    path("letters/<int:number>/issue/", letter_sending_views.issued, name="desk-letter-issue"),
    path("letters/<int:number>/send/", letter_sending_views.sent, name="desk-letter-send"),
    path("letters/<int:number>/letter.<slug:form>", letter_views.file, name="desk-letter-file"),
    path("dispatches/<int:number>/", letter_sending_views.delivered, name="desk-dispatch"),
    path("numbers/", letter_setting_views.numbers, name="desk-requests-numbers"),
    path("preflight/", preflight_setting_views.preflight, name="desk-requests-preflight"),
    path("wording/", letter_setting_views.wordings, name="desk-letter-wordings"),
    path("wording/<slug:kind>/", letter_setting_views.wording, name="desk-letter-wording"),
]
