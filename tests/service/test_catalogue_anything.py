"""Whatever is done in whatever order by whomever: nothing is shown that was not cleared as it is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from gongkai.service.catalogue import store, visibility
from gongkai.service.catalogue.actions.attach import attach, remove_attachment, reorder
from gongkai.service.catalogue.actions.discard import discard
from gongkai.service.catalogue.actions.draft_document import draft_document
from gongkai.service.catalogue.actions.draft_edition import draft_edition
from gongkai.service.catalogue.actions.release import release
from gongkai.service.catalogue.actions.review import answer, enter_referral_answer, speak
from gongkai.service.catalogue.actions.save_draft import save_draft
from gongkai.service.catalogue.actions.submit import submit
from gongkai.service.catalogue.actions.unschedule import unschedule
from gongkai.service.catalogue.actions.withdraw import withdraw
from gongkai.service.catalogue.digest import digest_of
from gongkai.service.catalogue.imports.actions.review import answer as answer_together
from gongkai.service.catalogue.imports.actions.review import release_batch, review_of, submit_batch
from gongkai.service.catalogue.imports.actions.review import speak as speak_together
from gongkai.service.catalogue.imports.models import Batch, BatchItem, ImportRow, ImportRun
from gongkai.service.catalogue.models import Attachment, Edition, Showing
from gongkai.service.catalogue.search.find import Query, find
from gongkai.service.catalogue.state import state_of, whole
from gongkai.service.clearance.actions.set_procedure import set_procedure
from gongkai.service.clearance.levels import DEFAULT, SMALL, stored
from gongkai.service.clearance.models import Hit, Review
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Duty, Organ, Post
from gongkai.service.organs.policy import NotAllowed
from tests.service.catalogue_desk import FIELDS, TODAY, Desk, a_post, later

BODIES = ("<p>甲。</p>", "<p>乙。</p>", "<p>值班手机13800138000。</p>")
FAR = timedelta(days=900)


class Anything:
    """One organ's desk, on which everybody tries everything, beginning with a paper that may be shown."""

    def __init__(self, organ: Organ) -> None:
        self.organ = organ
        self.desk = Desk(organ)
        self.posts = [
            self.desk.clerk,
            self.desk.head,
            self.desk.reviewer,
            self.desk.leader,
            a_post(organ, Duty.CLERK, "second"),
            # The clerk and the reviewer also stand in for others; a stranger has a duty that decides.
            self._deputy(self.desk.leader, self.desk.clerk),
            self._deputy(self.desk.head, self.desk.reviewer),
            a_post(organ.parent, Duty.LEADER, "stranger"),
            a_post(organ, Duty.SYSTEM_ADMIN, "admin"),
        ]
        self.now = later(2)
        self.shown = 0
        self.batches: list[Batch] = []
        self.editions = [self.desk.cleared().pk]

    def _deputy(self, principal: Post, of: Post) -> Post:
        return Post.objects.create(
            person=of.person, organ=self.organ, duty=principal.duty, since=TODAY, deputy_of=principal
        )

    def tries(self, act: Callable[[], Any]) -> Any:
        """Do something, or be told why not."""
        self.now += timedelta(minutes=1)
        try:
            with transaction.atomic():
                done = act()
        except (NotAllowed, CannotDo):
            return None
        return done

    def edition(self, which: int) -> Edition:
        return Edition.objects.get(pk=self.editions[which % len(self.editions)])

    def draft(self, who: Post, n: int) -> None:
        if len(self.editions) < 4:
            values = {**FIELDS, "document_number": "", "body": BODIES[n % 3]}
            if made := self.tries(lambda: draft_document(values, by=who, at=self.now)):
                self.editions.append(made.edition.pk)

    def save(self, who: Post, n: int) -> None:
        e, values = self.edition(n), {"body": BODIES[n % 3]}
        self.tries(
            lambda: save_draft(e, values, version=e.version, by=who, at=self.now, voids_review=n % 4 > 0)
        )

    def bring(self, who: Post, n: int) -> None:
        e, data = self.edition(n), (b"a,b\n", b"c,d\n")[n % 2]
        self.tries(lambda: attach(e, data=data, name="表.csv", by=who, at=self.now, voids_review=n % 4 > 0))

    def take_out(self, who: Post, n: int) -> None:
        if file := Attachment.objects.filter(edition=self.edition(n)).first():
            self.tries(lambda: remove_attachment(file, by=who, at=self.now, voids_review=n % 4 > 0))

    def turn_round(self, who: Post, n: int) -> None:
        e = self.edition(n)
        keys = list(e.attachments.order_by("-place").values_list("pk", flat=True))
        self.tries(lambda: reorder(e, keys, by=who, at=self.now, voids_review=n % 4 > 0))

    def submit(self, who: Post, n: int) -> None:
        self.tries(lambda: submit(self.edition(n), by=who, at=self.now))

    def pass_it(self, who: Post, n: int) -> None:
        self._say(who, n, "pass")

    def end_it(self, who: Post, n: int) -> None:
        self._say(who, n, ("return", "withhold", "refer")[n % 3])

    def _say(self, who: Post, n: int, verdict: str) -> None:
        e = self.edition(n)
        said = {"says": "" if verdict == "pass" else "理由。", "refer_to": "局" if verdict == "refer" else ""}
        digest = state_of(e, self.now).digest
        self.tries(lambda: speak(e, verdict=verdict, by=who, at=self.now, digest=digest, **said))

    def excuse(self, who: Post, n: int) -> None:
        e = self.edition(n)
        for hit in Hit.objects.filter(review__subject_key=e.pk, answer=None):
            self.tries(lambda hit=hit: answer(e, hit, reason="值班电话", by=who, at=self.now))

    def everybody_does_her_part(self, who: Post, n: int) -> None:
        """Submit it and let each who may answer and pass, beginning with one: to the end of the review."""
        self.submit(self.desk.clerk, n)
        for post in (who, *self.posts[:4]):
            self.excuse(post, n)
            self._say(post, n, "pass")

    def authority(self, who: Post, n: int) -> None:
        e, result = self.edition(n), ("disclose", "withhold")[n % 2]
        self.tries(lambda: enter_referral_answer(e, result=result, reference="函", by=who, at=self.now))

    def show(self, who: Post, n: int) -> None:
        begins = None if n % 3 else self.now + timedelta(minutes=2 + n)
        if self.tries(lambda: release(self.edition(n), by=who, at=self.now, begins=begins)):
            self.shown += 1

    def together(self, who: Post, n: int) -> None:
        """Submit all that is not shown as one batch, as if it had stood on an old site for long."""
        run = ImportRun.objects.create(
            organ=self.organ, by=who, task_by=who, at=self.now, name="表.csv", was_published=True
        )
        for number, key in enumerate(self.editions, 1):
            e = Edition.objects.get(pk=key)
            ImportRow.objects.create(
                run=run,
                number=number,
                outcome="new",
                edition=e,
                entered_at=self.now,
                published_at=self.now - FAR - timedelta(days=n),
            )
        if batch := self.tries(lambda: submit_batch(run, by=who, now=lambda: self.now)):
            self.batches.append(batch)

    def pass_together(self, who: Post, n: int) -> None:
        """Let each who may answer and pass the newest batch; sometimes it is returned."""
        if not self.batches:
            return
        batch = self.batches[-1]
        said = {"verdict": "return" if n == 11 else "pass", "says": "理由。"}
        for post in (who, *self.posts[:4]):
            review = review_of(batch).review
            hits = list(Hit.objects.filter(review=review, answer=None))
            self.tries(lambda p=post, h=hits: answer_together(batch, h, reason="值班", by=p, at=self.now))
            given = {**said, "by": post, "at": self.now, "digest": review.digest}
            self.tries(lambda given=given: speak_together(batch, **given))

    def show_together(self, who: Post, n: int) -> None:  # noqa: ARG002 - every step is called alike
        for batch in self.batches[-1:]:
            self.tries(lambda run=batch.run: release_batch(run, by=who, now=lambda: self.now))

    def not_then(self, who: Post, n: int) -> None:
        self.tries(lambda: unschedule(self.edition(n), by=who, at=self.now))

    def take_back(self, who: Post, n: int) -> None:
        e = self.edition(n)
        self.tries(lambda: withdraw(e, reason="误", public_note="已撤下。", by=who, at=self.now))

    def give_up(self, who: Post, n: int) -> None:
        self.tries(lambda: discard(self.edition(n), by=who, at=self.now, voids_review=True))

    def next_one(self, who: Post, n: int) -> None:
        document = self.edition(n).document
        if made := self.tries(lambda: draft_edition(document, arose_on=TODAY, by=who, at=self.now)):
            self.editions.append(made.edition.pk)

    def fewer_levels(self, who: Post, n: int) -> None:
        levels = stored(SMALL if n % 2 else DEFAULT)
        self.tries(lambda: set_procedure(self.organ, levels=levels, since=TODAY, by=who, at=self.now))

    def nothing_is_shown_but_what_was_cleared(self) -> None:
        for at in (self.now, self.now + FAR):
            shown = list(visibility.showing(at))
            assert len({s.edition.document_id for s in shown}) == len(shown), "one wording at a time"
            for showing in shown:
                self._was_cleared(showing)
            keys = {s.edition_id for s in shown}
            assert {r.key for r in find(Query("开放档案"), at).results} == keys, "search and lists agree"

    def _was_cleared(self, showing: Showing) -> None:
        """Ask again, from the rows themselves, everything that has to be true of what is shown."""
        edition = whole(Edition.objects.filter(pk=showing.edition_id)).get()
        assert digest_of(edition) == edition.released_digest
        for file in edition.attachments.all():
            assert len(store.read(file.sha256)) == file.size
        items = {item.batch_id: item for item in BatchItem.objects.filter(edition=edition)}
        own = Q(subject_kind="edition", subject_key=edition.pk)
        review = Review.objects.filter(own | Q(subject_kind="import", subject_key__in=items)).first()
        assert review is not None
        if review.subject_kind == "import":
            item = items[review.subject_key]
            told = hashlib.sha256(b"gongkai-batch-1\n")
            for one in sorted(item.batch.items.all(), key=lambda one: one.edition_id):
                told.update(
                    f"{one.edition_id} {one.digest} {one.begins.astimezone(UTC).isoformat()}\n".encode()
                )
            assert review.digest == told.hexdigest()
            assert item.digest == edition.released_digest
            assert showing.begins >= showing.released_at or showing.begins == item.begins
        else:
            assert review.digest == edition.released_digest
            assert showing.begins >= showing.released_at
        opinions = list(review.opinions.select_related("by").order_by("place"))
        passes = [o for o in opinions if o.verdict == "pass"]
        people = [o.by.person_id for o in passes]
        assert [o.level for o in passes] == list(range(len(review.levels)))
        assert len(set(people)) == len(people) >= 2
        assert people[-1] not in edition.writers
        assert all(o.by.organ_id == edition.document.organ_id for o in opinions)
        assert all(o.by.duty in review.levels[o.level]["duties"] for o in opinions)
        assert not [o for o in opinions if o.verdict in ("return", "withhold")]
        for hit in review.hits.all():
            assert hit.answer.by.person_id not in edition.writers
        assert passes[-1].at <= showing.released_at


