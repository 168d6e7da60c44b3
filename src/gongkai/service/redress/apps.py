from django.apps import AppConfig


class Redress(AppConfig):
    name = "gongkai.service.redress"
    verbose_name = "复议、诉讼和更正"
    default_auto_field = "django.db.models.BigAutoField"
