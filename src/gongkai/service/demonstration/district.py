"""Load the fictitious district: organs, people, and documents that are drafted, reviewed and released."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongkai.service.catalogue import guide, schemes, visibility
from gongkai.service.catalogue.actions.attach import attach
from gongkai.service.catalogue.actions.draft_document import draft_document
from gongkai.service.catalogue.actions.mark_validity import mark_validity
from gongkai.service.catalogue.actions.release import release
from gongkai.service.catalogue.actions.review import answer, speak
from gongkai.service.catalogue.actions.submit import submit
from gongkai.service.catalogue.models import Document, Edition
from gongkai.service.catalogue.state import state_of
from gongkai.service.clearance.actions.set_procedure import set_procedure
from gongkai.service.clearance.levels import SMALL, stored
from gongkai.service.clearance.models import Opinion, Review
from gongkai.service.demonstration import asking, contesting, reporting
from gongkai.service.demonstration.made import file_of
from gongkai.service.demonstration.people import SINCE, appoint_all, post_of
from gongkai.service.organs.actions.establish import establish_all
from gongkai.service.organs.models import Duty, Organ, Post
from gongkai.service.requests.actions.set_number_pattern import set_number_pattern
from gongkai.service.requests.actions.set_reception import set_reception

BUREAU = "xugou-gongxinju"  # the one with three levels of review; the others are small
PREFIXES = {
    "xugou": "XG",
    "xugou-zhengfuban": "ZF",
    "xugou-gongxinju": "GX",
    "xugou-caizhengju": "CZ",
    "xugou-jiaoyuju": "JY",
    "xugou-shichangju": "SC",
    "xugou-minzhengju": "MZ",
    "xugou-rensheju": "RS",
    "xugou-zirangju": "ZR",
    "xugou-nongyeju": "NY",
    "xugou-weijianju": "WJ",
    "xugou-wenlvju": "WL",
    "xugou-tongjiju": "TJ",
    "xugou-qingshizhen": "QS",
    "xugou-baishizhen": "BS",
}
GUIDES_ON = datetime(2024, 3, 1, 9, 0, tzinfo=timezone.get_default_timezone())
MINUTE = timedelta(minutes=1)
FIELDS = (
    *("title", "category", "topic", "genre", "formed_on", "effective_on", "expires_on", "norm"),
    *("keywords", "summary", "unit", "body"),
)


@transaction.atomic
def load(at: datetime) -> dict[str, str]:
    """Enter the district, unless it is there; return its people's passwords, none if nothing was done."""
    organs = _data("organs.toml")["organs"]
    if Document.objects.filter(organ__code=BUREAU).exists():
        return {}
    establish_all(organs)
    passwords = appoint_all(_data("people.toml")["people"], at=at)
    found = [Organ.objects.get(code=entry["code"]) for entry in organs]
    for organ in found:
        if organ.code != BUREAU:
            _small(organ)
    for organ in found:
        _published(_guide_of(organ), organ, GUIDES_ON)
        _open_online(organ, GUIDES_ON)  # its guide says so from that day on
        _numbered(organ, GUIDES_ON)
    _publish_all()
    for entry in _data("open.toml")["open"]:
        _left_open(entry, Organ.objects.get(code=BUREAU), at)
    asking.load(at)
    contesting.load(at)
    reporting.load(at)
    return passwords


def _open_online(organ: Organ, at: datetime) -> None:
    """Let requests to an organ come in online."""
    head = post_of(organ, Duty.OFFICE_HEAD, Duty.LEADER)
    set_reception(organ, online=True, since=timezone.localdate(at), by=head, at=at)


def _numbered(organ: Organ, at: datetime) -> None:
    """Give the requests of an organ numbers that are short enough to be read out on the telephone."""
    head = post_of(organ, Duty.OFFICE_HEAD, Duty.LEADER)
    pattern = f"{PREFIXES[organ.code]}-{{year}}-{{serial:04}}"
    set_number_pattern(organ, of="case", pattern=pattern, since=timezone.localdate(at), by=head, at=at)


def _publish_all() -> None:
    """Publish every document in the order of its day, then mark which were repealed by which."""
    by_slug: dict[str, Edition] = {}
    entries = sorted(_documents(), key=lambda entry: (entry["published"], entry["slug"]))
    for entry in entries:
        organ = Organ.objects.get(code=entry["organ"])
        values = {name: entry[name] for name in FIELDS if name in entry}
        values["document_number"] = entry.get("number", "")
        values["source"] = organ.name
        values["interprets"] = [by_slug[s].document.index_number for s in entry.get("interprets", ())]
        moment = timezone.make_aware(entry["published"])
        by_slug[entry["slug"]] = _published(values, organ, moment, entry.get("attachments", ()))
    for entry in entries:
        if mark := entry.get("repealed"):
            _repeal(by_slug[entry["slug"]].document, mark, by_slug[mark["by"]].document)


def _published(
    values: Mapping[str, Any],
    organ: Organ,
    moment: datetime,
    attachments: Any = (),
) -> Edition:
    """Draft, attach, submit, review, release; return the edition that is shown from `moment`."""
    clerk = post_of(organ, Duty.CLERK)
    start = moment - 60 * MINUTE
    edition = draft_document(values, by=clerk, at=start).edition
    for file in attachments:
        attach(edition, data=file_of(file["form"]), name=file["name"], by=clerk, at=start + MINUTE)
    review = submit(edition, by=clerk, at=start + 5 * MINUTE)
    _passed(edition, review, clerk, start)
    release(edition, by=clerk, at=moment)
    return Edition.objects.select_related("document__organ").get(pk=edition.pk)


