"""The guarded doors of the desk over annual reports.

An organ's own posts see everything of its filings. The authority it reports to (`judges`) sees what was
submitted to it and what is public, and that the rest is not there yet; anybody else finds nothing (NotHere,
a 404). Who drafts or reviews the authority's sum reads what was submitted to it as it would be printed: a sum
is of numbers, and the lists behind them stay with the organ and with who judges its report.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from gongkai.service.annual import policy as annual
from gongkai.service.annual.judges import authorities, judges
from gongkai.service.annual.models import Closing, Explanation, Filing, Step, Version
from gongkai.service.annual.standing import KIND
from gongkai.service.clearance.standing import of_subject
from gongkai.service.organs import policy
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import Power


def filing_for(post: Post, key: int, on: date) -> Filing:
    """Return a filing with its organ to its own organ, or to the authority it is submitted to; NotHere."""
    found = Filing.objects.select_related("organ").filter(pk=key).first()
    if found is None or not sees(post, found.organ, found.year, on):
        raise NotHere
    return found


def own_filing_for(post: Post, key: int, on: date) -> Filing:
    """Return a filing to those who work on it: its own organ's posts; NotHere."""
    found = filing_for(post, key, on)
    if not is_own(post, found.organ, on):
        raise NotHere
    return found


def writable_filing_for(post: Post, key: int, on: date) -> Filing:
    """Return a filing to those who work on it, or to the authority that looks after its organ; NotHere."""
    found = filing_for(post, key, on)
    given = (post, found.organ, found.year, on)
    if not (is_own(post, found.organ, on) or annual.is_looked_after(*given) or annual.consents_for(*given)):
        raise NotHere
    return found


def version_for(post: Post, key: int, on: date) -> Version:
    """Return a version: to its own organ any, to the authority one that was submitted to it; NotHere.

    In the authority that reviews for the organ, everybody who may see its own drafts sees what is reviewed.
    """
    found: Version | None = Version.objects.select_related("filing__organ").filter(pk=key).first()
    if found is None:
        raise NotHere
    if reviews(post, found, on):
        return found
    if not sees_version(post, found, on):
        raise NotHere
    return found


def sees_version(post: Post, version: Version, on: date) -> bool:
    """Say whether a version and what its numbers count are open to a post, its review apart."""
    organ = version.filing.organ
    if is_own(post, organ, on):
        return True
    return sees(post, organ, version.filing.year, on) and version.steps.filter(kind="submitted").exists()


def readable_version_for(post: Post, key: int, on: date) -> Version:
    """Return a version as printed, also to who drafts or reviews the sum that it goes into; NotHere."""
    try:
        return version_for(post, key, on)
    except NotHere:
        found: Version | None = Version.objects.select_related("filing__organ").filter(pk=key).first()
        if found is None or not reads_for_sum(post, found, on):
            raise
        return found


def reads_for_sum(post: Post, version: Version, on: date) -> bool:
    """Say whether a version was submitted to an authority whose sum the post drafts or reviews."""
    filing = version.filing
    if not works_on_sums(post, on) or post.organ_id not in authorities(filing.organ, filing.year, on):
        return False
    return version.steps.filter(kind=Step.Kind.SUBMITTED).exists()


def works_on_sums(post: Post, on: date) -> bool:
    """Say whether a post drafts or reviews what its organ sums up."""
    works = policy.has(post, Power.DRAFT) or policy.has(post, Power.REVIEW)
    return works and policy.has(post, Power.SEE) and policy.in_force(post, on)


def reviewed_version_for(post: Post, key: int, on: date) -> Version:
    """Return a version to those in whose organ it is reviewed before release; NotHere."""
    found = version_for(post, key, on)
    if not is_own(post, found.filing.organ, on) and not found.was_received:
        raise NotHere
    return found


def reviews(post: Post, version: Version, on: date) -> bool:
    """Say whether a version that was received is reviewed in the organ of a post, for the organ it is of."""
    if not version.was_received:
        return False
    return any(is_own(post, review.organ, on) for review in of_subject(KIND, [version.pk]))


def organ_for(post: Post, code: str, year: int, on: date) -> Organ:
    """Return an organ to its own posts, or to the authority that judges its report of a year; NotHere."""
    found = Organ.objects.filter(code=code).first()
    if found is None or not sees(post, found, year, on):
        raise NotHere
    return found


def own_organ_for(post: Post, code: str, on: date) -> Organ:
    """Return an organ to those who work on its reports; NotHere."""
    found = Organ.objects.filter(code=code).first()
    if found is None or not is_own(post, found, on):
        raise NotHere
    return found


def closings_for(post: Post, organ: Organ, year: int, on: date) -> QuerySet[Closing]:
    """Return the closings of an organ's own year, newest first: to the authority those submitted to it."""
    found = Closing.objects.filter(
        filing__organ=organ, filing__year=year, filing__scope=Filing.Scope.OWN
    ).select_related("filing__organ", "by__person")
    if not is_own(post, organ, on):
        found = found.filter(Exists(Step.objects.filter(version__closing=OuterRef("pk"), kind="submitted")))
    return found.order_by("-number")


def explanation_for(post: Post, key: int, on: date) -> Explanation:
    """Return an explanation to those who work on the report; NotHere."""
    rows = Explanation.objects.select_related("closing__filing__organ", "by__person", "answer")
    found: Explanation | None = rows.filter(pk=key).first()
    if found is None:
        raise NotHere
    writable_filing_for(post, found.closing.filing_id, on)
    return found


def sees(post: Post, organ: Organ, year: int, on: date) -> bool:
    """Say whether an organ's report of a year concerns a post: it is its own, it judges it, or consents."""
    if is_own(post, organ, on) or judges(post, organ, year, on):
        return True
    return annual.consents_for(post, organ, year, on)


def is_own(post: Post, organ: Organ, on: date) -> bool:
    """Say whether a post works for that organ, or for the one that came after it, and may see its drafts."""
    return policy.has(post, Power.SEE) and policy.in_force(post, on) and policy.acts_for(post, organ, on)
