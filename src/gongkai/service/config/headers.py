"""Headers that every answer carries."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Everything a page needs comes from here; nothing runs or is framed that we did not serve.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",  # the editor asks for pasted text to be cleaned
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


class SafeHeaders:
    """Give every answer the content security policy, and pages leave to be kept but not trusted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        # A cache may keep a page and asks each time whether it still holds: what is published shows at once.
        response.headers.setdefault("Cache-Control", "no-cache")
        if request.method == "HEAD" and not response.streaming:
            # The headers are those of GET, the length too; no server has to throw the body away.
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response
