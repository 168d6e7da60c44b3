"""The file of a request for the archive (一申请一卷): a ZIP with its directory and a hash of every piece.

What is in it: the registration sheet, the application and its papers, the letters as they were issued, the
opinions of the approval, the proofs of service, the proceedings that followed with their evidence, and the
ledger with its chain, from which everything can be recomputed. What proves who somebody is stays sealed here
and is only named. The same file gives the same bytes: nothing in it depends on when it was packed, but the
day its directory bears.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from importlib.resources import as_file, files
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from gongkai.papers.archives import packed
from gongkai.papers.letters import Facts, compose, template_of, to_pdf
from gongkai.papers.typeset import CannotTypeset, Paper, typeset
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.clearance.models import Opinion, Review
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.requests import handed_down, keeping, ledger, reclassing, together
from gongkai.service.requests.intake import MEDIA, WAYS
from gongkai.service.requests.letter_sources import organ_as_named
from gongkai.service.requests.models import Case, Dispatch, Letter, Party
from gongkai.service.requests.models import Paper as CasePaper
from gongkai.service.requests.vault import Sealed
from gongkai.statute.clock import Clock
from gongkai.statute.dated import chinese_day
from gongkai.statute.errors import StatuteError
from gongkai.statute.history import write_history
from gongkai.statute.law import Law
from gongkai.statute.outcomes import tree

FORM = "gongkai-archive-1"
_ODD = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
# Where a paper of a case goes, by its kind.
FOLDERS = {
    CasePaper.Kind.APPLICATION: "2-申请材料",
    CasePaper.Kind.SCAN: "2-申请材料",
    CasePaper.Kind.CORRECTION: "2-申请材料",
    CasePaper.Kind.OPINION: "4-征求意见",
    CasePaper.Kind.ORIGINAL: "5-所申请的信息",
    CasePaper.Kind.RELEASE: "5-所申请的信息",
    CasePaper.Kind.PROOF: "7-送达凭证",
    CasePaper.Kind.EVIDENCE: "8-其他证据",
}
# What the file says is Chinese, whoever packs it in whichever language.
VERDICTS = {
    Opinion.Verdict.PASS: "同意公开",
    Opinion.Verdict.RETURN: "退回修改",
    Opinion.Verdict.WITHHOLD: "不予公开",
    Opinion.Verdict.REFER: "不能确定，报请确定",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of the package: where it stands, what it is, its bytes."""

    name: str
    says: str
    data: bytes

    @property
    def sha256(self) -> str:
        """The hash of its bytes."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A paper that is not in the package, and why; its hash says which it is."""

    says: str
    why: str
    sha256: str


def package(case: Case, on: date) -> bytes:
    """Return the archive file of a case, its directory dated `on`.

    Raises CannotDo, with the name, where a stored file is gone or is not what was stored: a file with a hole
    is not handed over.
    """
    clock = ledger.clock_of(case)
    left_out = list(_left_out(case))
    letters = list(
        together.letters_to(case)
        .exclude(issued_on=None)
        .filter(discarded_at=None)
        .select_related("to")
        .order_by("pk")
    )
    approvals, dispatches = _approvals(letters), _dispatches(letters)
    proceedings = _proceedings(case, on)
    pieces = [
        Piece("1-申请登记表.pdf", "申请登记表", _registration(case, clock, on)),
        *_papers(case),
        *_letters(letters),
        Piece("6-审批.json", "审批意见（层级、意见、审查人、时间）", _plain(approvals)),
        Piece("7-送达.json", "各文书发出和送达的记录", _plain(dispatches)),
        *_record(case),
    ]
    if proceedings:
        says = "复议、诉讼和投诉的经过，以及须证明的事项和案卷里的证据"
        pieces += [
            Piece("10-复议诉讼.pdf", says, _contested(case, proceedings, on)),
            Piece("10-复议诉讼.json", says, _plain(proceedings)),
        ]
    status = disclosure_status(clock)
    index = _index(case, pieces, left_out, status, on)
    body = _listed(pieces, left_out) + _said(approvals, dispatches)
    directory = Piece("0-目录.pdf", "目录", _directory(case, body, status, on))
    index["directory_sha256"] = directory.sha256
    plain = json.dumps(index, ensure_ascii=False, indent=1, sort_keys=True).encode()
    return packed({directory.name: directory.data, "0-目录.json": plain, **{p.name: p.data for p in pieces}})


