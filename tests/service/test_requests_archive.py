"""The archive file of a request: whole, the same every time, each piece provable, nobody's identity in it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import date, datetime

import pikepdf
import pytest
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse

from gongkai.papers.intake import Kind
from gongkai.papers.text import text_of
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Deed
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.requests import archiving, chain, keeping, ledger
from gongkai.service.requests.actions.add_papers import add_papers
from gongkai.service.requests.actions.answer import answer, mark_sent
from gongkai.service.requests.actions.issue_letter import issue
from gongkai.service.requests.actions.send_letter import send
from gongkai.service.requests.actions.take_archive import take_archive
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Case, Paper
from gongkai.statute import clock
from gongkai.statute.history import read_history
from tests.service.cases import NOT_AN_ID, Bureau, at
from tests.service.desk import sign_in
from tests.service.test_requests_letters import DAY
from tests.service.test_requests_letters import _cleared as cleared
from tests.service.test_requests_letters import _granted as granted

pytestmark = pytest.mark.django_db
ON = date(2025, 9, 20)


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def ended(bureau: Bureau) -> Case:
    case = bureau.received("2025-09-01")
    papers = [Upload("申请书/附件.txt", "所需信息的说明".encode(), Paper.Kind.APPLICATION)]
    add_papers(
        case, [Upload("检索说明.txt", b"abc", Paper.Kind.EVIDENCE)], by=bureau.clerk, at=at("2025-09-03")
    )
    keeping.keep(case, papers, party=None, by=bureau.clerk, at=at("2025-09-01"))
    sealed = [Upload("身份证.txt", NOT_AN_ID.encode(), Paper.Kind.IDENTITY)]
    keeping.keep(case, sealed, party=None, by=bureau.clerk, at=at("2025-09-01"))
    answer(case, outcome="full_disclosure", on=date(2025, 9, 10), by=bureau.clerk, at=at("2025-09-10"))
    mark_sent(case, on=date(2025, 9, 10), means="post", by=bureau.clerk, at=at("2025-09-10"))
    return case


def opened(data: bytes) -> tuple[zipfile.ZipFile, dict]:
    file = zipfile.ZipFile(io.BytesIO(data))
    return file, json.loads(file.read("0-目录.json"))


def test_every_file_is_in_the_directory_with_its_hash_and_nothing_else_is_there(bureau: Bureau) -> None:
    file, index = opened(archiving.package(ended(bureau), ON))
    listed = {row["name"]: row for row in index["files"]}
    assert set(file.namelist()) == {*listed, "0-目录.pdf", "0-目录.json"}
    for name, row in listed.items():
        data = file.read(name)
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (row["sha256"], row["bytes"]), name
    assert hashlib.sha256(file.read("0-目录.pdf")).hexdigest() == index["directory_sha256"]
    assert {name.split("/")[0] for name in listed} >= {"1-申请登记表.pdf", "2-申请材料", "8-其他证据"}


def test_a_changed_byte_is_told_by_its_hash(bureau: Bureau) -> None:
    file, index = opened(archiving.package(ended(bureau), ON))
    row = next(row for row in index["files"] if row["name"].startswith("2-"))
    changed = file.read(row["name"]) + b"x"
    assert hashlib.sha256(changed).hexdigest() != row["sha256"]


def test_the_same_file_gives_the_same_bytes(bureau: Bureau) -> None:
    case = ended(bureau)
    assert archiving.package(case, ON) == archiving.package(case, ON)


def test_what_proves_who_somebody_is_is_named_and_left_out(bureau: Bureau) -> None:
    file, index = opened(archiving.package(ended(bureau), ON))
    assert [(row["what"], "加密另存" in row["why"]) for row in index["left_out"]] == [("身份证明", True)]
    for name in file.namelist():
        assert NOT_AN_ID.encode() not in file.read(name), name
        assert "身份证" not in name


def test_the_ledger_in_it_can_be_checked_and_recomputed(bureau: Bureau) -> None:
    case = ended(bureau)
    file, _index = opened(archiving.package(case, ON))
    kept = json.loads(file.read("9-记录链.json"))
    previous = chain.first(kept["case"])
    for row in kept["entries"]:
        assert row["previous"] == previous
        said = {key: row[key] for key in ("place", "kind", "by", "particulars", "words", "previous")}
        moment = datetime.fromisoformat(row["recorded_at"])
        on = date.fromisoformat(row["on"])
        assert chain.link(case=kept["case"], on=on, recorded_at=moment, **said) == row["hash"]
        if row["texts"]:
            assert chain.words(row["texts"], row["salt"]) == row["words"]
        previous = row["hash"]
    events = read_history(file.read("9-法定事件.yaml").decode())
    assert clock.read(events, law_here()).due == ledger.clock_of(case).due


def test_the_directory_is_archival_and_says_the_disclosure_status(bureau: Bureau) -> None:
    file, index = opened(archiving.package(ended(bureau), ON))
    assert index["disclosure_status"] == "已依申请公开（予以公开，2025年9月10日）"
    for name in ("0-目录.pdf", "1-申请登记表.pdf"):
        with pikepdf.open(io.BytesIO(file.read(name))) as pdf, pdf.open_metadata() as said:
            assert said["pdfaid:part"] == "2", name


def test_a_letter_is_in_it_as_issued_with_who_approved_it_and_how_it_was_served() -> None:
    bureau = Bureau(reconsideration_body="青山区人民政府")
    letter = issue(cleared(bureau, granted(bureau)), by=bureau.clerk, at=at(DAY))
    on = date(2025, 9, 11)
    facts = {"address": "青山区样例路1号", "tracking": "EX0000000CN", "carrier": "ems", "by": bureau.clerk}
    send(letter, means="post", on=on, at=at("2025-09-11"), **facts)
    file, index = opened(archiving.package(letter.case, ON))
    [pdf] = [row["name"] for row in index["files"] if row["name"].endswith("答复书.pdf")]
    assert file.read(pdf) == keeping.stored(letter.pdf)
    [review] = json.loads(file.read("6-审批.json"))
    assert [said["by"] for said in review["opinions"]] == [
        f"{post.title} {post.person}" for post in (bureau.clerk, bureau.reviewer, bureau.leader)
    ]
    [sent] = json.loads(file.read("7-送达.json"))
    assert (sent["tracking"], sent["sent_on"]) == ("EX0000000CN", "2025-09-11")
    said = text_of(file.read("0-目录.pdf"), Kind.PDF).text.replace("\n", "")
    assert "审批意见" in said
    assert "EX0000000CN" in said


def test_a_file_that_is_gone_is_named_and_nothing_is_handed_over(bureau: Bureau) -> None:
    case = ended(bureau)
    paper = case.papers.get(kind=Paper.Kind.EVIDENCE)
    storages[keeping.ALIAS].delete(f"{paper.stored_as[:2]}/{paper.stored_as}")
    with pytest.raises(CannotDo, match="检索说明"):
        archiving.package(case, ON)


def test_who_handles_it_takes_it_and_that_is_logged(bureau: Bureau, client: Client) -> None:
    case = ended(bureau)
    with pytest.raises(NotAllowed):
        take_archive(case, by=bureau.reviewer, at=at("2025-09-20"))
    assert not Deed.objects.filter(act="requests.archive_taken").exists()
    answered = sign_in(client, bureau.clerk).post(reverse("desk-case-archive-file", args=[case.pk]))
    assert answered["Content-Type"] == "application/zip"
    deed = Deed.objects.get(act="requests.archive_taken")
    assert deed.particulars["sha256"] == hashlib.sha256(answered.content).hexdigest()
