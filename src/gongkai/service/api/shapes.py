"""What the API gives, as OpenAPI describes it. A name once given stays; new ones may be added."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Field, Schema
from pydantic import WithJsonSchema

# Digit for digit: no figure passes through a float on its way.
Figure = Annotated[int | Decimal, WithJsonSchema({"type": "number"})]


class Problem(Schema):
    """What is wrong, where, and what to do (RFC 9457, application/problem+json)."""

    type: str = Field("about:blank", description="总是 about:blank：看 status 和 title")
    title: str = Field(description="这个状态的名称")
    status: int
    detail: str = Field("", description="一句话：什么不对、怎么办")
    errors: dict[str, list[str]] = Field(default_factory=dict, description="按参数列出的错误")


class OrganRef(Schema):
    code: str
    name: str


class OrganOut(OrganRef):
    kind: str
    kind_name: str
    level: str
    parent: str | None = Field(description="所属人民政府的代码")
    uscc: str = Field(description="统一社会信用代码")
    address: str
    postcode: str
    phone: str
    fax: str
    email: str
    office_hours: str
    demonstration: bool = Field(description="演示数据，没有任何效力")
    url: str


class Organs(Schema):
    items: list[OrganOut]
    next: str | None = Field(description="下一页的 cursor；没有下一页为 null")


class Force(Schema):
    key: str = Field(description="in_force, amended, not_yet, lapsed, repealed")
    name: str
    since: date | None = None


class DocumentOut(Schema):
    id: int
    index_number: str
    edition: int
    organ: OrganRef
    title: str
    document_number: str
    issuers: list[str]
    category: str
    topic: str
    genre: str
    norm: str = Field(description="rule 规章，normative 行政规范性文件，或者空")
    formed_on: date | None
    published_at: datetime
    first_published_at: datetime
    effective_on: date | None
    expires_on: date | None
    validity: Force | None = Field(description="文件没有施行、有效期的问题（例如统计数字、通知）的为 null")
    keywords: list[str]
    summary: str
    source: str
    unit: str
    url: str
    api_url: str


class Documents(Schema):
    items: list[DocumentOut]
    next: str | None = Field(description="下一页的 cursor；没有下一页为 null")


class AttachmentOut(Schema):
    name: str
    media_type: str
    size: int
    sha256: str
    is_original: bool = Field(description="正文的原件")
    url: str


class EditionRef(Schema):
    number: int
    title: str
    published_at: datetime
    ended_at: datetime | None
    url: str
    api_url: str


class MarkOut(Schema):
    kind: str
    name: str
    on: date
    by: str = Field(description="依据：文件的索引号，或者文字")


class DocumentWhole(DocumentOut):
    body_html: str
    text: str
    change_note: str
    attachments: list[AttachmentOut]
    editions: list[EditionRef]
    marks: list[MarkOut] = Field(description="有效性的变化，按日期")
    interprets: list[str] = Field(description="解读的文件：本接口中的地址")
    interpreted_by: list[str] = Field(description="解读它的文件：本接口中的地址")


class CategoryOut(Schema):
    key: str
    name: str
    under: str | None
    duty: str = Field(description="依据的条款，例如 条例20(1)")
    since: date
    until: date | None


class TopicOut(Schema):
    code: str
    name: str
    under: str | None


class Categories(Schema):
    items: list[CategoryOut]


class Topics(Schema):
    items: list[TopicOut]


class Hit(Schema):
    kind: str = Field(description="document 或者 report")
    title: str
    excerpt: str = Field(description="文字；命中的词在【】之间")
    in_attachment: bool
    published_on: date
    organ: OrganRef
    url: str
    api_url: str


class Hits(Schema):
    items: list[Hit]
    total: int
    is_exact: bool = Field(description="false：至少有 total 条")
    did_you_mean: list[str]
    notes: list[str] = Field(description="查询怎样被理解")
    next: str | None


class ReportOut(Schema):
    organ: OrganRef
    year: int
    edition: int
    title: str
    form: str = Field(description="格式：2019、2021 或者 statistics")
    published_on: date
    source_url: str
    scope: str = Field(description="own 本机关的报告，aggregate 汇总报告")
    note: str = Field(description="更正说明；没有更正为空")
    url: str
    api_url: str


class Reports(Schema):
    items: list[ReportOut]
    next: str | None


class CellOut(Schema):
    address: str = Field(description="固定不变的地址，例如 T3.R3_3_5.C7")
    value: Figure | None
    status: str = Field(description="value, blank, na, ambiguous, unreadable")
    unit: str | None = Field(description="只在与格式规定的单位不同时给出")


class SectionOut(Schema):
    number: int
    title: str
    text: str


class FindingOut(Schema):
    rule: str
    severity: str
    message: str
    cells: list[str]


class IdentityOut(Schema):
    rule: str = Field(description="勾稽关系的代码，例如 N1")
    says: str
    severity: str
    where: str = Field(description="哪一栏、哪一行")
    left_cells: list[str] = Field(
        description="左边各格的地址；last-year/ 开头的是上一年度报告的格，"
        "children/ 开头的是汇总报告所汇总的各份报告同一格之和"
    )
    right_cells: list[str]
    left: Figure | None = Field(description="左边之和；有的格没有确定的数为 null")
    right: Figure | None
    verdict: str = Field(
        description="holds 平衡，differs 不平衡，explained 不平衡且有说明，not_assessed 不能核对"
    )
    explanation: list[str] = Field(description="机关经批准的说明的原因类别")
    explanation_words: list[str] = Field(description="各项说明的文字，与类别一一对应；不公开文字的为空")


class ReportWhole(ReportOut):
    cells: list[CellOut]
    sections: list[SectionOut]
    findings: list[FindingOut]
    editions: list[int]
    amendments: list[ReportOut] = Field(description="各版，新的在前；更正的有说明")
    identities: list[IdentityOut] = Field(description="勾稽关系，逐栏逐行")
    files: dict[str, str] = Field(description="各种格式的下载地址")
