"""Addresses of the way of a filing: its page, its acts, its versions, the review, what is explained."""

from django.urls import path

from gongkai.service.annual import (
    explain_views,
    filing_views,
    judged_views,
    review_views,
    version_views,
)

urlpatterns = [
    path("", filing_views.filings, name="desk-annual"),
    path("<int:number>/", filing_views.filing, name="desk-annual-filing"),
    path("<int:number>/acts/<slug:key>/", filing_views.act, name="desk-annual-act"),
    path("<int:number>/judge/<slug:key>/", filing_views.judge, name="desk-annual-judge"),
    path("<int:number>/judged/", judged_views.judged, name="desk-annual-judged-elsewhere"),
    path("versions/<int:number>/", version_views.version, name="desk-annual-version"),
    path(
        "versions/<int:number>/report.<str:form>",
        version_views.written,
        name="desk-annual-version-file",
    ),
    path("versions/<int:number>/review/", review_views.review, name="desk-annual-review"),
    path("versions/<int:number>/explain/", explain_views.explained, name="desk-annual-explain"),
    path("explanations/<int:number>/answer/", explain_views.answered, name="desk-annual-answer"),
]
