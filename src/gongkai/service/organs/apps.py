from django.apps import AppConfig


class Organs(AppConfig):
    name = "gongkai.service.organs"
    verbose_name = "机关"
    default_auto_field = "django.db.models.BigAutoField"
