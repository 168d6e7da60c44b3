"""Addresses of reminders and of the calendar of a desk."""

from django.urls import path

from gongkai.service.requests.reminding import views

urlpatterns = [
    path("reminders/", views.reminders, name="desk-reminders"),
    path("reminders/calendar/", views.new_feed, name="desk-calendar-new"),
    path("reminders/calendar/off/", views.no_feed, name="desk-calendar-off"),
    path("reminders/<str:secret>.ics", views.calendar, name="desk-calendar"),
]
