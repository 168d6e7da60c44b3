"""Addresses of what comes from organs that are not here."""

from django.urls import path

from gongkai.service.annual import receiving_views

urlpatterns = [
    path("desk/annual/register/keys/", receiving_views.keys, name="desk-annual-keys"),
    path(
        "desk/annual/register/keys/<int:number>/revoke/",
        receiving_views.revoked,
        name="desk-annual-key-revoke",
    ),
    path(
        "desk/annual/register/organs/<slug:code>/upload/", receiving_views.uploaded, name="desk-annual-upload"
    ),
]