def disclosure_status(clock: Clock) -> str:
    """Return the disclosure status that goes with a record to an archive (档案法实施条例 30)."""
    ending = clock.ending
    if ending is None and clock.redo:
        return "原答复已被责令重新作出，正在重新答复"
    if ending is None or not ending.outcome:
        return "未作出公开或者不予公开的决定"
    found = tree().outcomes[ending.outcome][-1]
    said = {
        "grant": "已依申请公开",
        "partial": "已依申请部分公开",
        "refusal": "依申请不予公开",
    }.get(found.kind, "未依申请公开")
    return f"{said}（{found.name}，{chinese_day(ending.on)}）"


def _record(case: Case) -> Iterator[Piece]:
    events = write_history(ledger.events_of(case))
    yield Piece("9-法定事件.yaml", "申请的法定事件，可用 gongkai clock 重新计算期限", events.encode())
    yield Piece("9-记录链.json", "记录的每一条及其摘要，前后相连，可以逐条验算", _plain(_chain(case)))
    if corrected := _reclassed(case):
        yield Piece("9-申请人类别更正.json", "申请人类别的更正：原登记、理由、同意", _plain(corrected))


def _reclassed(case: Case) -> list[dict[str, Any]]:
    """The corrections of the requester's class: what stood before is in no other piece."""
    rows = reclassing.proposals_of(case).filter(consent__granted=True)
    classes = dict(Party.Class.choices)
    found = []
    for row in rows.select_related("by__person", "consent__by__person"):
        before, after = reclassing.classes_of(row)
        given = row.consent
        found.append(
            {
                "before": classes.get(before, "没有登记"),
                "after": classes[after],
                "says": row.says,
                "by": f"{row.by.title} {row.by.person}",
                "at": _moment(row.at),
                "consented_by": f"{given.by.title} {given.by.person}",
                "consented_on": given.on.isoformat(),
                "consented_says": given.says,
            }
        )
    return found


def _papers(case: Case) -> Iterator[Piece]:
    rows = handed_down.papers(case).filter(erased_at=None, is_sealed=False).order_by("pk")
    for place, paper in enumerate(rows, 1):
        folder = FOLDERS[CasePaper.Kind(paper.kind)]
        name = f"{folder}/{place:02}-{_clean(paper.name)}"
        yield Piece(name, paper.get_kind_display(), _stored(paper))


def _letters(letters: Iterable[Letter]) -> Iterator[Piece]:
    for place, letter in enumerate(letters, 1):
        title = _title(letter)
        says = f"{title}（{letter.number}）" if letter.number else title
        for form, stored_as in (("pdf", letter.pdf), ("docx", letter.docx)):
            if stored_as:
                name = f"3-文书/{place:02}-{_clean(title)}.{form}"
                yield Piece(name, says, _letter_bytes(stored_as, says))


def _proceedings(case: Case, on: date) -> list[dict[str, Any]]:
    """The proceedings over a case, as the rooms above tell of them."""
    law = law_here()
    found: list[dict[str, Any]] = []
    for name in settings.GONGKAI_PROCEEDINGS:
        ask: Callable[[Case, date, Law], Iterable[dict[str, Any]]] = import_string(name)
        try:
            found += ask(case, on, law)
        except StatuteError as fault:
            raise CannotDo(f"复议、诉讼的情况现在不能读出，案卷不能打包：{fault}") from fault
    return found


