from django.apps import AppConfig


class Portal(AppConfig):
    name = "gongkai.service.portal"
    verbose_name = "门户"
