"""The service's own settings, with a data folder that is gone after the run."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="gongkai-test-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
(_folder / "static").mkdir()
_outside = os.environ.get("GONGKAI_DATA")
os.environ["GONGKAI_DATA"] = str(_folder)
try:
    from gongkai.service.config.settings import *  # noqa: F403
    from gongkai.service.config.settings import DATABASES, STORAGES
finally:
    if _outside is None:
        del os.environ["GONGKAI_DATA"]
    else:
        os.environ["GONGKAI_DATA"] = _outside

(_folder / "identity-key").write_text("Z29uZ2thaSB0ZXN0cyBvbmx5LCBub3QgYSBzZWNyZXQ=\n")
SECRET_KEY = "for tests only"  # noqa: S105
# Quick: that the real one is Argon2id is tested of the real settings.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Files as they lie in the sources: that they are gathered and named by hash is tested by the demo.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Tests write rows as no action does: nothing is kept from one to the next (tests/service/cache keeps).
GONGKAI_PAGE_MEMORY = 0
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the pragmas of the real one take effect.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
