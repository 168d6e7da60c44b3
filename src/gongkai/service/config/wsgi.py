"""The service for a WSGI server: `gongkai.service.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from gongkai.service.catalogue.search import cutting, words

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.service.config.settings")

application = get_wsgi_application()
cutting.preload()  # the dictionaries of search, before the workers part
words.preload()
