"""Addresses of the desk that belong to the review before release."""

from django.urls import path

from gongkai.service.clearance import views

urlpatterns = [path("desk/procedure/", views.procedure, name="desk-procedure")]
