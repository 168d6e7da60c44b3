"""The service for an ASGI server: `gongkai.service.config.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.service.config.settings")

application = get_asgi_application()
