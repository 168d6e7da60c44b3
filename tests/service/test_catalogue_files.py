"""The files of a draft: taken for what their bytes are, released without what they tell of their author."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import docx
import pytest
from django.conf import settings

from gongkai.service.catalogue import store, visibility
from gongkai.service.catalogue.actions.attach import attach, remove_attachment, reorder
from gongkai.service.catalogue.actions.draft_edition import draft_edition
from gongkai.service.catalogue.actions.release import release
from gongkai.service.catalogue.actions.save_draft import save_draft
from gongkai.service.catalogue.actions.submit import submit
from gongkai.service.catalogue.drafts import WouldVoidReview
from gongkai.service.catalogue.models import Attachment, Edition
from gongkai.service.catalogue.scanning import SecrecyMarked
from gongkai.service.catalogue.search.find import Query, find
from gongkai.service.catalogue.state import State, state_of
from gongkai.service.clearance.refusals import OutOfTurn, WrongFields
from gongkai.service.clearance.standing import newest, standing
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Deed, Organ
from tests.service.catalogue_desk import TODAY, Desk, later


@pytest.fixture
def desk(organ: Organ) -> Desk:
    return Desk(organ)


def a_word_file(words: str = "附件：开放档案清单", author: str = "张三") -> bytes:
    document = docx.Document()
    document.core_properties.author = author
    document.add_paragraph(words)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_file_is_released_without_its_author_and_found_by_its_words(desk: Desk) -> None:
    edition = desk.draft()
    data = a_word_file()

    attached = attach(edition, data=data, name="清单.docx", by=desk.clerk, at=later(1), is_original=True)

    file = attached.attachment
    assert file.original_sha256 == hashlib.sha256(data).hexdigest()
    assert file.removed
    assert store.read(file.original_sha256) == data
    with zipfile.ZipFile(io.BytesIO(store.read(file.sha256))) as released:
        assert all("张三".encode() not in released.read(name) for name in released.namelist())
    submit(edition, by=desk.clerk, at=later(2))
    desk.clear(edition, later(3))
    release(edition, by=desk.clerk, at=later(4))
    assert [result.key for result in find(Query("开放档案清单"), later(4)).results] == [edition.pk]


def test_a_file_is_taken_for_what_its_bytes_are(desk: Desk) -> None:
    with pytest.raises(WrongFields) as refused:
        attach(desk.draft(), data=b"MZ\x90\x00", name="清单.docx", by=desk.clerk, at=later(1))

    assert list(refused.value.faults) == ["file"]


def test_of_a_file_with_a_mark_of_secrecy_nothing_is_kept_but_that_it_happened(desk: Desk) -> None:
    edition = desk.draft()
    data = a_word_file("机密★1年")

    with pytest.raises(SecrecyMarked):
        attach(edition, data=data, name="文件.docx", by=desk.clerk, at=later(1))

    assert not Attachment.objects.exists()
    digest = hashlib.sha256(data).hexdigest()
    assert not list(Path(settings.GONGKAI_FILES).glob(f"*/{digest}"))
    assert Deed.objects.filter(act="catalogue.refuse_secret").count() == 1


def test_a_mark_of_secrecy_in_the_name_of_a_file_is_one(desk: Desk) -> None:
    with pytest.raises(SecrecyMarked):
        attach(desk.draft(), data=a_word_file(), name="机密★1年.docx", by=desk.clerk, at=later(1))


def test_a_mark_of_secrecy_in_what_would_be_stripped_is_one(desk: Desk) -> None:
    with pytest.raises(SecrecyMarked):
        attach(
            desk.draft(),
            data=a_word_file(author="机密★1年"),
            name="a.docx",
            by=desk.clerk,
            at=later(1),
        )


def test_what_is_hidden_in_a_file_is_asked_about_in_the_review(desk: Desk) -> None:
    edition = desk.draft()
    attach(edition, data=a_word_file("李四，手机13800138000"), name="a.docx", by=desk.clerk, at=later(1))
    submit(edition, by=desk.clerk, at=later(2))

    hits = standing(newest("edition", edition.pk)).unanswered

    assert [(hit.kind, hit.part) for hit in hits] == [("mobile", "附件“a.docx”")]


def test_a_file_brought_in_while_in_review_voids_it_only_when_that_is_meant(desk: Desk) -> None:
    edition = desk.submitted()
    with pytest.raises(WouldVoidReview):
        attach(edition, data=a_word_file(), name="a.docx", by=desk.clerk, at=later(2))
    assert state_of(edition, later(2)).state is State.IN_REVIEW

    attach(edition, data=a_word_file(), name="a.docx", by=desk.clerk, at=later(2), voids_review=True)

    assert state_of(edition, later(2)).state is State.DRAFT


def test_nothing_is_brought_into_what_was_released_or_taken_out(desk: Desk) -> None:
    edition = desk.draft()
    file = attach(edition, data=a_word_file(), name="a.docx", by=desk.clerk, at=later(1)).attachment
    submit(edition, by=desk.clerk, at=later(2))
    desk.clear(edition, later(3))
    release(edition, by=desk.clerk, at=later(4))

    with pytest.raises(OutOfTurn):
        attach(edition, data=b"a,b\n", name="b.csv", by=desk.clerk, at=later(5), voids_review=True)
    with pytest.raises(OutOfTurn):
        remove_attachment(file, by=desk.clerk, at=later(5), voids_review=True)
    with pytest.raises(OutOfTurn):
        reorder(edition, [file.pk], by=desk.clerk, at=later(5), voids_review=True)


def test_the_order_and_the_number_of_files_are_part_of_what_is_reviewed(desk: Desk) -> None:
    edition = desk.draft()
    keys = [
        attach(edition, data=f"a,{n}\n".encode(), name="表.csv", by=desk.clerk, at=later(1)).attachment.pk
        for n in range(3)
    ]
    names = list(Edition.objects.get(pk=edition.pk).attachments.values_list("name", flat=True))
    assert names == ["表.csv", "表（2）.csv", "表（3）.csv"]
    digests = {state_of(edition, later(1)).digest}

    reorder(edition, keys[::-1], by=desk.clerk, at=later(2))
    digests.add(state_of(edition, later(2)).digest)
    remove_attachment(Attachment.objects.get(pk=keys[1]), by=desk.clerk, at=later(3))
    digests.add(state_of(edition, later(3)).digest)

    assert len(digests) == 3
    assert list(edition.attachments.order_by("place").values_list("pk", flat=True)) == [keys[2], keys[0]]
    with pytest.raises(CannotDo, match="增减"):
        reorder(edition, keys, by=desk.clerk, at=later(4))


def test_the_same_file_is_not_attached_twice(desk: Desk) -> None:
    edition = desk.draft()
    attach(edition, data=b"a,b\n", name="a.csv", by=desk.clerk, at=later(1))

    with pytest.raises(WrongFields, match="已经附上"):
        attach(edition, data=b"a,b\n", name="b.csv", by=desk.clerk, at=later(1))


def test_who_brings_in_a_file_is_a_writer_and_leaves_an_open_form_its_version(desk: Desk) -> None:
    edition = desk.draft()
    attach(edition, data=b"a,b\n", name="a.csv", by=desk.head, at=later(1))

    saved = save_draft(edition, {"title": "改了"}, version=1, by=desk.clerk, at=later(2)).edition

    assert saved.writers == sorted([desk.clerk.person_id, desk.head.person_id])


def test_a_picture_of_the_body_that_is_not_attached_stops_the_submission(desk: Desk) -> None:
    edition = desk.draft(body='<p>见图。<img src="/attachments/0123456789abcdef.png" alt="图"></p>')

    with pytest.raises(WrongFields, match="没有附上"):
        submit(edition, by=desk.clerk, at=later(1))


def test_the_next_edition_begins_with_the_files_of_the_last(desk: Desk) -> None:
    first = desk.draft()
    attach(first, data=b"a,b\n", name="a.csv", by=desk.clerk, at=later(1))
    submit(first, by=desk.clerk, at=later(2))
    desk.clear(first, later(3))
    release(first, by=desk.clerk, at=later(4))

    second = draft_edition(first.document, arose_on=TODAY, by=desk.clerk, at=later(5)).edition

    assert [f.name for f in second.attachments.all()] == ["a.csv"]
    assert visibility.showing(later(5)).get().edition.attachments.count() == 1
