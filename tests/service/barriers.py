"""What axe finds on a page: faults that keep people with a screen reader or a keyboard out."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page


def barriers(tab: Page) -> list[str]:
    """Return what axe finds on the page a window shows, or is about to show: one sentence for each fault.

    A press on a link returns before the next page is there. If that page takes the place of the one being
    looked at, axe loses its document: what counts is the page that came, so it looks again, once.
    """
    tab.wait_for_load_state("load")
    try:
        found = Axe().run(tab)
    except Error:
        tab.wait_for_load_state("networkidle")
        found = Axe().run(tab)
    return [f"{tab.url} {one['id']}: {places(one)}" for one in found.response["violations"]]


def places(violation: dict) -> str:
    """Return where on the page a fault is, in the words of axe, to find it without running it again."""
    return "; ".join(f"{node['html']} ({node['failureSummary']})" for node in violation["nodes"])
