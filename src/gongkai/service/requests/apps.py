from django.apps import AppConfig


class Requests(AppConfig):
    name = "gongkai.service.requests"
    verbose_name = "依申请公开"
    default_auto_field = "django.db.models.BigAutoField"
