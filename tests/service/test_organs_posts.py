"""Posts and powers: who may do what, on which day, and by whose leave."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from gongkai.service.organs import doors, policy
from gongkai.service.organs.actions.add_deputy import add_deputy
from gongkai.service.organs.actions.add_person import add_person
from gongkai.service.organs.actions.amend_person import amend_person
from gongkai.service.organs.actions.appoint import appoint
from gongkai.service.organs.actions.deactivate import deactivate, reactivate
from gongkai.service.organs.actions.end_post import end_post
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.actions.reset_password import reset_password
from gongkai.service.organs.models import Duty, Organ, Person, Post
from gongkai.service.organs.policy import NotAllowed, Power
from gongkai.service.organs.queries import posts_in_force
from tests.service.desk import a_person, a_post, an_organ

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
DAYS = timedelta(days=1)
APRIL = date(2026, 4, 1)


@pytest.fixture
def county(db: None) -> Organ:
    return an_organ("lushan", "鹿山区人民政府", kind="county", has_area=False)


@pytest.fixture
def office(county: Organ) -> Organ:
    """The authority in charge of disclosure in the county."""
    return an_organ("lushan-bangongshi", "鹿山区人民政府办公室", parent="lushan")


@pytest.fixture
def bureau(county: Organ, office: Organ) -> Organ:
    return an_organ("lushan-danganju", "鹿山区档案局", parent="lushan", supervisor="lushan-bangongshi")


@pytest.fixture
def other(county: Organ) -> Organ:
    return an_organ("lushan-minzhengju", "鹿山区民政局", parent="lushan")


@pytest.fixture
def admin(county: Organ) -> Post:
    return a_post(county, Duty.SYSTEM_ADMIN)


# What each duty carries


def test_every_duty_has_its_powers_and_every_power_a_duty():
    assert set(policy.POWERS) == set(Duty)
    assert set.union(*map(set, policy.POWERS.values())) == set(Power) == set(policy.WORDS)


def test_three_kinds_of_administration_are_apart():
    """三员分立：系统管理员不看业务内容，审计管理员什么也不改。"""
    assert policy.POWERS[Duty.SYSTEM_ADMIN] == {Power.MANAGE_ORGANS, Power.MANAGE_PEOPLE}
    assert policy.POWERS[Duty.AUDIT_ADMIN] == {Power.READ_LOG}
    for duty in set(Duty) - {Duty.SYSTEM_ADMIN, Duty.AUDIT_ADMIN}:
        assert not policy.POWERS[duty] & {Power.MANAGE_ORGANS, Power.MANAGE_PEOPLE, Power.READ_LOG}


def test_consent_to_an_extension_is_not_the_clerks():
    """条例第三十三条第二款：需要延长答复期限的，应当经政府信息公开工作机构负责人同意。"""
    holders = {duty for duty, powers in policy.POWERS.items() if Power.CONSENT in powers}

    assert holders == {Duty.OFFICE_HEAD, Duty.LEADER}


# On which day


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
    ],
)
def test_a_post_gives_power_from_its_first_day_up_to_the_day_it_ends(bureau: Organ, day: date, holds: bool):
    post = a_post(bureau, Duty.CLERK, since=date(2026, 3, 1), until=date(2026, 4, 1))

    assert policy.in_force(post, day) is holds
    assert posts_in_force(day).filter(pk=post.pk).exists() is holds
    if not holds:
        with pytest.raises(NotAllowed, match="不在任期内"):
            policy.check_can(post, Power.DRAFT, bureau, day)


def test_the_post_of_a_deactivated_person_gives_no_power(bureau: Organ):
    post = a_post(bureau)
    post.person.is_active = False
    post.person.save()

    assert not policy.in_force(post, DAY)
    assert not posts_in_force(DAY).exists()


def test_a_power_the_duty_lacks_is_refused_with_who_has_it(bureau: Organ):
    with pytest.raises(NotAllowed, match=r"经办人无权批准；这项职权属于：.*分管领导"):
        policy.check_can(a_post(bureau), Power.APPROVE, bureau, DAY)


def test_the_matter_of_another_organ_is_refused(bureau: Organ, other: Organ):
    with pytest.raises(NotAllowed, match="这是鹿山区民政局的事项，不由鹿山区档案局办理"):
        policy.check_can(a_post(bureau), Power.DRAFT, other, DAY)


# Supervision


def test_the_supervising_officer_sees_what_is_under_her_office_and_nothing_else(
    office: Organ, bureau: Organ, other: Organ
):
    officer = a_post(office, Duty.SUPERVISOR)

    assert policy.supervises(officer, bureau, DAY)
    assert not policy.supervises(officer, other, DAY)
    assert set(doors.visible_organs(officer, DAY)) == {office, bureau}
    doors.check_visible(officer, bureau, DAY)
    with pytest.raises(doors.NotHere):
        doors.check_visible(officer, other, DAY)


def test_the_authority_above_the_authority_supervises_too(office: Organ, bureau: Organ):
    city = an_organ("shi-bangongshi", "鹿城市人民政府办公室", kind="department")
    office.supervisor = city
    office.save()
    officer = a_post(city, Duty.SUPERVISOR)

    assert policy.supervises(officer, Organ.objects.get(pk=bureau.pk), DAY)
    assert set(doors.visible_organs(officer, DAY)) == {city, office, bureau}


@pytest.mark.parametrize("duty", [duty for duty in Duty if duty != Duty.SUPERVISOR])
def test_nobody_else_in_the_supervising_office_sees_it(office: Organ, bureau: Organ, duty: Duty):
    post = a_post(office, duty)

    assert not policy.supervises(post, bureau, DAY)
    assert bureau not in doors.visible_organs(post, DAY)
    with pytest.raises(doors.NotHere):
        doors.check_visible(post, bureau, DAY)


def test_the_supervising_officer_of_yesterday_sees_nothing_today(office: Organ, bureau: Organ):
    officer = a_post(office, Duty.SUPERVISOR, until=DAY)

    assert policy.supervises(officer, bureau, DAY - DAYS)
    assert not policy.supervises(officer, bureau, DAY)


def test_the_administrator_of_the_system_sees_no_paper_of_any_organ(admin: Post, county: Organ):
    assert not policy.may_see(admin, county, DAY)
    assert not doors.visible_organs(admin, DAY).exists()


# Appointing


def test_an_administrator_appoints_in_her_organ_and_below(admin: Post, bureau: Organ):
    post = appoint(a_person(), bureau, Duty.CLERK, since=DAY, by=admin, at=AT, unit=" 办公室 ")

    assert policy.in_force(post, DAY)
    assert (post.unit, post.title) == ("办公室", "经办人")


def test_an_administrator_appoints_nowhere_else(bureau: Organ, other: Organ):
    admin = a_post(bureau, Duty.SYSTEM_ADMIN)

    with pytest.raises(NotAllowed, match="鹿山区民政局不在鹿山区档案局之下"):
        appoint(a_person(), other, Duty.CLERK, since=DAY, by=admin, at=AT)


@pytest.mark.parametrize("duty", [duty for duty in Duty if duty != Duty.SYSTEM_ADMIN])
def test_no_other_duty_appoints_anybody(bureau: Organ, duty: Duty):
    with pytest.raises(NotAllowed, match="无权管理人员和任职"):
        appoint(a_person(), bureau, Duty.CLERK, since=DAY, by=a_post(bureau, duty), at=AT)


def test_nobody_appoints_or_ends_herself(admin: Post, bureau: Organ):
    with pytest.raises(NotAllowed, match="不能给自己任职"):
        appoint(admin.person, bureau, Duty.CLERK, since=DAY, by=admin, at=AT)
    with pytest.raises(NotAllowed, match="不能结束自己的任职"):
        end_post(admin, until=DAY, by=admin, at=AT)


@pytest.mark.parametrize("alone", [Duty.SYSTEM_ADMIN, Duty.AUDIT_ADMIN])
@pytest.mark.parametrize("first", [True, False])
def test_an_administrator_holds_no_other_duty_in_the_same_days(bureau: Organ, alone: Duty, first: bool):
    one, two = (alone, Duty.CLERK) if first else (Duty.CLERK, alone)
    person = a_person()
    appoint(person, bureau, one, since=DAY, until=DAY + 10 * DAYS, by=None, at=AT)

    with pytest.raises(NotAllowed, match="不得兼任其他职责"):
        appoint(person, bureau, two, since=DAY + 9 * DAYS, by=None, at=AT)
    appoint(person, bureau, two, since=DAY + 10 * DAYS, by=None, at=AT)


def test_the_two_administrators_are_two_people(bureau: Organ):
    person = a_person()
    appoint(person, bureau, Duty.SYSTEM_ADMIN, since=DAY, by=None, at=AT)

    with pytest.raises(NotAllowed):
        appoint(person, bureau, Duty.AUDIT_ADMIN, since=DAY, by=None, at=AT)


def test_other_duties_may_be_held_together(bureau: Organ, other: Organ):
    person = a_person()
    for organ, duty in ((bureau, Duty.CLERK), (bureau, Duty.REVIEWER), (other, Duty.CLERK)):
        appoint(person, organ, duty, since=DAY, by=None, at=AT)

    assert person.posts.count() == 3


def test_the_same_duty_is_not_held_twice_at_once(bureau: Organ):
    person = a_person()
    appoint(person, bureau, Duty.CLERK, since=DAY, by=None, at=AT)

    with pytest.raises(CannotDo, match="已任鹿山区档案局经办人"):
        appoint(person, bureau, Duty.CLERK, since=DAY + DAYS, by=None, at=AT)


def test_a_post_does_not_end_before_it_begins(bureau: Organ):
    with pytest.raises(CannotDo, match="晚于开始的日期") as refusal:
        appoint(a_person(), bureau, Duty.CLERK, since=DAY, until=DAY, by=None, at=AT)

    assert list(refusal.value.faults) == ["until"]


def test_a_post_ended_today_gives_no_power_from_today_on(admin: Post, bureau: Organ):
    post = a_post(bureau)

    ended = end_post(post, until=DAY, by=admin, at=AT)

    assert policy.in_force(ended, DAY - DAYS)
    assert not policy.in_force(ended, DAY)


@pytest.mark.parametrize(
    ("until", "says"), [(DAY - DAYS, "不能早于今天"), (date(2019, 1, 1), "不能早于任职开始")]
)
def test_what_was_done_in_a_post_is_not_taken_back(admin: Post, bureau: Organ, until: date, says: str):
    with pytest.raises(CannotDo, match=says):
        end_post(a_post(bureau), until=until, by=admin, at=AT)


def test_a_post_that_has_ended_is_not_ended_again(admin: Post, bureau: Organ):
    with pytest.raises(CannotDo, match="已于2026-03-01结束"):
        end_post(a_post(bureau, until=DAY - DAYS), until=DAY, by=admin, at=AT)


# Deputies


def test_a_deputy_has_the_power_in_those_days_and_acts_as_one(admin: Post, bureau: Organ):
    leader = a_post(bureau, Duty.LEADER)

    deputy = add_deputy(leader, a_person(), since=DAY, until=DAY + 5 * DAYS, by=admin, at=AT)

    policy.check_can(deputy, Power.APPROVE, bureau, DAY)
    policy.check_can(leader, Power.APPROVE, bureau, DAY)
    assert deputy.title == "代分管领导"
    assert not policy.in_force(deputy, DAY + 5 * DAYS)
    assert not policy.in_force(deputy, DAY - DAYS)


def test_a_deputy_ends_with_the_post_she_acts_for(admin: Post, bureau: Organ):
    leader = a_post(bureau, Duty.LEADER)
    deputy = add_deputy(leader, a_person(), since=DAY, until=DAY + 5 * DAYS, by=admin, at=AT)
    end_post(leader, until=DAY + 2 * DAYS, by=admin, at=AT)

    deputy = Post.objects.get(pk=deputy.pk)

    assert policy.in_force(deputy, DAY + DAYS)
    assert not policy.in_force(deputy, DAY + 2 * DAYS)
    assert not posts_in_force(DAY + 2 * DAYS).filter(pk=deputy.pk).exists()


def test_a_deputy_stays_when_only_the_account_of_her_principal_is_stopped(admin: Post, bureau: Organ):
    """The leader may be on leave with her account closed: that is what deputies are for."""
    leader = a_post(bureau, Duty.LEADER)
    deputy = add_deputy(leader, a_person(), since=DAY, until=DAY + 5 * DAYS, by=admin, at=AT)
    deactivate(leader.person, by=admin, at=AT)

    deputy = Post.objects.get(pk=deputy.pk)

    assert policy.in_force(deputy, DAY)
    assert posts_in_force(DAY).filter(pk=deputy.pk).exists()


def test_a_deputy_has_no_deputy_and_nobody_is_her_own(admin: Post, bureau: Organ):
    leader = a_post(bureau, Duty.LEADER)
    deputy = add_deputy(leader, a_person(), since=DAY, until=DAY + DAYS, by=admin, at=AT)

    with pytest.raises(CannotDo, match="不能再由他人代行"):
        add_deputy(deputy, a_person("lisi", "李四"), since=DAY, until=DAY + DAYS, by=admin, at=AT)
    with pytest.raises(CannotDo, match="不能由本人代行"):
        add_deputy(leader, leader.person, since=DAY, until=DAY + DAYS, by=admin, at=AT)


def test_a_deputyship_lies_within_the_term(admin: Post, bureau: Organ):
    leader = a_post(bureau, Duty.LEADER, until=DAY + 3 * DAYS)

    with pytest.raises(CannotDo, match="应当在原任期之内"):
        add_deputy(leader, a_person(), since=DAY, until=DAY + 4 * DAYS, by=admin, at=AT)


def test_an_administrator_does_not_make_herself_a_deputy(admin: Post, bureau: Organ):
    with pytest.raises(NotAllowed, match="不能指定自己代行"):
        add_deputy(a_post(bureau), admin.person, since=DAY, until=DAY + DAYS, by=admin, at=AT)


# People


def test_a_new_person_has_a_password_she_must_replace_and_no_power(admin: Post):
    person, password = add_person(" Lisi ", "李四", by=admin, at=AT)

    assert person.username == "lisi"
    assert person.check_password(password)
    assert person.must_change_password
    assert not person.posts.exists()


@pytest.mark.parametrize("username", ["l", "9abc", "李四", "a b", "a" * 33, ""])
def test_a_user_name_is_plain(admin: Post, username: str):
    with pytest.raises(CannotDo) as refusal:
        add_person(username, "李四", by=admin, at=AT)

    assert list(refusal.value.faults) == ["username"]


def test_a_name_is_corrected_and_the_user_name_stays(admin: Post, bureau: Organ):
    person = a_post(bureau).person

    amend_person(person, " 李斯 ", by=admin, at=AT)
    with pytest.raises(CannotDo):
        amend_person(person, " ", by=admin, at=AT)

    person.refresh_from_db()
    assert (person.name, person.username) == ("李斯", "lushan-danganju-clerk")


def test_a_user_name_is_given_once(admin: Post):
    add_person("lisi", "李四", by=admin, at=AT)

    with pytest.raises(CannotDo, match="已经有人使用"):
        add_person("LiSi", "李斯", by=admin, at=AT)


def test_a_bureaus_administrator_does_not_touch_who_serves_elsewhere_as_well(bureau: Organ, county: Organ):
    admin = a_post(bureau, Duty.SYSTEM_ADMIN)
    leader = a_person("leader", "郑十")
    for organ in (bureau, county):
        a_post(organ, Duty.LEADER, leader)

    assert doors.managed_person(admin, leader.pk, DAY) == leader
    for act in (reset_password, deactivate):
        with pytest.raises(NotAllowed, match="郑十在鹿山区人民政府任职"):
            act(leader, by=admin, at=AT)


def test_whoever_served_only_elsewhere_is_not_there(bureau: Organ, other: Organ):
    admin = a_post(bureau, Duty.SYSTEM_ADMIN)
    stranger = a_post(other).person

    with pytest.raises(doors.NotHere):
        doors.managed_person(admin, stranger.pk, DAY)


def test_nobody_manages_her_own_account_as_administrator(admin: Post):
    with pytest.raises(NotAllowed, match="不能管理自己的账号"):
        reset_password(admin.person, by=admin, at=AT)


def test_a_deactivated_account_comes_back_with_its_posts(admin: Post, bureau: Organ):
    post = a_post(bureau)
    deactivate(post.person, by=admin, at=AT)
    with pytest.raises(CannotDo, match="已经停用"):
        deactivate(post.person, by=admin, at=AT)

    reactivate(post.person, by=admin, at=AT)

    assert policy.in_force(Post.objects.get(pk=post.pk), DAY)


def test_nobody_deactivated_is_appointed(bureau: Organ):
    person = a_person()
    Person.objects.filter(pk=person.pk).update(is_active=False)

    with pytest.raises(CannotDo, match="账号已停用"):
        appoint(person, bureau, Duty.CLERK, since=DAY, by=None, at=AT)
