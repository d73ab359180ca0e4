"""A message leaves by a real mail server, and by webhook only to where it may go."""

from __future__ import annotations

import hashlib
import hmac
import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from pytest_httpx import HTTPXMock

from traceability.gateways.notice_senders import (
    SIGNATURE_HEADER,
    MailSetting,
    NotSentError,
    post_webhook,
)

# The server of these tests is on this machine alone.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
PUBLIC = "https://93.184.215.14/hook"


class Mailbox:
    """What a mail server took in."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        self.taken.append(envelope)
        return "250 OK"

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    """Run a real mail server that wants a password."""
    box = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def check(
        _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any
    ) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"us", b"p@ss"))

    controller = Controller(
        box, hostname="127.0.0.1", port=port, authenticator=check, auth_required=True,
        auth_require_tls=False,
    )  # fmt: skip
    controller.start()
    yield box, f"127.0.0.1:{port}"
    controller.stop()


def test_a_chinese_mail_arrives_as_it_was_written(mailbox: tuple[Mailbox, str]) -> None:
    box, place = mailbox
    mail = MailSetting(f"smtp://us:p%40ss@{place}", "信用粮油 <register@example.com>")
    mail.send("li@example.com", "有 3 件事等您处理", "惠州市\n- 样品待检: 3")
    [envelope] = box.taken
    assert envelope.rcpt_tos == ["li@example.com"]
    said = message_from_bytes(bytes(envelope.content or b""), policy=default)
    assert said["Subject"] == "有 3 件事等您处理"
    assert said["Auto-Submitted"] == "auto-generated"
    assert said.get_content().splitlines()[:2] == ["惠州市", "- 样品待检: 3"]


@pytest.mark.parametrize(
    ("url", "to"),
    [
        ("smtp://us:wrong@{}", "li@example.com"),
        ("smtp://us:p%40ss@{}", "nobody@example.com"),
        ("smtp://us:p%40ss@{}?starttls=1", "li@example.com"),
        ("smtps://us:p%40ss@{}", "li@example.com"),
        ("smtp://us:p%40ss@127.0.0.1:1", "li@example.com"),
    ],
)
def test_what_does_not_get_through_says_so(mailbox: tuple[Mailbox, str], url: str, to: str) -> None:
    box, place = mailbox
    with pytest.raises(NotSentError):
        MailSetting(url.format(place), "register@example.com").send(to, "x", "x")
    assert box.taken == []


@pytest.mark.parametrize(
    "address",
    [
        "http://93.184.215.14/hook",
        "https://127.0.0.1/hook",
        "https://localhost/hook",
        "https://[::1]/hook",
        "https://10.0.0.7/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://192.168.1.1/hook",
        "https://0.0.0.0/hook",
        "https://nowhere.invalid/hook",
    ],
)
def test_a_webhook_leads_nowhere_inside(address: str) -> None:
    with pytest.raises(NotSentError):
        post_webhook(address, b"{}", "secret")


def test_a_webhook_gets_a_signed_body(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(method="POST", url="https://93.184.215.14:443/hook", status_code=204)
    post_webhook(PUBLIC, b'{"items":[]}', "s3cret")
    [request] = httpx_mock.get_requests()
    expected = hmac.new(b"s3cret", b'{"items":[]}', hashlib.sha256).hexdigest()
    assert request.headers[SIGNATURE_HEADER] == f"sha256={expected}"
    assert request.headers["Host"] == "93.184.215.14"


@pytest.mark.parametrize("status", [301, 404, 500])
def test_a_webhook_that_does_not_agree_is_tried_again(httpx_mock: HTTPXMock, status: int) -> None:
    httpx_mock.add_response(method="POST", status_code=status)
    with pytest.raises(NotSentError, match=str(status)):
        post_webhook(PUBLIC, b"{}", "s")