STEPS = st.tuples(
    st.sampled_from(
        [
            *(["show"] * 8 + ["save"] * 4 + ["everybody_does_her_part"] * 5 + ["pass_it"] * 4),
            *(["submit"] * 2 + ["next_one"] * 3 + ["bring"] * 2 + ["take_out", "turn_round", "excuse"]),
            *(["together"] * 2 + ["pass_together"] * 3 + ["show_together"] * 3),
            *("draft", "end_it", "authority", "not_then", "take_back", "give_up", "fewer_levels"),
        ]
    ),
    st.sampled_from([0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8]),
    st.integers(0, 11),
)

PUBLIC = {
    "show",
    "show_together",
    "not_then",
    "take_back",
}  # what can change what is shown; a save should not, and is asked


@pytest.mark.django_db
@given(st.lists(STEPS, min_size=15, max_size=30))
@example(steps=[("save", 0, 1), ("show", 0, 1)])
@example(steps=[("bring", 0, 1), ("show", 0, 1)])
@example(steps=[("bring", 0, 1), ("take_out", 4, 1), ("show", 0, 1)])
@example(steps=[("draft", 0, 1), ("together", 0, 1), ("pass_together", 0, 1), ("show_together", 0, 1)])
@example(
    steps=[
        *(("draft", 0, 1), ("draft", 0, 2), ("save", 0, 1), ("together", 0, 1), ("pass_together", 0, 1)),
        *(("save", 4, 2), ("bring", 0, 1), ("show_together", 0, 1), ("show", 0, 1)),
    ]
)
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_nothing_is_ever_shown_that_was_not_cleared_as_it_is_shown(
    organ: Organ, steps: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        desk = Anything(organ)
        for what, who, n in steps:
            getattr(desk, what)(desk.posts[who], n)
            if what in PUBLIC or what == "save":
                desk.nothing_is_shown_but_what_was_cleared()
        transaction.set_rollback(True)
