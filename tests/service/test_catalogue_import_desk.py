"""The desk's pages of imports, from the upload to the review of the batch."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongkai.cli import main
from gongkai.service.catalogue.imports import runner
from gongkai.service.catalogue.imports.models import Batch, ImportRun
from gongkai.service.catalogue.models import Showing
from gongkai.service.organs.models import Duty, Organ
from tests.service.catalogue_import import a_table
from tests.service.desk import a_post, sign_in


def test_a_table_is_tried_entered_reviewed_and_released_by_pressing_buttons(
    organ: Organ, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongkai.service.config.door.open_service", lambda: None)

    def at_once(run: ImportRun, task: str) -> None:
        assert main(["documents", "resume", str(run.pk), "--task", task]) == 0

    monkeypatch.setattr(runner, "start", at_once)
    clerk, *others = (a_post(organ, duty) for duty in (Duty.CLERK, Duty.REVIEWER, Duty.LEADER))
    sign_in(client, clerk)
    file = SimpleUploadedFile("目录.csv", a_table({"原发布日期": "2024-03-05"}))

    client.post("/desk/imports/", {"file": file, "was_published": "on"})
    run = ImportRun.objects.get()
    for do in ("enter", "submit"):
        assert client.post(f"/desk/imports/{run.pk}/", {"do": do}).status_code == 302
    batch = Batch.objects.get()
    for post in (clerk, *others):
        sign_in(client, post)
        page = client.get(f"/desk/imports/batches/{batch.pk}/")
        digest = page.context["standing"].review.digest
        client.post(f"/desk/imports/batches/{batch.pk}/", {"verdict": "pass", "digest": digest})
    sign_in(client, clerk)
    client.post(f"/desk/imports/{run.pk}/", {"do": "release"})

    assert Showing.objects.get().begins.year == 2024