def _passed(edition: Edition, review: Review, clerk: Post, start: datetime) -> None:
    """Let every level pass what is in review: the clerk the first, others those above."""
    for place, level in enumerate(review.levels):
        said_at = start + (10 + 10 * place) * MINUTE
        by = clerk if place == 0 else post_of(clerk.organ, *level["duties"])
        if place:
            for hit in review.hits.filter(answer__isnull=True):
                answer(edition, hit, reason="经核对，属于应当公开的内容。", by=by, at=said_at)
        _say(edition, Opinion.Verdict.PASS, by, said_at)


def _left_open(entry: Mapping[str, Any], organ: Organ, at: datetime) -> None:
    """Leave a piece of work on the desk: a draft, in review, returned, or cleared and not yet released."""
    clerk = post_of(organ, Duty.CLERK)
    values = {name: entry[name] for name in FIELDS if name in entry}
    values["formed_on"] = timezone.localdate(at) - timedelta(days=entry["days_ago"])
    values["source"] = organ.name
    start = at - 120 * MINUTE
    edition = draft_document(values, by=clerk, at=start).edition
    if entry["stage"] == "draft":
        return
    review = submit(edition, by=clerk, at=start + 5 * MINUTE)
    if entry["stage"] == "cleared":
        _passed(edition, review, clerk, start)
        return
    _say(edition, Opinion.Verdict.PASS, clerk, start + 10 * MINUTE)
    if entry["stage"] == "returned":
        _say(edition, Opinion.Verdict.RETURN, post_of(organ, Duty.REVIEWER), at - MINUTE, entry["says"])


def _say(edition: Edition, verdict: str, by: Post, at: datetime, says: str = "") -> None:
    speak(edition, verdict=verdict, by=by, at=at, digest=state_of(edition, at).digest, says=says)


def _small(organ: Organ) -> None:
    """Give an organ with few people two levels of review, from before its first document."""
    moment = timezone.make_aware(datetime.combine(SINCE, time(9, 0)))
    leader = post_of(organ, Duty.LEADER)
    set_procedure(
        organ,
        levels=stored(SMALL),
        since=SINCE,
        by=leader,
        at=moment,
        source="本机关公开前审查规定（演示）",
    )


def _guide_of(organ: Organ) -> dict[str, Any]:
    """Return the fields of an organ's guide (条例 art. 12), filled from what the organ states of itself."""
    way = (
        f"可以在本网“依申请公开”栏目在线申请，也可以当面、邮寄到{organ.address}（邮政编码{organ.postcode}）"
        f"或者发送电子邮件到{organ.email}。"
    )
    form = {
        "classification": "本机关的政府信息按法定主动公开类别、国务院公文主题分类和体裁分类。",
        "arrangement": "目录以索引号为序。索引号由机关代码、年度和流水号组成；每件信息列明标题、发文字号、"
        "成文日期、发布日期、内容概述和效力。",
        "proactive_ways": "在政府信息公开专栏按栏目浏览，或者按标题、文号、正文检索；也可以到区档案馆、"
        "区图书馆的查阅点查阅。",
        "on_request_ways": f"需要获取未主动公开的信息的，可以向本机关申请。{way}申请应当写明姓名或者名称、"
        "身份证明、联系方式、所需信息的名称或者便于查询的描述，以及获取方式。",
        "on_request_limits": "内容不明确的，自收到申请之日起7个工作日内告知补正。能够当场答复的当场答复；"
        "不能当场答复的，自收到申请之日起20个工作日内答复，需要延长的不超过20个工作日并告知申请人。",
        "on_request_fees": "提供政府信息不收取费用。申请的数量、频次明显超过合理范围的，可以收取信息处理费。",
        "office_name": f"{organ.name}办公室（演示）",
        "office_address": organ.address,
        "office_postcode": organ.postcode,
        "office_hours": organ.office_hours,
        "office_phone": organ.phone,
        "office_fax": organ.fax,
        "office_internet": f"电子邮箱：{organ.email}",
        "supervision": "认为本机关未依法公开政府信息的，可以向虚构区人民政府办公室反映，也可以依法申请"
        "行政复议或者提起行政诉讼。",
    }
    return {
        "title": f"{organ.name}政府信息公开指南（演示）",
        "category": schemes.GUIDE,
        "topic": "02-01",
        "genre": "指南",
        "formed_on": date(2024, 2, 28),
        "summary": "政府信息的分类、编排体系、获取方式和工作机构的联系方式。",
        "keywords": ["政府信息公开", "指南"],
        "source": organ.name,
        "form": guide.tidy(form),
    }


def _repeal(document: Document, mark: Mapping[str, Any], by_document: Document) -> None:
    shown = visibility.shown(by_document, timezone.now())
    assert shown is not None  # noqa: S101 - it was published a moment ago
    at = max(shown.begins, timezone.make_aware(datetime.combine(mark["on"], time(9, 0))))
    head = post_of(document.organ, Duty.OFFICE_HEAD, Duty.LEADER)
    mark_validity(document, kind="repealed", on=mark["on"], by=head, at=at, by_document=by_document)


def _documents() -> Iterator[dict[str, Any]]:
    folder = files("gongkai.service.demonstration").joinpath("data/documents")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        yield from tomllib.loads(file.read_text("utf-8"))["documents"]


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(files("gongkai.service.demonstration").joinpath(f"data/{name}").read_text("utf-8"))
