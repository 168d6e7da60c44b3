from django.apps import AppConfig


class Imports(AppConfig):
    name = "gongkai.service.catalogue.imports"
    label = "imports"
    verbose_name = "批量导入"
    default_auto_field = "django.db.models.BigAutoField"