def _contested(case: Case, proceedings: Iterable[Mapping[str, Any]], on: date) -> bytes:
    """The sheet of the proceedings, to be read on paper: the course of each, and its evidence."""
    body = ""
    for place, row in enumerate(proceedings, 1):
        number = f"（{row['number']}）" if row["number"] else ""
        said = [row["state"], row["result"] or "", f"接在{row['follows']}之后" if row["follows"] else ""]
        if row["answer_due"]:
            done = f"，{row['answered_on']}提交" if row["answered_on"] else "，没有登记提交"
            said.append(f"答复和证据最迟{row['answer_due']}{done}")
        head = f"{place}. {row['kind']}{number}，针对{row['over']}，{row['body']}"
        body += f"<h2>{escape(head)}</h2>"
        body += f"<p>{escape('；'.join(word for word in said if word))}。</p>"
        body += _table(("日期", "事项", "说明", "登记"), map(_step_row, row["steps"]))
        if row["evidence"]:
            proofs = [
                (item["to_prove"], item["article"], "；".join(item["file_has"]) or "案卷里没有")
                for item in row["evidence"]
            ]
            body += "<h3>证据</h3>" + _table(("须证明的事项", "依据", "案卷里的材料"), proofs)
    return _set("行政复议、行政诉讼和投诉情况", case, [("登记号", case.number)], body, on)


def _step_row(step: Mapping[str, Any]) -> tuple[str, ...]:
    what = " · ".join(word for word in (step["what"], step["procedure"], step["result"]) if word)
    said = [
        "" if step["in_force"] else "（已撤销，不计）",
        f"撤销第{step['annuls']}条" if step["annuls"] else "",
        "责令重新答复" if step["orders_new_reply"] else "",
        f"{step['order_served']}送达" if step["order_served"] else "",
        f"限{step['order_until']}前" if step["order_until"] else "",
        f"见记录链第{step['ledger_entry']}条" if step["ledger_entry"] else "",
        step["says"],
        f"附：{step['paper']['name']}" if step["paper"] else "",
    ]
    says = "；".join(word for word in said if word)
    entered = f"{step['by']} {step['entered_at'][:16].replace('T', ' ')}"
    return chinese_day(date.fromisoformat(step["on"])), f"{step['place']}. {what}", says, entered


def _left_out(case: Case) -> Iterator[LeftOut]:
    for paper in handed_down.papers(case).filter(is_sealed=True).order_by("pk"):
        why = "已按期限删除" if paper.erased_at else "身份证明、授权委托书加密另存，不入卷"
        yield LeftOut(paper.get_kind_display(), why, paper.sha256)
    for paper in handed_down.papers(case).filter(is_sealed=False).exclude(erased_at=None).order_by("pk"):
        yield LeftOut(paper.get_kind_display(), "已按期限删除", paper.sha256)


def _registration(case: Case, clock: Clock, on: date) -> bytes:
    parties = {party.role: party for party in case.parties.select_related("identity").order_by("-pk")}
    requester, agent = parties.get(Party.Role.REQUESTER), parties.get(Party.Role.AGENT)
    identity = getattr(requester, "identity", None)
    wanted = (MEDIA.get(case.wish.medium), WAYS.get(case.wish.way))
    ways = (requester.phone, requester.email, requester.address) if requester else ()
    arrived = clock.arrived_on or on
    kept = handed_down.papers(case).filter(kind=CasePaper.Kind.APPLICATION, erased_at=None).order_by("pk")
    facts = Facts(
        organ=organ_as_named(case.organ),
        requesters=(requester.name,) if requester and requester.name else ("（已删除）",),
        requester_class=requester.get_requester_class_display() if requester else None,
        identity_document=identity.get_kind_display() if identity and identity.masked else None,
        masked_identity=identity.masked if identity else None,
        requester_contact="，".join(way for way in ways if way) or None,
        agent=agent.name if agent else None,
        request_number=case.number,
        received_on=clock.received_on,
        due=clock.due,
        request_content=case.wish.description or "（见所附的申请书，或者已按期限删除）",
        channel=law_here().channel(case.channel, arrived).name,
        form_wanted="、".join(str(word) for word in wanted if word) or "没有写明",
        attachments=tuple(kept.values_list("name", flat=True)),
    )
    with as_file(files("gongkai.report.write").joinpath("fonts")) as fonts:
        try:
            return to_pdf(compose("registration", facts, on, {}), fonts)
        except CannotTypeset as fault:
            raise CannotDo(str(fault)) from fault


