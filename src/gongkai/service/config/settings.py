"""Settings of the service: what an installation decides is read from the environment.

    GONGKAI_DATA        folder of everything the service keeps (default: ./var)
    GONGKAI_DATABASE    URL of a PostgreSQL database; without it, SQLite in the data folder
    GONGKAI_UNDER       path below which an existing site shows the service, such as /xxgk (default: none)
    GONGKAI_HOSTS       host names the service answers to, separated by spaces or commas
    GONGKAI_HTTPS       1 where visitors come by HTTPS only: cookies are never sent without it
    GONGKAI_IDLE        minutes without a step after which somebody must sign in again (default: 30)
    GONGKAI_SIGNED_IN   hours after which she must in any case (default: 12)
    GONGKAI_LOCK_AFTER  failures to sign in after which a user name must wait (default: 5),
    GONGKAI_LOCK_MINUTES  and how long (default: 15)
    GONGKAI_LOCK_ADDRESS_AFTER  failures after which an address must wait as long (default: 50)
    GONGKAI_GUIDE_MONTHS  months after which somebody should look at the guide again (default: 6)
    GONGKAI_IMPORT_ROWS  rows that one table of documents may have (default: 10000)
    GONGKAI_PAGE_MEMORY  megabytes of public pages that each worker keeps (default: 24)
    GONGKAI_API_RATE    requests that one address may make of the API in a minute (default: 600)
    GONGKAI_ASK_RATE    requests for information that one address may send in an hour (default: 20)
    GONGKAI_ANCHORS     file that gets a line a day about the ledger; best on another disk
                        (default: ledger-anchors.txt in the data folder)
    GONGKAI_DEMO_REQUESTS  how many invented requests the demonstration has (default: 300)
    GONGKAI_IDENTITY_DAYS  days for which identity papers stay once nothing can be claimed (default: 90)
    GONGKAI_DOWNLOAD_DAYS  days for which the code of a reply to be downloaded is good (default: 30)
    GONGKAI_VIRUS_SCANNER  command asked of every file that comes in (catalogue/viruses.py; default: none)
    GONGKAI_MAIL        mail server, such as smtp://user:password@mail.example:587?tls=1 or smtps://…:465, or
                        file:///folder for trials; without it no message is sent (docs/reminders.md)
    GONGKAI_MAIL_FROM   from whom messages are; needed with GONGKAI_MAIL
    GONGKAI_CHANNELS    other ways to send messages, as dotted paths of classes with blanks between
    GONGKAI_SITE        address under which visitors reach the service, for links in messages
    GONGKAI_WORK        0 where `gongkai service serve` shall not do the work beside the pages itself
    GONGKAI_PROOF_DAYS  days after which the desk asks for the proof that a letter arrived (default: 15)
    GONGKAI_CHASE_DAYS  working days after which an opinion without a last day is asked after, again
                        after as many: ours, no term of law (default: 7)
    GONGKAI_PROXIES     how many proxies of one's own stand before the service (default: none)

No law is set here: what the law leaves open is dated data on the floors below.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from gongkai.service.config.database import SQLITE_FILE, database
from gongkai.service.config.mail import mail
from gongkai.service.config.numbers import whole_number

GONGKAI_DATA = Path(os.environ.get("GONGKAI_DATA") or "var").absolute()
GONGKAI_RENDITIONS = GONGKAI_DATA / "renditions"
GONGKAI_FILES = GONGKAI_DATA / "files"  # what was uploaded and what is released, by digest
SECRET_KEY_FILE = GONGKAI_DATA / "secret-key"
GONGKAI_CASE_FILES = GONGKAI_DATA / "cases"  # files of requests: never among what is published
GONGKAI_IDENTITY_KEY_FILE = GONGKAI_DATA / "identity-key"  # opens identity papers; keep a copy elsewhere
GONGKAI_ANCHORS_FILE = Path(os.environ.get("GONGKAI_ANCHORS") or GONGKAI_DATA / "ledger-anchors.txt")

# The path under which an existing site hands on to this service: "/zwgk/xxgk".
_under = os.environ.get("GONGKAI_UNDER", "").strip("/")
FORCE_SCRIPT_NAME = f"/{_under}" if _under else None

DEBUG = False
# Made once by `gongkai service prepare`; a command that signs nothing runs without it.
SECRET_KEY = SECRET_KEY_FILE.read_text("ascii").strip() if SECRET_KEY_FILE.is_file() else ""
ALLOWED_HOSTS = (os.environ.get("GONGKAI_HOSTS") or "localhost 127.0.0.1 [::1]").replace(",", " ").split()

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "gongkai.service.organs.apps.Organs",
    "gongkai.service.clearance.apps.Clearance",
    "gongkai.service.catalogue.apps.Catalogue",
    "gongkai.service.catalogue.search.apps.Search",
    "gongkai.service.catalogue.imports.apps.Imports",
    "gongkai.service.requests.apps.Requests",
    "gongkai.service.requests.reminding.apps.Reminding",
    "gongkai.service.redress.apps.Redress",
    "gongkai.service.annual.apps.Annual",
    "gongkai.service.portal.apps.Portal",
    "gongkai.service.api.apps.Api",
]
# Bytes of public pages that each worker keeps, compressed.
GONGKAI_PAGE_MEMORY = whole_number("GONGKAI_PAGE_MEMORY", 24) * 1024 * 1024
GONGKAI_API_RATE = whole_number("GONGKAI_API_RATE", 600)
GONGKAI_ASK_RATE = whole_number("GONGKAI_ASK_RATE", 20)
GONGKAI_PROXIES = whole_number("GONGKAI_PROXIES", 1) if os.environ.get("GONGKAI_PROXIES") else 0
MIDDLEWARE = [
    "gongkai.service.config.cache.PageCache",
    "gongkai.service.config.headers.SafeHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "gongkai.service.portal.elder.ElderPages",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "gongkai.service.organs.gate.Gate",
    "gongkai.service.portal.unavailable.DatabaseUnavailable",
]
ROOT_URLCONF = "gongkai.service.config.urls"
WSGI_APPLICATION = "gongkai.service.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "gongkai.service.organs.context.desk",
            ],
        },
    }
]

GONGKAI_DATABASE = os.environ.get("GONGKAI_DATABASE", "")
SQLITE_DATABASE = None if GONGKAI_DATABASE else GONGKAI_DATA / SQLITE_FILE
DATABASES = {"default": database(GONGKAI_DATABASE, GONGKAI_DATA)}

# The guide is to be kept up to date (条例 art. 12); how often somebody looks at it is the installation's.
GONGKAI_GUIDE_MONTHS = whole_number("GONGKAI_GUIDE_MONTHS", 6)

GONGKAI_IDENTITY_DAYS = whole_number("GONGKAI_IDENTITY_DAYS", 90)
# The rooms above requests that keep a case from being forgotten (requests/retention.py).
GONGKAI_HOLDING = ["gongkai.service.redress.holding.held_until"]
# What rooms above wrote of a requester, erased with her (requests/erasing.py).
GONGKAI_ERASING = ["gongkai.service.redress.erasing.erase_words"]
# What rooms above know of the proceedings over a request, for its archive file (requests/archiving.py).
GONGKAI_PROCEEDINGS = ["gongkai.service.redress.archiving.sheets"]
# The last days that rooms above have for an organ (requests/reminding/gathering.py).
GONGKAI_TERMS = [
    "gongkai.service.redress.owing.terms",
    "gongkai.service.redress.owing.record_terms",
    "gongkai.service.annual.owing.terms",
]
GONGKAI_DOWNLOAD_DAYS = whole_number("GONGKAI_DOWNLOAD_DAYS", 30)
GONGKAI_PROOF_DAYS = whole_number("GONGKAI_PROOF_DAYS", 15)
GONGKAI_CHASE_DAYS = whole_number("GONGKAI_CHASE_DAYS", 7)

GONGKAI_VIRUS_SCANNER = os.environ.get("GONGKAI_VIRUS_SCANNER", "")
GONGKAI_IMPORT_ROWS = whole_number("GONGKAI_IMPORT_ROWS", 10_000)

# Messages and the work beside the pages (docs/reminders.md).
GONGKAI_MAIL = os.environ.get("GONGKAI_MAIL", "")
_mail = mail(GONGKAI_MAIL, os.environ.get("GONGKAI_MAIL_FROM", ""))
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = _mail.backend, _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_FILE_PATH = _mail.starttls, _mail.ssl, _mail.folder
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _mail.sender
GONGKAI_MAIL_DOMAIN = _mail.domain
GONGKAI_CHANNELS = (os.environ.get("GONGKAI_CHANNELS") or "").split()
GONGKAI_SITE = os.environ.get("GONGKAI_SITE", "").rstrip("/")
GONGKAI_WORK = os.environ.get("GONGKAI_WORK", "") != "0"
GONGKAI_NIGHTLY = [
    "gongkai.service.annual.nightly.publish_planned",
    "gongkai.service.requests.reminding.nightly.recompute",
    "gongkai.service.annual.noticing.look",
    "gongkai.service.annual.overdue.keep_all",
    "gongkai.service.requests.reminding.nightly.anchor",
    "gongkai.service.requests.retention.purge",
    "gongkai.service.redress.record_papers.purge",
    "gongkai.service.requests.reminding.nightly.tidy",
    "gongkai.service.requests.keeping.sweep",
    "gongkai.service.redress.record_papers.sweep",
]

# Signing in (docs/decisions/0015). Everything under /desk/ is behind service/organs/gate.py.
AUTH_USER_MODEL = "organs.Person"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "gongkai.service.organs.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "gongkai.service.organs.passwords.SeveralKinds"},
    {"NAME": "gongkai.service.organs.passwords.NotTheName"},
]
LOGIN_URL = "desk-sign-in"
GONGKAI_SESSION_IDLE = timedelta(minutes=whole_number("GONGKAI_IDLE", 30))
GONGKAI_SESSION_AGE = timedelta(hours=whole_number("GONGKAI_SIGNED_IN", 12))
GONGKAI_LOCK_AFTER = whole_number("GONGKAI_LOCK_AFTER", 5)
GONGKAI_LOCK_ADDRESS_AFTER = whole_number("GONGKAI_LOCK_ADDRESS_AFTER", 50)
GONGKAI_LOCK_TIME = timedelta(minutes=whole_number("GONGKAI_LOCK_MINUTES", 15))
SESSION_COOKIE_AGE = int(GONGKAI_SESSION_AGE.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
GONGKAI_HTTPS = os.environ.get("GONGKAI_HTTPS", "") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = GONGKAI_HTTPS
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if GONGKAI_HTTPS else []
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# The rooms that add to the desk: their menu and what is due (service/organs/desk.py), in this order.
GONGKAI_DESK = [
    "gongkai.service.requests.desk",
    "gongkai.service.redress.desk",
    "gongkai.service.annual.desk",
    "gongkai.service.requests.reminding.desk",
    "gongkai.service.catalogue.desk",
    "gongkai.service.catalogue.imports.desk",
    "gongkai.service.clearance.desk",
    "gongkai.service.organs.desk",
]
GONGKAI_DATABASE_FAILURE_VIEW = "gongkai.service.portal.unavailable.answer"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = f"{FORCE_SCRIPT_NAME or ''}/static/"
STATIC_ROOT = GONGKAI_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "files": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": GONGKAI_FILES, "file_permissions_mode": 0o600},
    },
    "cases": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": GONGKAI_CASE_FILES, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# A body may have five million characters; files are bounded by papers.limits.
DATA_UPLOAD_MAX_MEMORY_SIZE = 40 * 1024 * 1024

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "gongkai.service.organs.gate.form_refused"
GONGKAI_BAD_REQUEST_VIEW = "gongkai.service.portal.views.bad_request"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # What a visitor asked for in vain is no fault of ours.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security.DisallowedHost": {"handlers": ["stderr"], "level": "CRITICAL", "propagate": False},
    },
}
