"""What differs from one installation to the next? The only reader of the environment."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from consumer_web.settings import PublicSettings


class Settings(BaseSettings):
    """Every setting has a safe default; `docs/operations.md` has a row for each."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    data_dir: Path = Field(
        default=Path("demo-data"), alias="DATA_DIR", description="SQLite file and secret keys"
    )
    database_url: str = Field(
        default="", alias="DATABASE_URL", description="empty: DATA_DIR/register.db"
    )
    database_read_url: str = Field(
        default="", alias="DATABASE_READ_URL", description="for the public pages; empty: the same"
    )
    db_deadline: float = Field(
        default=5.0, gt=0, alias="DB_DEADLINE", description="longest wait for the database, seconds"
    )
    base_url: str = Field(
        default="http://127.0.0.1:8000",
        alias="BASE_URL",
        description="the address that is printed in the codes",
    )
    register_origin: str = Field(
        default="441300",
        pattern=r"^[a-z0-9.-]{1,32}$",
        alias="REGISTER_ORIGIN",
        description="this register's name in published rows",
    )
    city_zh: str = Field(default="惠州市", alias="CITY_ZH", description="the city, in Chinese")
    city_en: str = Field(default="Huizhou", alias="CITY_EN", description="the city, in English")
    resolver_redirects: bool = Field(
        default=False,
        alias="RESOLVER_REDIRECTS",
        description="answer Digital Links with 307 instead of the page in place",
    )
    code_keys: str = Field(
        default="",
        alias="CODE_KEYS",
        description="hex keys of package codes, newest first, comma between; empty: a file",
    )
    contact_keys: str = Field(
        default="",
        alias="CONTACT_KEYS",
        description="hex keys that open consumers' contacts, newest first; empty: a file",
    )
    region: str = Field(
        default="", pattern=r"^([1-9]\d{5})?$", alias="REGION", description="city code of all scans"
    )
    region_header: str = Field(
        default="",
        alias="REGION_HEADER",
        description="header in which a trusted proxy names the city code of a client",
    )
    max_body_bytes: int = Field(
        default=2_000_000, ge=10_000, alias="MAX_BODY_BYTES", description="largest request body"
    )
    log_format: str = Field(
        default="json", pattern="^(json|text)$", alias="LOG_FORMAT", description="json or text"
    )
    log_level: str = Field(default="INFO", alias="LOG_LEVEL", description="DEBUG, INFO, WARNING")

    @property
    def database_address(self) -> str:
        """Give the address of the working database."""
        return self.database_url or f"sqlite:///{self.data_dir / 'register.db'}"

    @property
    def read_address(self) -> str:
        """Give the address of the database behind the public pages."""
        return self.database_read_url or self.database_address

    @property
    def is_secure(self) -> bool:
        """Tell whether the site is served over TLS, so that cookies may demand it."""
        return urlsplit(self.base_url).scheme == "https"

    def public(self, keys: tuple[bytes, ...], contact_key: bytes) -> PublicSettings:
        """Give what the public face needs to know."""
        return PublicSettings(
            base_url=self.base_url,
            origin=self.register_origin,
            city_zh=self.city_zh,
            city_en=self.city_en,
            resolver_redirects=self.resolver_redirects,
            code_keys=keys,
            contact_public_key=contact_key,
            region=self.region,
            region_header=self.region_header,
        )
