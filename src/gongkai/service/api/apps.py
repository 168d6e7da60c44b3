"""The room as Django knows it."""

from django.apps import AppConfig


class Api(AppConfig):
    name = "gongkai.service.api"
    label = "api"
    verbose_name = "数据接口"
