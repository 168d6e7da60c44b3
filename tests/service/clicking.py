"""Going through pages as a person does, without a browser: by the links and forms that stand on them."""

from __future__ import annotations

from urllib.parse import urljoin

from django.test import Client
from lxml import html


class Clicking:
    """A signed-in client and the page it has before it."""

    def __init__(self, client: Client, url: str) -> None:
        self.client, self.url = client, "/"
        self.open(url)

    def open(self, url: str) -> Clicking:
        """Open an address: only to begin with; from there on by what stands on the pages."""
        got = self.client.get(url, follow=True)
        assert got.status_code == 200, (url, got.status_code)
        chain = got.redirect_chain
        self.url = urljoin(self.url, chain[-1][0]) if chain else url
        self.page = html.fromstring(got.content)
        return self

    @property
    def text(self) -> str:
        """The words of the page."""
        return " ".join(self.page.text_content().split())

    def links(self, words: str) -> list[str]:
        """Return where the links with these words lead."""
        found = self.page.xpath("//a[@href]")
        return [
            urljoin(self.url, link.get("href"))
            for link in found
            if words == " ".join(link.text_content().split())
        ]

    def follow(self, words: str) -> Clicking:
        """Follow the link with these words; AssertionError where the page has none."""
        found = self.links(words)
        assert found, f"{self.url}: no link {words}"
        return self.open(found[0])

    def send(self, button: str, **given: str) -> Clicking:
        """Fill in the form with this button and press it."""
        for form in self.page.xpath("//main//form"):
            beside = self.page.xpath("//main//*[@form=$key]", key=form.get("id") or "none")
            buttons = [*form.xpath(".//button"), *(each for each in beside if each.tag == "button")]
            pressed = [b for b in buttons if button == " ".join(b.text_content().split())]
            if not pressed:
                continue
            others = {each.get("name"): each.get("value", "") for each in beside if each.tag == "input"}
            fields = dict(form.form_values()) | others | given
            if pressed[0].get("name"):
                fields[pressed[0].get("name")] = pressed[0].get("value", "")
            fields.pop("csrfmiddlewaretoken", None)
            url = urljoin(self.url, form.get("action") or "")
            got = self.client.post(url, fields, follow=True)
            assert got.status_code == 200, (url, got.status_code)
            said = " ".join(html.fromstring(got.content).xpath("string(//main)").split())
            assert got.redirect_chain, f"{url}: {said[:600]}"
            self.url = urljoin(url, got.redirect_chain[-1][0])
            self.page = html.fromstring(got.content)
            return self
        raise AssertionError(f"{self.url}: no button {button}")
