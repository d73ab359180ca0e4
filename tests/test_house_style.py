"""Is it still a house one would like to live in? Sizes, names, and words for every refusal."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from traceability.domain.access import PERMISSIONS, Action
from traceability.domain.steps import STEPS, Step
from traceability.routes.sentences import SENTENCES

ROOT = Path(__file__).parent.parent
PACKAGES = ("traceability", "consumer_web", "label_printer")
SOURCES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "versions" not in path.parts
)
_CODE = re.compile(r"[a-z_]+\.[a-z_]+")
_RAISERS = {
    "RuleError", "FaultsError", "Fault", "fault_at", "NotFoundError", "ConflictError",
    "ForbiddenError", "SignInError",
    "TooManyAttemptsError", "UnreachableError", "PydanticCustomError", "problem",
}  # fmt: skip


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_one_room(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= 400, f"{lines} lines"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_every_refusal_has_words_in_both_languages() -> None:
    missing = set()
    for path in SOURCES:
        if "traceability" not in path.parts or "limit" in path.name:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in _RAISERS:
                missing |= {code for code in _codes(node) if code not in SENTENCES}
    assert not missing
    assert all(zh and en for zh, en in SENTENCES.values())


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _codes(call: ast.Call) -> list[str]:
    return [
        arg.value
        for arg in call.args[:3]
        if isinstance(arg, ast.Constant)
        and isinstance(arg.value, str)
        and _CODE.fullmatch(arg.value)
    ]


def test_every_action_has_its_roles_and_every_step_its_rule() -> None:
    assert set(PERMISSIONS) == set(Action)
    assert set(STEPS) == set(Step)


def test_nothing_names_this_workplace() -> None:
    telling = re.compile(r"/(wo[r]k|ro[o]t|fa[r]m)/|index-u[r]l|\.\./sh[a]red|/sim[p]le/")
    for path in ROOT.rglob("*"):
        wanted = {".py", ".md", ".toml", ".in", ".lock", ".html", ".css", ".txt", ".cfg", ""}
        if path.suffix not in wanted or not path.is_file() or _is_made(path):
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert not telling.search(text), path


def _is_made(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    made = {".git", ".venv", "__pycache__", "demo-data", "bench-data", "build"}
    return any(part in made or part.endswith("_cache") or part.endswith(".egg-info") or
               part in {".hypothesis", ".coverage"} for part in parts)  # fmt: skip
