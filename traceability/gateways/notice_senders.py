"""How does a message leave by e-mail, and how by webhook? Each ends in time, or says why not.

A webhook's address is chosen by a user: it is spoken to only over TLS, only at an address that is
public, and that very address: a name that changes its mind in between leads nowhere inside.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import smtplib
import socket
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

import httpx

SIGNATURE_HEADER = "X-Notice-Signature"
_TIMEOUT_S = 15.0


class NotSentError(Exception):
    """A message did not get through; the text says why, for whoever set the way up."""


@dataclass(frozen=True)
class MailSetting:
    """A mail server: `smtp://user:password@host:587?starttls=1` or `smtps://…`, and the sender."""

    url: str
    sender: str

    def send(self, to: str, subject: str, text: str) -> None:
        """Hand a message to the mail server, or raise NotSentError."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2].strip(">"))
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday reply, please
        message.set_content(text)
        try:
            self._hand_over(message)
        except (smtplib.SMTPException, OSError, ssl.SSLError) as error:
            raise NotSentError(f"{type(error).__name__}: {error}") from None

    def _hand_over(self, message: EmailMessage) -> None:
        split = urlsplit(self.url)
        context = ssl.create_default_context()
        is_tls = split.scheme == "smtps"
        host, port = split.hostname or "localhost", split.port or (465 if is_tls else 25)
        opened: smtplib.SMTP = (
            smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT_S, context=context)
            if is_tls
            else smtplib.SMTP(host, port, timeout=_TIMEOUT_S)
        )
        with opened as server:
            if parse_qs(split.query).get("starttls") == ["1"]:
                server.starttls(context=context)
            if split.username:
                server.login(unquote(split.username), unquote(split.password or ""))
            server.send_message(message)


def signature_of(secret: str, body: bytes) -> str:
    """Sign what a webhook gets: HMAC-SHA256 in hex."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def post_webhook(address: str, body: bytes, secret: str) -> None:
    """Send a message to a webhook, or raise NotSentError."""
    split = urlsplit(address)
    host = split.hostname or ""
    if split.scheme != "https":
        raise NotSentError("the address is not https")
    ip = public_address_of(host, split.port or 443)
    shown = f"[{ip}]" if ":" in ip else ip
    target = split._replace(netloc=f"{shown}:{split.port or 443}").geturl()
    headers = {
        "Host": split.netloc,
        "Content-Type": "application/json",
        SIGNATURE_HEADER: signature_of(secret, body),
    }
    try:
        with (
            httpx.Client(timeout=_TIMEOUT_S, follow_redirects=False) as client,
            client.stream(
                "POST", target, content=body, headers=headers, extensions={"sni_hostname": host}
            ) as answer,
        ):
            status = answer.status_code
    except httpx.HTTPError as error:
        raise NotSentError(f"{type(error).__name__}: {error}") from None
    if not 200 <= status < 300:
        raise NotSentError(f"HTTP {status}")


def public_address_of(host: str, port: int) -> str:
    """Give an address of a host; refuse one that leads into a network of our own."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise NotSentError("no such host") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(ipaddress.ip_address(each).is_global for each in addresses):
        raise NotSentError("the address is not public")
    return addresses[0]
