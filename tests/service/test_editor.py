"""The editor's pages, asked without a browser: what each does, and what it refuses in words."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document as Word

from gongkai.service.catalogue import pending, typed, visibility
from gongkai.service.catalogue.models import Document, Edition, GuideCheck, ValidityChange
from gongkai.service.catalogue.state import State, state_of
from gongkai.service.organs.models import Deed, Duty, Organ, Post
from tests.service.catalogue_desk import Desk, a_post
from tests.service.desk import sign_in
from tests.service.published import publish

VALUES = {
    "title": "关于开放档案的通知",
    "category": "20-01-other",
    "formed_on": "2026-02-26",
    "summary": "开放一批馆藏档案。",
    "attribute": "proactive",
    "body": "开放一批馆藏档案。",
}


@pytest.fixture
def desk(organ: Organ) -> Desk:
    return Desk(organ)


def a_docx(*lines: str) -> SimpleUploadedFile:
    document = Word()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return SimpleUploadedFile("通知.docx", out.getvalue())


def words(answer: HttpResponse) -> str:
    return answer.content.decode()


def at(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def as_(post: Post) -> Client:
    return sign_in(Client(), post)


def test_a_word_file_with_a_mark_of_secrecy_is_not_kept_and_its_refusal_is_logged(desk: Desk):
    answer = as_(desk.clerk).post(at("desk-new-document"), {"file": a_docx("秘密★10年", "关于某事的通知")})

    assert answer.status_code == 200
    assert "密级" in words(answer) or "秘密" in words(answer)
    assert Deed.objects.filter(act="catalogue.refuse_secret").count() == 1
    assert not Edition.objects.exists()


def test_what_is_no_word_file_is_refused_at_the_field(desk: Desk):
    file = SimpleUploadedFile("通知.docx", b"no word at all")

    answer = as_(desk.clerk).post(at("desk-new-document"), {"file": file})

    assert 'id="id_file_error"' in words(answer)


def test_an_uploaded_file_is_found_by_nobody_else(desk: Desk):
    mine, other = as_(desk.clerk), as_(desk.head)
    where = mine.post(at("desk-new-document"), {"file": a_docx("关于某事的通知")})["Location"]

    assert mine.get(where).status_code == 200
    assert other.get(where).status_code == 302
    assert other.get(where.replace("word/?", "word/original/?")).status_code == 302


def test_a_draft_from_word_keeps_the_original_and_forgets_the_upload(desk: Desk):
    client = as_(desk.clerk)
    where = client.post(at("desk-new-document"), {"file": a_docx("关于某事的通知", "正文。")})["Location"]
    token = where.partition("file=")[2]

    client.post(at("desk-new-word"), {**VALUES, "file": token})

    edition = Edition.objects.get()
    assert [file.is_original for file in edition.attachments.all()] == [True]
    with pytest.raises(pending.Gone):
        pending.read(token)


def test_the_summary_proposed_from_word_greets_nobody_and_holds_no_cells(desk: Desk):
    paper = Word()
    for line in ("关于报送档案的通知", "各有关单位：", "现将报送档案的时间公布如下。"):
        paper.add_paragraph(line)
    for cell in paper.add_table(2, 2)._cells:
        cell.text = "格子"
    paper.add_paragraph("请按时报送。")
    out = io.BytesIO()
    paper.save(out)
    client = as_(desk.clerk)

    where = client.post(at("desk-new-document"), {"file": SimpleUploadedFile("通知.docx", out.getvalue())})
    form = client.get(where["Location"]).context["form"]

    assert form["summary"].value() == "现将报送档案的时间公布如下。 请按时报送。"
    assert "格子" in form["body"].value()


def test_an_upload_is_kept_for_a_day():
    now = timezone.now()
    old = pending.keep(b"old", now)
    assert pending.read(old) == b"old"

    pending.keep(b"new", now + timedelta(days=1, minutes=1))

    with pytest.raises(pending.Gone):
        pending.read(old)


def test_a_fault_loses_nothing_that_was_typed(desk: Desk):
    given = {**VALUES, "category": "", "keywords": "档案 开放", "norm": "rule"}

    answer = words(as_(desk.clerk).post(at("desk-new-typed"), given))

    assert 'id="id_category_error"' in answer
    assert 'value="档案 开放"' in answer and "开放一批馆藏档案。" in answer
    assert not Document.objects.exists()


def test_a_number_that_another_has_is_warned_of(desk: Desk):
    desk.draft(document_number="青档〔2026〕7号")

    client = as_(desk.clerk)
    answer = client.post(at("desk-new-typed"), {**VALUES, "document_number": "青档[2026]7号"}, follow=True)

    assert "也是这个文号" in words(answer)


def test_a_change_in_review_is_made_only_when_it_is_confirmed(desk: Desk):
    edition = desk.submitted(attribute="proactive")
    client, url = as_(desk.clerk), at("desk-edit", edition.pk)
    given = {**VALUES, "title": "改过的标题", "version": edition.version}

    asked = words(client.post(url, given))
    assert "会使这次审查作废" in asked and 'name="voids_review"' in asked and "改过的标题" in asked
    assert state_of(edition, timezone.now()).state is State.IN_REVIEW

    client.post(url, {**given, "voids_review": "1"})
    assert state_of(edition, timezone.now()).was_voided


def test_what_may_be_interpreted_is_found_and_another_organs_draft_is_not(desk: Desk, organ: Organ):
    other = Organ.objects.create(code="other", name="丙机关", kind="department")
    publish(other, "公开的丙办法")
    secret = Desk(other).draft(title="保密的丙草稿")
    client = as_(desk.clerk)

    found = words(client.post(at("desk-new-typed"), {**VALUES, "do": "find", "interprets_q": "丙"}))
    named = words(
        client.post(
            at("desk-new-typed"), {**VALUES, "do": "find", "interprets": secret.document.index_number}
        )
    )

    assert "公开的丙办法" in found
    assert "保密的丙草稿" not in found and "保密的丙草稿" not in named
    assert Document.objects.filter(organ=organ).count() == 0


def test_who_names_no_issuer_has_the_organ_as_the_form_says(desk: Desk, organ: Organ):
    client = as_(desk.clerk)

    client.post(at("desk-new-typed"), {**VALUES, "issuers": ""})
    one = Edition.objects.get(document__organ=organ)
    client.post(at("desk-edit", one.pk), {**VALUES, "issuers": " ", "title": "改了", "version": one.version})

    one.refresh_from_db()
    assert (one.title, one.issuers) == ("改了", [organ.name])


def test_files_are_taken_each_by_itself_and_put_in_order(desk: Desk):
    edition = desk.draft()
    client, url = as_(desk.clerk), at("desk-files", edition.pk)
    files = [
        SimpleUploadedFile("一.txt", "第一".encode()),
        SimpleUploadedFile("坏.exe", b"MZ"),
        SimpleUploadedFile("二.txt", "第二".encode()),
    ]

    answer = words(client.post(url, {"do": "upload", "file": files}))

    names = [file.name for file in edition.attachments.order_by("place")]
    assert names == ["一.txt", "二.txt"]
    assert "坏.exe" in answer and "没有附上的" in answer
    last = edition.attachments.order_by("place")[1]
    client.post(url, {"do": f"up-{last.pk}"})
    assert [f.name for f in edition.attachments.order_by("place")] == ["二.txt", "一.txt"]
    client.post(url, {"do": f"remove-{last.pk}"})
    assert [f.name for f in edition.attachments.all()] == ["一.txt"]


def test_the_file_of_a_draft_is_handed_out_so_that_nothing_in_it_runs(desk: Desk):
    edition = desk.draft()
    client = as_(desk.clerk)
    client.post(at("desk-files", edition.pk), {"file": SimpleUploadedFile("一.txt", "第一".encode())})

    answer = client.get(at("desk-file", edition.attachments.get().pk))

    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_submitting_says_every_field_that_is_missing(desk: Desk):
    edition = desk.draft(summary="", formed_on=None)

    answer = words(as_(desk.clerk).post(at("desk-submit", edition.pk)))

    assert f"{at('desk-edit', edition.pk)}#id_summary" in answer
    assert f"{at('desk-edit', edition.pk)}#id_formed_on" in answer
    assert state_of(edition, timezone.now()).state is State.DRAFT


def test_a_reviewer_who_was_shown_something_else_is_told_so(desk: Desk):
    edition = desk.submitted()

    answer = words(
        as_(desk.reviewer).post(
            at("desk-review", edition.pk), {"do": "opinion", "digest": "0" * 64, "verdict": "pass"}
        )
    )

    assert "您打开以后，这份稿件有改动" in answer


def test_what_is_unclear_is_referred_and_its_answer_entered(desk: Desk):
    edition = desk.submitted()
    url = at("desk-review", edition.pk)
    client = as_(desk.reviewer)
    digest = state_of(edition, timezone.now()).digest
    said = {"do": "opinion", "digest": digest, "verdict": "refer", "says": "不能确定是否属于工作秘密。"}

    assert "报请哪个机关" in words(client.post(url, said))
    client.post(url, {**said, "refer_to": "青山区国家保密局"})
    assert state_of(edition, timezone.now()).state is State.REFERRED
    client.post(url, {"do": "referral", "result": "disclose", "reference": "青保函〔2026〕1号"})

    assert state_of(edition, timezone.now()).state is State.IN_REVIEW


def test_a_time_is_set_for_release_and_taken_back(desk: Desk):
    edition = desk.cleared()
    client, url = as_(desk.clerk), at("desk-release", edition.pk)
    later: datetime = timezone.localtime() + timedelta(days=2)

    assert "请填写发布时间" in words(client.post(url, {"when": "later"}))
    client.post(url, {"when": "later", "begins": later.strftime("%Y-%m-%dT%H:%M")})
    assert state_of(edition, timezone.now()).state is State.SCHEDULED
    assert visibility.shown(edition.document, timezone.now()) is None
    client.post(url, {"do": "unschedule"})

    assert state_of(edition, timezone.now()).state is State.CLEARED


def test_what_did_not_pass_is_not_released_by_its_page(desk: Desk):
    edition = desk.submitted()

    answer = words(as_(desk.clerk).post(at("desk-release", edition.pk), {"when": "now"}))

    assert "尚未通过审查" in answer
    assert visibility.shown(edition.document, timezone.now()) is None


def test_a_document_is_withdrawn_with_a_note_for_the_reader(desk: Desk):
    edition = desk.published()
    client, url = as_(desk.leader), at("desk-withdraw", edition.pk)

    assert 'id="id_public_note_error"' in words(client.post(url, {"reason": "有误"}))
    wrong = {"reason": "有误", "public_note": "已撤下。", "moved_to": "没有/2026-1"}
    assert "没有索引号是" in words(client.post(url, wrong))
    client.post(url, {**wrong, "moved_to": ""})

    assert state_of(edition, timezone.now()).state is State.WITHDRAWN


def test_the_next_edition_is_drafted_and_compared_with_what_is_shown(desk: Desk):
    edition = desk.published()
    client = as_(desk.clerk)
    client.post(
        at("desk-next-edition", edition.document_id), {"arose_on": "2026-03-01", "change_note": "改一处"}
    )
    draft = edition.document.editions.get(number=2)
    given = {**VALUES, "category": "20-01-normative", "norm": "normative", "arose_on": "2026-03-01"}
    changed = {**given, "version": draft.version, "body": "<p>经研究，开放两批馆藏档案。</p>"}
    client.post(at("desk-edit", draft.pk), changed)

    answer = words(client.get(at("desk-compare", edition.document_id)))

    assert "<ins>" in answer and "两" in answer
    assert "第1版" in answer and "第2版" in answer


def test_a_mark_of_force_is_made_and_corrected(desk: Desk):
    edition = desk.published()
    client, url = as_(desk.head), at("desk-validity", edition.document_id)

    client.post(url, {"kind": "repealed", "on": "2026-03-03", "by_text": "青档〔2026〕9号"})
    mark = ValidityChange.objects.get(kind="repealed")
    client.post(url, {"do": "annul", "mark": mark.pk, "annul-reason": " "})
    assert not ValidityChange.objects.filter(annuls=mark).exists()
    client.post(url, {"do": "annul", "mark": mark.pk, "annul-reason": "文号写错"})

    assert ValidityChange.objects.filter(annuls=mark, by_text="文号写错").exists()


def test_the_guide_begins_with_what_is_known_and_says_what_it_lacks(desk: Desk):
    client = as_(desk.clerk)

    client.post(at("desk-guide"), {"do": "begin"})
    edition = Edition.objects.get(category="guide")
    assert "000-1234567" in (edition.form or {}).values()
    assert "指南还缺少" in words(client.get(at("desk-submit", edition.pk)))
    answer = words(client.get(at("desk-edit", edition.pk)))
    assert 'name="guide_classification"' in answer and 'name="body"' not in answer

    client.post(at("desk-guide"), {"do": "confirm"})
    assert not GuideCheck.objects.exists()  # nothing is public yet


def test_two_who_write_the_guide_at_once_see_each_others_parts(desk: Desk):
    client = as_(desk.clerk)
    client.post(at("desk-guide"), {"do": "begin"})
    edition = Edition.objects.get(category="guide")
    given = {**VALUES, "category": "guide", "version": edition.version}
    as_(desk.head).post(at("desk-edit", edition.pk), {**given, "guide_classification": "负责人写的分类"})

    answer = words(
        client.post(at("desk-edit", edition.pk), {**given, "guide_classification": "经办人写的分类"})
    )

    assert "负责人写的分类" in answer and answer.count("经办人写的分类") == 2  # beside it, and in the form
    assert (Edition.objects.get(pk=edition.pk).form or {})["classification"] == "负责人写的分类"


def test_a_supervisor_sees_what_is_under_her_and_changes_nothing(desk: Desk, organ: Organ):
    government = organ.parent
    assert government is not None
    organ.supervisor = government
    organ.save()
    edition = desk.draft()
    supervisor = a_post(government, Duty.SUPERVISOR, "supervisor")
    client = as_(supervisor)

    assert edition.title in words(client.get(at("desk-documents")))
    page = words(client.get(at("desk-edition", edition.pk)))
    assert "监督人员的职务查看" in page
    assert at("desk-edit", edition.pk) not in page
    assert client.get(at("desk-edit", edition.pk)).status_code == 403
    assert client.post(at("desk-discard", edition.pk)).status_code == 403


def test_the_first_page_of_the_desk_tells_each_what_waits_for_her(desk: Desk):
    edition = desk.submitted()
    review = at("desk-review", edition.pk)

    assert review in words(as_(desk.reviewer).get(at("desk")))
    assert review not in words(as_(desk.leader).get(at("desk")))
    own = words(as_(desk.clerk).get(at("desk")))
    assert "次日起20个工作日" in own and "2026-03-25" in own  # a Saturday was worked in between


def test_drafts_are_listed_by_where_they_stand(desk: Desk):
    draft, waits = desk.draft(title="甲草稿"), desk.submitted(title="乙在审")
    client = as_(desk.clerk)

    def listed(query: str) -> str:
        return words(client.get(f"{at('desk-documents')}{query}")).partition('<table class="rows')[2]

    assert "甲草稿" in listed("?state=draft") and "乙在审" not in listed("?state=draft")
    assert "乙在审" in listed("?state=in_review") and "甲草稿" not in listed("?state=in_review")
    assert "甲草稿" in listed(f"?q={draft.document.index_number}")
    assert "乙在审" not in listed(f"?q={draft.document.index_number}")
    assert "甲草稿" in listed("?state=nonsense")
    client.post(at("desk-discard", waits.pk))
    assert "乙在审" in listed("?state=discarded") and "乙在审" not in listed("")


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("第一段。\n\n第二段。", "<p>第一段。</p><p>第二段。</p>"),
        ("一、总则\n甲。", "<h2>一、总则</h2><p>甲。</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("甲\t乙", "<p>甲 乙</p>"),
        ("<p onclick=x>甲</p><script>1</script>", "<p>甲</p>"),
    ],
)
def test_what_is_typed_becomes_a_body(given: str, made: str):
    assert typed.html_of(given).replace("\n", "") == made


def test_lines_parted_by_tabs_become_a_table_even_where_a_cell_is_missing():
    assert typed.html_of("甲\t乙\t丙\n丁\t戊").count("<td>") == 6


def test_html_shown_in_a_plain_field_is_taken_back_as_it_was():
    clean = typed.html_of("<h2>一、总则</h2><p>甲</p><table><tr><td>乙</td><td>丙</td></tr></table>")

    assert typed.html_of(typed.lines_of(clean)) == clean
