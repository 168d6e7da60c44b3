from django.apps import AppConfig


class Annual(AppConfig):
    name = "gongkai.service.annual"
    verbose_name = "年度报告"
    default_auto_field = "django.db.models.BigAutoField"
