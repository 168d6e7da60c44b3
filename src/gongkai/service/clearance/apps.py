from django.apps import AppConfig


class Clearance(AppConfig):
    name = "gongkai.service.clearance"
    verbose_name = "公开前审查"
    default_auto_field = "django.db.models.BigAutoField"
