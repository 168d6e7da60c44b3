"""What was stored for a registration that did not come to its end is removed, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.requests import keeping, waiting
from gongkai.service.requests.actions.receive import receive
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Paper
from tests.service.cases import Bureau, an_application, at
from tests.service.test_requests_powers import PNG

pytestmark = pytest.mark.django_db
FORM = an_application(files=(Upload("证件.png", PNG, "identity"),))


def _everything() -> set[str]:
    store = storages[keeping.ALIAS]
    return {f"{folder}/{name}" for folder in store.listdir("")[0] for name in store.listdir(folder)[1]}


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Any) -> None:
    alias = {**settings.STORAGES[keeping.ALIAS]}
    alias["OPTIONS"] = {**alias.get("OPTIONS", {}), "location": str(tmp_path)}
    settings.STORAGES = {**settings.STORAGES, keeping.ALIAS: alias}


def test_the_file_of_a_refused_registration_is_gone_after_a_day_and_every_other_stays() -> None:
    bureau = Bureau()
    given = {"arrived": date(2026, 3, 2), "by": bureau.clerk, "at": at("2026-03-02")}
    receive(bureau.organ, FORM, channel="in_person", **given)
    letter = keeping.store("答复书".encode())
    held = waiting.keep(Upload("附件.png", PNG, "application"), timezone.now())
    kept = _everything()
    with pytest.raises(CannotDo, match="渠道"):
        receive(bureau.organ, FORM, channel="pigeon", **given)
    assert len(_everything()) == len(kept) + 1

    assert keeping.sweep(timezone.now()) == 0  # somebody may still be entering it
    assert keeping.sweep(timezone.now() + timedelta(days=2)) == 1

    assert _everything() == kept
    assert keeping.read(Paper.objects.get()) == PNG
    assert keeping.stored(letter) == "答复书".encode()
    assert waiting.read(held.token) is not None
