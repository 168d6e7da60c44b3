from django.apps import AppConfig


class Search(AppConfig):
    name = "gongkai.service.catalogue.search"
    label = "search"
    verbose_name = "搜索"
    default_auto_field = "django.db.models.BigAutoField"
