from django.apps import AppConfig


class Reminding(AppConfig):
    name = "gongkai.service.requests.reminding"
    label = "reminding"
    verbose_name = "提醒"
    default_auto_field = "django.db.models.BigAutoField"
