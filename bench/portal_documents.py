"""A portal's documents, made up: as many as wanted, the same for the same number in every run.

Words are drawn by frequency as in a real text (the n-th commonest about 1/n as often), from a common
vocabulary of administration and from one of the document's own topic, and stand in sentences of a
plausible length. Nothing in them is true and no organ in them exists.

    for document in documents(100_000): ...
    queries(1_000)
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path

SEED = 20190515  # the day the Regulations came into force
FIRST, LAST = date(2008, 5, 1), date(2026, 10, 31)
LENGTH = 1_000  # characters of a body, on average


def _blocks() -> dict[str, list[str]]:
    """Return the words of `portal_words.txt`: the common ones under "common", then topic by topic."""
    blocks: dict[str, list[str]] = {}
    for line in Path(__file__).with_name("portal_words.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            words = blocks.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            words += line.split()
    return blocks


TOPICS = _blocks()
GENERAL = TOPICS.pop("common")
PLACES = [
    "青山",
    "石桥",
    "云溪",
    "白沙",
    "长岭",
    "东湖",
    "龙泉",
    "凤凰",
    "金田",
    "丰水",
    "柳荫",
    "梅林",
    "望江",
    "平川",
    "松柏",
    "竹园",
]
OFFICES = {
    "综合政务": "人民政府办公室",
    "财政、金融、审计": "财政局",
    "国土资源、能源": "自然资源局",
    "农业、林业、水利": "农业农村局",
    "工业、交通": "工业和信息化局",
    "市场监管、安全生产监管": "市场监督管理局",
    "城乡建设、环境保护": "住房和城乡建设局",
    "科技、教育": "教育局",
    "卫生、体育": "卫生健康局",
    "劳动、人事、监察": "人力资源和社会保障局",
    "民政、扶贫、救灾": "民政局",
    "公安、安全、司法": "司法局",
}
GENRES = [
    "通知",
    "通知",
    "通知",
    "公告",
    "公示",
    "意见",
    "方案",
    "办法",
    "细则",
    "批复",
    "决定",
    "通告",
    "报告",
    "函",
]
VERBS = ["印发", "做好", "加强", "开展", "推进", "规范", "调整", "公布", "进一步加强", "实施", "完善"]
LINKS = ["的", "和", "，", "、", "对", "在", "与", "", "", "", "", "", "", "", "", "", "", ""]
ENDS = "。。。；：。"
VALIDITIES = ("in_force", "in_force", "in_force", "amended", "lapsed", "repealed")
CATEGORIES = [f"art20.{n}" for n in range(1, 16)]


@dataclass(frozen=True, slots=True)
class Document:
    """One document as a portal publishes it."""

    key: int
    organ: str  # code
    organ_name: str
    title: str
    number: str  # 文号
    index_number: str
    body: str
    topic: str
    category: str
    validity: str
    dated: date
    begins: datetime


def documents(count: int, first: int = 1) -> Iterator[Document]:
    """Yield `count` documents, the oldest first, spread evenly over the years."""
    span = (LAST - FIRST).days
    for key in range(first, first + count):
        yield _document(key, FIRST + timedelta(days=(key - first) * span // max(count, 1)))


def _document(key: int, dated: date) -> Document:
    chance = random.Random(SEED + key)  # noqa: S311 - nothing secret
    topic = chance.choice(list(TOPICS))
    place = chance.choice(PLACES)
    organ_name = f"{place}区{OFFICES[topic]}"
    words, weights = vocabulary(topic)
    drawn = iter(chance.choices(words, cum_weights=weights, k=LENGTH))
    wanted = chance.randint(LENGTH // 2, LENGTH * 3 // 2)
    parts: list[str] = []
    written = 0
    while written < wanted:
        sentence: list[str] = []
        for _ in range(chance.randint(4, 16)):
            sentence.append(next(drawn, "工作"))
            sentence.append(chance.choice(LINKS))
        if chance.random() < 0.2:
            sentence.append(f"{chance.randint(2, 990)}{chance.choice('个项件人户次')}")
        sentence.append(chance.choice(ENDS))
        parts.extend(sentence)
        written += sum(map(len, sentence))
        if chance.random() < 0.25:
            parts.append("\n")
    subject = "".join(chance.choices(words, cum_weights=weights, k=chance.randint(2, 4)))
    if chance.random() < 0.5:
        subject += chance.choice(TOPICS[topic])
    title = f"{organ_name}关于{chance.choice(VERBS)}{subject}工作的{chance.choice(GENRES)}"
    serial = chance.randint(1, 180)
    number = f"{place[0]}政{topic[0]}发〔{dated.year}〕{serial}号" if chance.random() < 0.6 else ""
    return Document(
        key=key,
        organ=f"organ-{PLACES.index(place) * len(OFFICES) + list(TOPICS).index(topic)}",
        organ_name=organ_name,
        title=title,
        number=number,
        index_number=f"99{PLACES.index(place):02d}/{dated.year}-{key:06d}",
        body="".join(parts),
        topic=topic,
        category=chance.choice(CATEGORIES),
        validity=chance.choice(VALIDITIES),
        dated=dated,
        begins=datetime(dated.year, dated.month, dated.day, 1, 30, tzinfo=UTC),
    )


@cache
def vocabulary(topic: str) -> tuple[list[str], list[float]]:
    """Return the words of a topic and their cumulated weights: 1/(rank + 2), the topic's own among them."""
    own = TOPICS[topic]
    weighted = [(word, 1 / (rank + 6)) for rank, word in enumerate(dict.fromkeys(GENERAL))]
    weighted += [(word, 1 / (rank + 8)) for rank, word in enumerate(own)]
    weighted += [(word, 0.4 / (rank + 60)) for rank, word in enumerate(_rare())]
    return [word for word, _ in weighted], list(accumulate(weight for _, weight in weighted))


@cache
def _rare() -> list[str]:
    """Return the long tail: names of villages, roads, companies and people's surnames with a title."""
    chance = random.Random(SEED)  # noqa: S311
    first = "福安永兴大新古上下南北西东高龙马石花黄白青红林江湖田塘沙洞岭坪罗陈李王张杨吴赵周刘"
    last = "屯村坡坳冲寨岗湾桥坝里洲"
    kinds = ["村", "路", "街", "社区", "小区", "公司", "学校", "卫生院", "水厂", "桥"]
    names = [
        f"{chance.choice(first)}{chance.choice(first)}{chance.choice(last)}{chance.choice(kinds)}"
        for _ in range(6_000)
    ]
    others = [word for words in TOPICS.values() for word in words]
    chance.shuffle(others)
    return [*others, *dict.fromkeys(names)]


def queries(count: int) -> list[str]:
    """Return what citizens type: words as often as they stand in texts, alone, in pairs and in threes.

    The commonest words of all are among them, each alone; one query in ten is a 文号 or part of one.
    """
    chance = random.Random(SEED)  # noqa: S311
    made = GENERAL[: count // 20]
    while len(made) < count:
        words, weights = vocabulary(chance.choice(list(TOPICS)))
        drawn = chance.choices(words, cum_weights=weights, k=chance.choice((1, 1, 2, 2, 3)))
        if chance.random() < 0.1:
            year = chance.randint(FIRST.year, LAST.year)
            word = f"{chance.choice(PLACES)[0]}政{chance.choice(list(TOPICS))[0]}发"
            made.append(f"{word}〔{year}〕{chance.randint(1, 180)}号")
        else:
            made.append(chance.choice(("", " ")).join(drawn))
    chance.shuffle(made)
    return made
