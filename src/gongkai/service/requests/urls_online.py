"""Address of the setting whether an organ takes requests online."""

from django.urls import path

from gongkai.service.requests import online_views

urlpatterns = [path("online/", online_views.online, name="desk-requests-online")]
