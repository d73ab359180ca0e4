"""What must the public face be told before it can answer?"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class PublicSettings:
    """The few facts that differ from one city to the next.

    `base_url` is the address printed on the labels: links never use the Host header, which a
    stranger can choose. `code_keys` are the keys of the package codes, newest first. `region` is
    the city of those whose region no proxy names in `region_header`. Without `contact_public_key`
    nobody is asked for a contact; `takes_reports` follows from whether there is a place to write.
    `console_url` is where canteens receive what they are delivered; without it no page leads there.
    """

    base_url: str = "http://127.0.0.1:8001"
    origin: str = "local"
    city_zh: str = "惠州市"
    city_en: str = "Huizhou"
    resolver_redirects: bool = False
    code_keys: tuple[bytes, ...] = ()
    region: str = ""
    region_header: str = ""
    contact_public_key: bytes = b""
    takes_reports: bool = False
    console_url: str = ""

    @property
    def base(self) -> str:
        """Give the base address without a slash at its end."""
        return self.base_url.rstrip("/")

    @property
    def is_secure(self) -> bool:
        """Tell whether the site is served over TLS."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def host(self) -> str:
        """Give the host that a reader must find in the address bar."""
        return urlsplit(self.base_url).netloc
