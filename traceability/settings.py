"""What differs from one installation to the next? The only reader of the environment."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from consumer_web.settings import PublicSettings
from traceability.domain.credit_repairs import ANSWER_WORKING_DAYS
from traceability.domain.credit_signature import Signer
from traceability.domain.joint_action import SeriousListAction
from traceability.domain.kinds import Role


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
    console_url: str = Field(
        default="/console",
        pattern=r"^(|/console|https?://[!-~]{1,200})$",
        alias="CONSOLE_URL",
        description="where a scan page leads canteens to receive goods; empty: it does not",
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
    identity_keys: str = Field(
        default="",
        alias="IDENTITY_KEYS",
        description="hex keys of identity numbers, newest first, comma between; empty: a file",
    )
    repair_working_days: int = Field(
        default=ANSWER_WORKING_DAYS,
        ge=1,
        le=60,
        alias="REPAIR_WORKING_DAYS",
        description="working days in which a credit repair is decided",
    )
    printers: str = Field(
        default="",
        alias="PRINTERS",
        description="label printers: `name=tcp://host:9100?language=tspl&dpi=203`, comma between",
    )
    contact_keys: str = Field(
        default="",
        alias="CONTACT_KEYS",
        description="hex keys that open consumers' contacts, newest first; empty: a file",
    )
    report_keys: str = Field(
        default="",
        alias="REPORT_KEYS",
        description="hex keys of the codes on reports, newest first; empty: a file",
    )
    region: str = Field(
        default="", pattern=r"^([1-9]\d{5})?$", alias="REGION", description="city code of all scans"
    )
    region_header: str = Field(
        default="",
        alias="REGION_HEADER",
        description="header in which a trusted proxy names the city code of a client",
    )
    session_idle_minutes: int = Field(
        default=30,
        ge=5,
        le=720,
        alias="SESSION_IDLE_MINUTES",
        description="a session of the console ends after so long without a request, minutes",
    )
    second_factor_for: str = Field(
        default="",
        pattern=r"^((admin|regulator|enterprise|inspector|canteen)(,|$))*$",
        alias="SECOND_FACTOR_FOR",
        description="roles that must show a second factor (app or passkey), comma between",
    )
    public_host: str = Field(
        default="",
        pattern=r"^([a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*(:\d{1,5})?)?$",
        alias="PUBLIC_HOST",
        description="host of the console, as in the address bar; passkeys are bound to it; "
        "empty: no passkeys",
    )
    smtp_url: str = Field(
        default="",
        pattern=r"^(smtps?://[^\s]+)?$",
        alias="SMTP_URL",
        description="mail server, `smtp://user:password@host:587?starttls=1`; empty: no e-mail",
        repr=False,
    )
    mail_from: str = Field(
        default="register@localhost", alias="MAIL_FROM", description="sender of e-mails"
    )
    max_body_bytes: int = Field(
        default=2_000_000, ge=10_000, alias="MAX_BODY_BYTES", description="largest request body"
    )
    credit_url: str = Field(
        default="",
        alias="CREDIT_URL",
        description="address of the public credit system, https; empty: deliveries wait",
    )
    credit_key_id: str = Field(
        default="register",
        pattern=r"^[A-Za-z0-9._-]{1,64}$",
        alias="CREDIT_KEY_ID",
        description="the name by which the credit system knows our key",
    )
    credit_secret: str = Field(
        default="",
        alias="CREDIT_SECRET",
        description="hex key shared with the credit system; empty: DATA_DIR/credit-secret.txt",
        repr=False,
    )
    credit_ca_file: str = Field(
        default="",
        alias="CREDIT_CA_FILE",
        description="certificates that the credit system is verified by; empty: the system's",
    )
    credit_lease: float = Field(
        default=120.0,
        ge=1.0,
        alias="CREDIT_LEASE",
        description="seconds until a delivery of a worker that died is taken over",
    )
    credit_longest_wait: float = Field(
        default=1800.0,
        ge=0.1,
        alias="CREDIT_LONGEST_WAIT",
        description="longest time between two attempts, seconds",
    )
    credit_give_up_hours: float = Field(
        default=72.0,
        gt=0,
        alias="CREDIT_GIVE_UP_HOURS",
        description="a delivery that failed for so long, and 30 times, is for a person",
    )
    worker_in_serve: bool = Field(
        default=True,
        alias="WORKER_IN_SERVE",
        description="`serve` does the work of `traceability worker` too",
    )
    credit_webhook_keys: str = Field(
        default="",
        pattern=r"^([A-Za-z0-9._-]{1,64}:([0-9a-f]{2}){16,64}(,|$))*$",
        alias="CREDIT_WEBHOOK_KEYS",
        description="`name:hex` of keys that sign the credit system's reports; empty: none",
    )
    serious_list_action: SeriousListAction = Field(
        default=SeriousListAction.PROPOSE,
        alias="SERIOUS_LIST_ACTION",
        description="on the list of serious violations: propose a delisting, or also suspend",
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
    def webhook_signers(self) -> tuple[Signer, ...]:
        """Give the keys that sign what the public credit system reports."""
        pairs = (pair.split(":") for pair in self.credit_webhook_keys.split(",") if pair)
        return tuple(Signer(name, bytes.fromhex(secret)) for name, secret in pairs)

    @property
    def second_factor_roles(self) -> frozenset[Role]:
        """Give the roles that must show a second factor."""
        return frozenset(Role(name) for name in self.second_factor_for.split(",") if name)

    @property
    def session_idle(self) -> timedelta:
        """Give how long a session lasts that nobody uses."""
        return timedelta(minutes=self.session_idle_minutes)

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
            console_url=self.console_url,
        )
