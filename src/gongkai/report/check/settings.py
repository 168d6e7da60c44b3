"""What the rules leave to judgement, in one place, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Settings:
    """Thresholds of the plausibility rules. The notices give none; these are the project's."""

    other_handling_share: Decimal = Decimal("0.5")
    """P3: （六）其他处理 is conspicuous above this share of （七）总计."""

    other_handling_minimum: int = 10
    """P3: below so many results a share says nothing."""

    alike_percent: int = 90
    """P6: section 五 repeats last year's from this similarity on (100: the same text)."""


DEFAULT = Settings()


class OrganKind(StrEnum):
    """Who reports, as far as a rule depends on it. An aggregate is of the kind of its government."""

    STATE_COUNCIL = "state_council"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    DEPARTMENT = "department"
    OTHER = "other"

    @property
    def says(self) -> str:
        """The kind in words."""
        return _WORDS[self]

    @property
    def may_make_rules(self) -> bool:
        """Whether it may make 规章 (规章制定程序条例第二条)."""
        return self in (OrganKind.STATE_COUNCIL, OrganKind.PROVINCE, OrganKind.PREFECTURE)

    @property
    def sums_others(self) -> bool:
        """Whether its report may be the sum of others' (逐级汇总)."""
        return self not in (OrganKind.TOWNSHIP, OrganKind.DEPARTMENT)


_WORDS = {
    OrganKind.STATE_COUNCIL: "国务院部门",
    OrganKind.PROVINCE: "省、自治区、直辖市人民政府",
    OrganKind.PREFECTURE: "设区的市、自治州人民政府",
    OrganKind.COUNTY: "县级人民政府",
    OrganKind.TOWNSHIP: "乡镇人民政府、街道办事处",
    OrganKind.DEPARTMENT: "地方人民政府部门",
    OrganKind.OTHER: "其他（派出机关、开发区管理机构、授权组织等）",
}
