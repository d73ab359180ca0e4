"""How does a refusal read over HTTP? One JSON shape: problem+json (RFC 9457) with a stable code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError
from starlette.exceptions import HTTPException

from traceability.domain.epcis_words import VOCABULARY
from traceability.domain.errors import (
    ConflictError,
    Fault,
    FaultsError,
    ForbiddenError,
    NotFoundError,
    RegisterError,
    RuleError,
    SignInError,
    TooManyAttemptsError,
    UnreachableError,
)
from traceability.routes.desk import BusyError
from traceability.routes.words import language_of, say, say_invalid

STATUS: dict[type[RegisterError], int] = {
    SignInError: 401,
    ForbiddenError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    RuleError: 422,
    TooManyAttemptsError: 429,
    UnreachableError: 502,
}
MOST_ERRORS = 100  # in one answer
_HTTP_CODES = {
    400: "json.malformed",
    404: "address.not_found",
    405: "address.method",
    413: "body.too_large",
}


def problem(
    request: Request,
    status: int,
    code: str,
    values: dict[str, Any] | None = None,
    errors: Sequence[dict[str, Any]] = (),
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """Write a problem in the caller's language."""
    language = language_of(request.headers.get("Accept-Language", ""))
    title, detail = say(code, language, values or {})
    body: dict[str, Any] = {
        "type": f"{VOCABULARY}problem/{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "instance": request.url.path,
    }
    if errors:
        body["errors"] = list(errors)
    return JSONResponse(
        body,
        status,
        {"Cache-Control": "no-store", "Content-Language": language} | (headers or {}),
        media_type="application/problem+json",
    )


def add_handlers(app: FastAPI) -> None:
    """Make every refusal of an application a problem."""
    app.add_exception_handler(RegisterError, _refused)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, _invalid)  # type: ignore[arg-type]
    app.add_exception_handler(ValidationError, _invalid_inside)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _http)  # type: ignore[arg-type]
    app.add_exception_handler(IntegrityError, _clash)  # type: ignore[arg-type]
    app.add_exception_handler(BusyError, _busy)
    app.add_exception_handler(Exception, _broken)


def _refused(request: Request, error: RegisterError) -> Response:
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    values = {name: str(value) for name, value in error.values.items()}
    language = language_of(request.headers.get("Accept-Language", ""))
    errors: list[dict[str, Any]] = []
    if isinstance(error, FaultsError):
        errors = [_fault(fault, language) for fault in error.faults[:MOST_ERRORS]]
    if error.field:
        message = say(error.code, language, values)[1]
        errors = [{"field": error.field, "code": error.code, "message": message}]
        if "index" in error.values:
            errors[0]["index"] = error.values["index"]
    headers = {}
    if isinstance(error, SignInError):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooManyAttemptsError):
        headers["Retry-After"] = values["retry_after"]
    return problem(request, status, error.code, values, errors, headers)


def _fault(fault: Fault, language: str) -> dict[str, Any]:
    message = fault.en if language == "en" else fault.zh
    if not message:
        _, message = say_invalid(fault.code, language, dict(fault.values))
    said: dict[str, Any] = {"field": fault.field, "code": fault.code, "message": message}
    if fault.row is not None:
        said |= {"row": fault.row, "column": fault.column}
    return said


def _invalid(request: Request, error: RequestValidationError) -> Response:
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem(request, 400, "json.malformed", {"where": str(found[0]["loc"][-1])})
    return _fields(request, found)


def _invalid_inside(request: Request, error: ValidationError) -> Response:
    return _fields(request, error.errors())


def _fields(request: Request, found: Sequence[Any]) -> Response:
    language = language_of(request.headers.get("Accept-Language", ""))
    errors = []
    for item in found[:MOST_ERRORS]:
        places = [str(part) for part in item["loc"] if part not in {"body", "query", "path"}]
        code, message = say_invalid(item["type"], language, item.get("ctx") or {})
        errors.append({"field": ".".join(places), "code": code, "message": message})
    return problem(request, 422, "input.invalid", {"count": str(len(found))}, errors)


def _http(request: Request, error: HTTPException) -> Response:
    code = _HTTP_CODES.get(error.status_code, "address.refused")
    return problem(request, error.status_code, code, headers=dict(error.headers or {}))


def _clash(request: Request, _: IntegrityError) -> Response:
    return problem(request, 409, "record.clash")


def _busy(request: Request, _: Exception) -> Response:
    return problem(request, 503, "database.busy", headers={"Retry-After": "2"})


def _broken(request: Request, error: Exception) -> Response:
    structlog.get_logger().error("unexpected", exc_info=error, path=request.url.path)
    return problem(request, 500, "server.broken")
