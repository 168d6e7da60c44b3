from django.apps import AppConfig


class Catalogue(AppConfig):
    name = "gongkai.service.catalogue"
    verbose_name = "政府信息目录"
    default_auto_field = "django.db.models.BigAutoField"
