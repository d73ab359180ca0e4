"""How does it start? One ASGI application: the register's API and consoles, and the public face."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from consumer_web.app import create_public_app
from consumer_web.contacts import KEY_BYTES, find_public_key
from consumer_web.interpreter import prepare_to_serve
from consumer_web.report_desk import LARGEST_FORM
from traceability.background import FIRST_DUTIES_AFTER_S, start_background
from traceability.console.forms import LARGEST_FORM as LARGEST_CONSOLE_FORM
from traceability.console.laboratory.report_check import router as report_check
from traceability.console.pages import router as console
from traceability.console.pages import static_files
from traceability.exchange import composer_of, load_identity_cipher, open_port
from traceability.gateways import certificate_files, spreadsheets
from traceability.gateways.certificate_files import CertificateStore
from traceability.gateways.key_file import load_or_make_keys, read_keys
from traceability.gateways.label_printers import read_printers
from traceability.request_log import RequestLog, set_up_logging
from traceability.routes import inspections as inspection_routes
from traceability.routes import labels as label_routes
from traceability.routes.api import router as api
from traceability.routes.body_limit import BodyLimit
from traceability.routes.desk import House
from traceability.routes.errors import add_handlers
from traceability.routes.headers import SafeHeaders
from traceability.routes.system import router as system
from traceability.settings import Settings
from traceability.storage.engine import open_engine

REGISTER_PATHS = (
    "/api", "/console", "/certificates", "/reports", "/openapi.json", "/healthz", "/readyz",
)  # fmt: skip

FILE_PATHS = {
    "/api/certificates": certificate_files.LARGEST_BYTES + 1,
    "/report": LARGEST_FORM + 1,
    "/api/report-sheets": spreadsheets.LARGEST_BYTES + 1,
    "/api/imports": spreadsheets.LARGEST_BYTES + 1,
    "/api/credit-sheets": spreadsheets.LARGEST_BYTES + 1,
    "/console": LARGEST_CONSOLE_FORM + 1,
}


class FrontDoor:
    """Send a request to the register or to the public face, by its path."""

    def __init__(self, register: FastAPI, public: ASGIApp) -> None:
        self.register = register
        self.public = public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Choose the door."""
        is_ours = scope["type"] != "http" or any(
            scope["path"] == path or scope["path"].startswith(f"{path}/") for path in REGISTER_PATHS
        )
        await (self.register if is_ours else self.public)(scope, receive, send)


def load_code_keys(settings: Settings) -> tuple[bytes, ...]:
    """Give the keys of the package codes, from the settings or from their file."""
    if settings.code_keys:
        return read_keys(settings.code_keys)
    return load_or_make_keys(settings.data_dir / "code-keys.txt")


def load_contact_keys(settings: Settings) -> tuple[bytes, ...]:
    """Give the keys that open what consumers leave as contact; the newest one seals."""
    keys = (
        read_keys(settings.contact_keys)
        if settings.contact_keys
        else load_or_make_keys(settings.data_dir / "contact-keys.txt")
    )
    return tuple(key[:KEY_BYTES] for key in keys)


def load_report_keys(settings: Settings) -> tuple[bytes, ...]:
    """Give the keys of the codes on reports, from the settings or from their file."""
    if settings.report_keys:
        return read_keys(settings.report_keys)
    return load_or_make_keys(settings.data_dir / "report-keys.txt")


def build_house(settings: Settings, engine: Engine) -> House:
    """Give what application and worker share."""
    return House(
        settings,
        engine,
        load_code_keys(settings),
        CertificateStore(settings.data_dir / "certificates"),
        load_identity_cipher(settings),
        open_port(settings),
        composer_of(settings),
        read_printers(settings.printers),
        load_contact_keys(settings),
        load_report_keys(settings),
    )


def create_app(settings: Settings, engine: Engine, read_engine: Engine | None = None) -> ASGIApp:
    """Put the whole application together on an open database."""
    house = build_house(settings, engine)
    public = create_public_app(
        settings.public(house.code_keys, find_public_key(house.contact_keys[0])),
        read_engine or engine,
        writes=engine,
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        end_background = _start_background(house)
        yield
        await run_in_threadpool(end_background)
        if house.credit is not None:
            house.credit.close()
        await public.close()
        engine.dispose()

    register = FastAPI(
        title="粮油二维码溯源系统 · Grain and oil traceability",
        version="0.1.0",
        description=(
            "The register's REST interface. Errors are problem+json with a stable `code`; lists "
            "are `{items, next}`; a POST that records something honours `Idempotency-Key`."
        ),
        lifespan=lifespan,
        redirect_slashes=False,
        redoc_url=None,
        docs_url=None,  # its page would load scripts from elsewhere
    )
    register.state.house = house
    add_handlers(register)
    register.include_router(api)
    register.include_router(label_routes.router, prefix="/api")
    register.include_router(inspection_routes.public_router)
    register.include_router(report_check)
    register.include_router(system)
    register.mount("/console/static", static_files())
    register.include_router(console, prefix="/console")
    door = FrontDoor(register, public)
    bounded = BodyLimit(door, settings.max_body_bytes, FILE_PATHS)
    return RequestLog(SafeHeaders(bounded, is_secure=settings.is_secure))


def _start_background(house: House) -> Callable[[], None]:
    """Let deliveries, label jobs and duties run beside the requests, unless a worker does them."""
    if not house.settings.worker_in_serve:
        return lambda: None
    return start_background(house, first_duties_after_s=FIRST_DUTIES_AFTER_S)


def from_environment() -> ASGIApp:
    """Build the application from the environment; what every worker process calls."""
    settings = Settings()
    set_up_logging(settings.log_format, settings.log_level)
    engine = open_engine(settings.database_address, deadline_s=settings.db_deadline)
    read_engine = None
    if settings.read_address != settings.database_address:
        read_engine = open_engine(settings.read_address, deadline_s=settings.db_deadline)
    app = create_app(settings, engine, read_engine)
    prepare_to_serve()
    return app
