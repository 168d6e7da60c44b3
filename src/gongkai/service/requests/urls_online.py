"""Addresses of what the desk does for requesters online: whether requests are taken, another query code."""

from django.urls import path

from gongkai.service.requests import code_views, online_views

urlpatterns = [
    path("online/", online_views.online, name="desk-requests-online"),
    path("<int:number>/code/", code_views.renewed, name="desk-case-code"),
]