def _approvals(letters: Iterable[Letter]) -> list[dict[str, Any]]:
    keys = {letter.pk: letter for letter in letters}
    reviews = Review.objects.filter(subject_kind="letter", subject_key__in=keys).order_by("pk")
    said: dict[int, list[Opinion]] = {}
    for opinion in Opinion.objects.filter(review__in=reviews).select_related("by__person").order_by("place"):
        said.setdefault(opinion.review_id, []).append(opinion)
    return [
        {
            "letter": _title(keys[review.subject_key]),
            "number": keys[review.subject_key].number,
            "reviewed_sha256": review.digest,
            "submitted_at": _moment(review.opened_at),
            "opinions": [
                {
                    "level": review.levels[opinion.level]["name"],
                    "opinion": VERDICTS[Opinion.Verdict(opinion.verdict)],
                    "says": opinion.says,
                    "by": f"{opinion.by.title} {opinion.by.person}",
                    "at": _moment(opinion.at),
                }
                for opinion in said.get(review.pk, ())
            ],
        }
        for review in reviews
    ]


def _dispatches(letters: Iterable[Letter]) -> list[dict[str, Any]]:
    rows = Dispatch.objects.filter(letter__in=list(letters)).select_related("letter", "proof", "by__person")
    return [
        {
            "letter": _title(row.letter),
            "number": row.letter.number,
            "means": row.get_means_display(),
            "sent_on": row.sent_on.isoformat(),
            "delivered_on": row.delivered_on.isoformat() if row.delivered_on else None,
            "address": row.address,
            "tracking": row.tracking,
            "downloaded_at": _moment(row.downloaded_at) if row.downloaded_at else None,
            "proof": row.proof.name if row.proof else None,
            "says": row.says,
            "by": f"{row.by.title} {row.by.person}",
        }
        for row in rows.order_by("pk")
    ]


def _chain(case: Case) -> dict[str, Any]:
    """The rows of the ledger with all that their hashes are made of (chain.py), so that anybody can check."""
    rows = []
    for entry in case.entries.select_related("said").order_by("place"):
        said = getattr(entry, "said", None)
        kept = said is not None and said.erased_at is None
        rows.append(
            {
                "place": entry.place,
                "kind": entry.kind,
                "on": entry.on.isoformat(),
                "recorded_at": entry.recorded_at.isoformat(),
                "by": entry.by_id,
                "particulars": entry.particulars,
                "words": entry.words,
                "previous": entry.previous,
                "hash": entry.hash,
                "texts": said.texts if said is not None and kept else None,
                "salt": said.salt if said is not None and kept else None,
            }
        )
    return {"case": case.number, "entries": rows}


def _index(
    case: Case, pieces: Iterable[Piece], left_out: Iterable[LeftOut], status: str, on: date
) -> dict[str, Any]:
    return {
        "form": FORM,
        "case": case.number,
        "organ": case.organ.name,
        "opened_on": timezone.localdate(case.opened_at).isoformat(),
        "packed_on": on.isoformat(),
        "disclosure_status": status,
        "files": [
            {"name": piece.name, "what": piece.says, "bytes": len(piece.data), "sha256": piece.sha256}
            for piece in pieces
        ],
        "left_out": [{"what": each.says, "why": each.why, "sha256": each.sha256} for each in left_out],
    }


