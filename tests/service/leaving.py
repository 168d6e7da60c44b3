"""Every public address there is, filled in: what a test walks that asks whether something leaves.

The addresses come from the service itself, with the classes that the rooms give them (`walk.py`). An address
with a part that nobody has said how to fill fails the test: say it in POOL, or in `_filled` where it hangs on
a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any
from urllib.parse import quote

from django.test import Client
from django.urls import get_resolver

from gongkai.service.catalogue.models import Document
from tests.service.walk import Way, rules

CURSOR = "29991231000000000000-1"
POOL: dict[str, Sequence[Any]] = {
    "before": (CURSOR,),
    "year": (2025, 2026),
    "kind": ("normative", "rules"),
    "part": (0,),
    "rest": ("documents/",),
    "dispatch": (1,),  # a requester's letter and its files: for who has number and code
    "place": (1,),
    "file": (1,),
}
# What a part of the address means depends on where it stands.
BY_BEGINNING: dict[str, dict[str, Sequence[Any]]] = {
    "topics/": {"code": ("02", "02-01")},
    "open-data/": {"key": ("catalogue", "reports"), "form": ("csv", "jsonl")},
    "categories/": {"key": ("20-01", "20-01-normative")},
    "law/decisions/": {"number": ("0015",)},
    "law/": {"number": (20,)},
    "tools/": {"form": ("json",)},
    "organs/%(code)s/reports/": {"what": ("cells", "identities")},
    "organs/%(code)s/reports/all/": {"organ": ("wushan-danganju",), "scope": ("own",)},
    "reports/compare/": {
        "what": ("table", "data"),
        "form": ("csv",),
    },  # a workbook has the moment it was made
    "site/": {"name": ("site.css",)},  # what an installation gives its own pages; knows no document
}
ASKED = {
    "search": ("", "?q=档案普查", "?q=档案普查&sort=newest&from=2026"),
    "feed-search": ("?q=档案普查",),
    "v1-search": ("?q=档案普查", "?q=档案普查&sort=newest"),
    "v1-documents": ("", "?limit=100&order=oldest", "?norm=normative"),
    "feed-documents": ("", "?norm=normative", "?category=20-01", "?topic=02"),
}
FORMS_OWN = re.compile(r'(<input type="hidden" name="[a-z_]+" value=")[^"]*')
DOCUMENT_FORMS = ("json", "txt", "pdf")


def public_addresses(organs: Sequence[str], language: str = "") -> Iterator[str]:
    """Yield every public address of these organs and of all documents, whatever their state."""
    found = get_resolver().reverse_dict
    for rule in rules():
        if rule.way is not Way.PUBLIC:
            continue
        template, names = next((p[0], p[1]) for p in (row[0][0] for row in found.getlist(rule.name)))
        for given in _filled(template, names, organs):
            path = f"{language}/{template % given}"
            for query in ASKED.get(rule.name, ("",)):
                yield path + query


def _filled(template: str, names: Sequence[str], organs: Sequence[str]) -> Iterator[dict[str, Any]]:
    if "pk" in names:
        yield from _of_documents(names)
        return
    pool = {
        **POOL,
        "code": organs,
        "key": ("20-01", "20-01-normative"),
        "number": (1,),
        "form": ("json", "html"),
    }
    for beginning, meant in BY_BEGINNING.items():
        if template.startswith(beginning):
            pool |= {name: values for name, values in meant.items() if name in names}
    unknown = [name for name in names if name not in pool]
    assert not unknown, f"{template}: say in tests/service/leaving.py what {unknown} may be"
    for values in product(*(pool[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def _of_documents(names: Sequence[str]) -> Iterator[dict[str, Any]]:
    for document in Document.objects.select_related("organ").prefetch_related("editions__attachments"):
        for edition in document.editions.all():
            files = [(file.place, quote(file.name)) for file in edition.attachments.all()] or [(1, "none")]
            for form in DOCUMENT_FORMS if "form" in names else ("",):
                for place, name in files if "place" in names else files[:1]:
                    given = {
                        "code": document.organ.code,
                        "pk": document.pk,
                        "number": edition.number,
                        "form": form,
                        "place": place,
                        "name": name,
                    }
                    unknown = [n for n in names if n not in given]
                    assert not unknown, f"say in tests/service/leaving.py what {unknown} of a document may be"
                    yield given
            if "number" not in names:
                break


def said(client: Client, address: str) -> tuple[int, str]:
    """Return what a visitor gets: the status, and headers and body as text."""
    answer = client.get(address)
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
    headers = {name: value for name, value in answer.items() if name != "Last-Modified"}  # of its age alone
    # What a form carries against forgery, and to be taken once, is another at each visit and says nothing.
    said = FORMS_OWN.sub(r"\1", body.decode("utf-8", "replace"))
    return answer.status_code, f"{headers}\n{said}"
