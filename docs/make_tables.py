"""Which parts of the documents follow from the code? Run this file to write them again.

It writes the blocks between `<!-- made: NAME -->` and `<!-- end -->`. `tests/test_docs.py` fails
while a block differs from what the code says.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import get_type_hints

import click
from fastapi import FastAPI
from fastapi.routing import APIRoute

from traceability.cli import main as command_line
from traceability.domain.access import PERMISSIONS, Action
from traceability.domain.kinds import Role
from traceability.domain.steps import STEPS, Effect, Step, StepRule
from traceability.routes import labels
from traceability.routes.api import router as api
from traceability.routes.errors import STATUS
from traceability.routes.sentences import SENTENCES
from traceability.routes.system import router as system
from traceability.settings import Settings

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"(<!-- made: ([a-z]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_STATUS_OF = {kind.__name__: status for kind, status in STATUS.items()}
_STATUS_OF |= dict.fromkeys(("FaultsError", "Fault", "fault_at", "_at"), 422)
# Codes that the web framework's own refusals get, in `routes/errors.py`.
_FIXED_STATUS = {
    "address.not_found": "404",
    "address.method": "405",
    "address.refused": "4xx",
    "body.too_large": "413",
}
_EFFECTS = {
    Effect.NONE: "–",
    Effect.PRODUCE: "stock +",
    Effect.CONSUME: "stock −",
    Effect.LEAVE: "stock −, on the way +",
    Effect.ARRIVE: "on the way −, stock +",
    Effect.CALL_BACK: "on the way −, stock +",
    Effect.SEND_BACK: "on the way back",
    Effect.PACK: "packed +",
    Effect.UNPACK: "packed −",
}


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(_cell(cell) for cell in line) + " |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def make_settings() -> str:
    """List every setting with its default and meaning."""
    rows = []
    for field in Settings.model_fields.values():
        default = str(field.default).lower() if isinstance(field.default, bool) else field.default
        shown = f"`{default}`" if str(default) else "empty"
        rows.append((f"`{field.alias}`", shown, field.description or ""))
    return table(("name", "default", "meaning"), rows)


def make_commands() -> str:
    """List every command with its arguments and options."""
    rows = []
    for name, command in sorted(command_line.commands.items()):
        said = [_parameter(parameter) for parameter in command.params]
        summary = (command.help or "").split("\n\n")[0].replace("\n", " ")
        rows.append((f"`traceability {name}`", summary, "<br>".join(said)))
    return table(("command", "what it does", "arguments and options"), rows)


def _parameter(parameter: click.Parameter) -> str:
    if not isinstance(parameter, click.Option):
        return f"`{(parameter.name or '').upper()}`"
    name = max(parameter.opts, key=len)
    notes = [parameter.help] if parameter.help else []
    if parameter.required:
        notes.append("required")
    if parameter.show_default and not parameter.is_flag:
        notes.append(f"default {parameter.default}")
    return f"`{name}`" + (f" ({'; '.join(notes)})" if notes else "")


def make_routes() -> str:
    """List every address of the REST interface with its purpose and its roles."""
    app = FastAPI(generate_unique_id_function=_full_name)
    app.include_router(api)
    app.include_router(labels.router, prefix="/api")
    app.include_router(system)
    rows = [
        (f"`{method} {path}`", _first_sentence(said), _roles(said))
        for path, methods in sorted(app.openapi()["paths"].items())
        for method in _METHODS
        if (said := methods.get(method.lower())) is not None
    ]
    return table(("address", "what", "who"), rows)


def _full_name(route: APIRoute) -> str:
    return f"{route.endpoint.__module__}:{route.endpoint.__name__}"


def _first_sentence(said: dict[str, str]) -> str:
    return said["description"].split("\n\n")[0]


def _roles(said: dict[str, str]) -> str:
    """Read who may call a route out of its `needs(Action.…)`."""
    module, _, name = said["operationId"].partition(":")
    endpoint = getattr(importlib.import_module(module), name)
    for hint in get_type_hints(endpoint, include_extras=True).values():
        for said_of in getattr(hint, "__metadata__", ()):
            cells = getattr(getattr(said_of, "dependency", None), "__closure__", None) or ()
            for cell in cells:
                if isinstance(cell.cell_contents, Action):
                    return _say_roles(PERMISSIONS[cell.cell_contents])
    return "anybody"


def _say_roles(roles: frozenset[Role]) -> str:
    return "every role" if roles == frozenset(Role) else ", ".join(sorted(roles))


def make_steps() -> str:
    """List every step with its CBV words and what its lines do to the mass balance."""
    heads = ("step", "中文", "English", "EPCIS type · action", "bizStep", "disposition", "lines",
             "effect", "who")  # fmt: skip
    return table(heads, (_step_row(step, rule) for step, rule in STEPS.items()))


def _step_row(step: Step, rule: StepRule) -> tuple[str, ...]:
    roles = sorted(rule.roles)
    effects = [f"{role}: {_EFFECTS[rule.effect_of(role)]}" for role in roles]
    written = "by hold, recall, lift" if rule.by_use_case else ", ".join(sorted(rule.speakers))
    return (
        f"`{step}`",
        rule.zh,
        rule.en,
        f"{rule.event_type}{f' · {rule.action}' if rule.action else ''}",
        rule.biz_step,
        rule.disposition or "–",
        ", ".join(roles),
        "–" if all(effect.endswith("–") for effect in effects) else "; ".join(effects),
        written,
    )


def make_errors() -> str:
    """List every error code with its status and its sentence in both languages."""
    statuses = _statuses()
    rows = [
        (f"`{code}`", " ".join(sorted(statuses.get(code) or _usual(code))), zh, en)
        for code, (zh, en) in sorted(SENTENCES.items())
    ]
    return table(("code", "HTTP", "中文", "English"), rows)


def _usual(code: str) -> set[str]:
    """Give the status of a code that is put together at run time."""
    return {"404"} if code.endswith(".not_found") else {"422"}


def _statuses() -> dict[str, set[str]]:
    """Read which class of refusal carries which code; a field that is refused answers 422."""
    found: dict[str, set[str]] = {code: {status} for code, status in _FIXED_STATUS.items()}
    for path in sorted((ROOT / "traceability").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                _note_status(node, node.func.id, found)
    return found


def _note_status(call: ast.Call, name: str, found: dict[str, set[str]]) -> None:
    given = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
    if name in _STATUS_OF and given:
        found.setdefault(str(given[0]), set()).add(str(_STATUS_OF[name]))
    elif name == "problem" and len(given) >= 2:
        found.setdefault(str(given[1]), set()).add(str(given[0]))
    elif name == "PydanticCustomError" and given:
        found.setdefault(str(given[0]), set()).add("422")


MAKERS: dict[str, Callable[[], str]] = {
    "settings": make_settings,
    "commands": make_commands,
    "routes": make_routes,
    "steps": make_steps,
    "errors": make_errors,
}


def remake(text: str) -> str:
    """Give a document with its made blocks as the code says today."""
    return BLOCK.sub(lambda found: f"{found[1]}\n{MAKERS[found[2]]()}\n{found[4]}", text)


def main() -> None:
    """Write the made blocks of all documents again."""
    for path in sorted((ROOT / "docs").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        made = remake(text)
        if made != text:
            path.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