def _listed(pieces: Iterable[Piece], left_out: Iterable[LeftOut]) -> str:
    rows = [
        (str(n), piece.name, piece.says, f"{len(piece.data):,}", piece.sha256)
        for n, piece in enumerate(pieces, 1)
    ]
    body = _table(("序号", "文件", "内容", "字节", "SHA-256"), rows)
    without = [(each.says, each.why, each.sha256) for each in left_out]
    if without:
        body += "<h2>未入卷的材料</h2>" + _table(("材料", "原因", "SHA-256"), without)
    return body


def _said(approvals: Iterable[Mapping[str, Any]], dispatches: Iterable[Mapping[str, Any]]) -> str:
    """The approvals and the proofs of service, to be read on paper too."""
    opinions = [
        (
            f"{review['letter']} {review['number'] or ''}",
            said["level"],
            said["opinion"],
            said["says"],
            said["by"],
            said["at"],
        )
        for review in approvals
        for said in review["opinions"]
    ]
    sent = [
        (
            f"{row['letter']} {row['number'] or ''}",
            row["means"],
            row["sent_on"],
            row["delivered_on"] or "",
            row["tracking"],
        )
        for row in dispatches
    ]
    body = ""
    if opinions:
        body += "<h2>审批意见</h2>" + _table(("文书", "层级", "意见", "说明", "审查人", "时间"), opinions)
    if sent:
        body += "<h2>送达</h2>" + _table(("文书", "方式", "发出", "送达", "邮件号"), sent)
    return body


def _directory(case: Case, body: str, status: str, on: date) -> bytes:
    card = [
        ("登记号", case.number),
        ("立卷机关", case.organ.name),
        ("登记日期", chinese_day(timezone.localdate(case.opened_at))),
        ("政府信息公开情况", status),
    ]
    return _set("政府信息公开申请案卷目录", case, card, body, on)


def _set(title: str, case: Case, card: list[tuple[str, str]], body: str, on: date) -> bytes:
    """Set a page of the file as PDF/A."""
    with as_file(files("gongkai.report.write").joinpath("fonts")) as fonts:
        try:
            return typeset(Paper(title, case.organ.name, on, body, fonts, card=card))
        except CannotTypeset as fault:
            raise CannotDo(str(fault)) from fault


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_parted(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _parted(text: str) -> str:
    """A hash in groups of eight, so that a line can end in it."""
    if re.fullmatch(r"[0-9a-f]{64}", text):
        return " ".join(text[n : n + 8] for n in range(0, 64, 8))
    return text


def _stored(paper: CasePaper) -> bytes:
    try:
        return keeping.read(paper)
    except (FileNotFoundError, keeping.Tampered, Sealed) as fault:
        raise CannotDo(
            _("“%(name)s”不在存储中，或者与登记的摘要不符，案卷不能打包：%(fault)s")
            % {"name": paper.name, "fault": fault}
        ) from fault


def _letter_bytes(stored_as: str, says: str) -> bytes:
    try:
        return keeping.stored(stored_as)
    except FileNotFoundError as fault:
        raise CannotDo(_("文书“%(name)s”不在存储中，案卷不能打包。") % {"name": says}) from fault


def _title(letter: Letter) -> str:
    assert letter.issued_on is not None  # noqa: S101 - only issued ones are packed
    return template_of(letter.kind, letter.issued_on).title


def _clean(name: str) -> str:
    """A file name that every system takes: no separators, not too long, its ending kept."""
    path = PurePosixPath(_ODD.sub("_", name).strip(". ") or "未命名")
    return f"{path.stem[:60]}{path.suffix[:10]}"


def _moment(at: Any) -> str:
    return str(timezone.localtime(at).isoformat(timespec="seconds"))


def _plain(value: Mapping[str, Any] | list[Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()
