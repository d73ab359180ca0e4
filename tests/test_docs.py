"""Do the documents still say what the code does?"""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType

import click
import httpx
import pytest
from sqlalchemy import Engine

from label_printer.cli import main as label_printer
from tests.factories import City
from tests.served import served, signed_in
from traceability.cli import main as command_line
from traceability.domain.access import system_actor
from traceability.domain.steps import Step
from traceability.routes.sentences import SENTENCES
from traceability.services.limits import load_reference_limits
from traceability.settings import Settings
from traceability.storage.ledger_findings import FindingCode

ROOT = Path(__file__).parent.parent
DOCS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
HEADS = ["Context", "Decision", "Consequences", "Alternatives", "Enforced by"]
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PATH = re.compile(r"`((?:traceability|consumer_web|label_printer|tests|docs)/[\w./*-]*)`")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module")
def make_tables() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_tables", ROOT / "docs" / "make_tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", DOCS, ids=named)
def test_made_tables_are_as_the_code_says(path: Path, make_tables: ModuleType) -> None:
    text = path.read_text(encoding="utf-8")
    assert make_tables.remake(text) == text, "run: .venv/bin/python docs/make_tables.py"


def test_every_made_table_stands_somewhere(make_tables: ModuleType) -> None:
    standing = [found[2] for path in DOCS for found in make_tables.BLOCK.finditer(path.read_text())]
    assert sorted(standing) == sorted(make_tables.MAKERS)


def test_a_forgotten_table_would_be_noticed(make_tables: ModuleType) -> None:
    text = read("docs/operations.md")
    assert "| `DATA_DIR` |" in text
    stale = text.replace("| `DATA_DIR` |", "| `DATA_FOLDER` |")
    assert make_tables.remake(stale) == text


def test_every_setting_is_in_the_operations_manual() -> None:
    text = read("docs/operations.md")
    names = {str(field.alias) for field in Settings.model_fields.values()}
    assert {name for name in names if f"| `{name}` |" not in text} == set()
    assert all(field.description for field in Settings.model_fields.values())


def test_every_command_and_option_is_in_the_operations_manual() -> None:
    rows = read("docs/operations.md").splitlines()
    for name, command in command_line.commands.items():
        [row] = [row for row in rows if row.startswith(f"| `traceability {name}` |")]
        for option in command.params:
            if isinstance(option, click.Option):
                assert f"`{max(option.opts, key=len)}`" in row, (name, option.name)


def test_the_options_of_the_label_printer_exist() -> None:
    known = {opt for option in label_printer.params for opt in option.opts}
    assert {"-o", "--stock", "--start", "--list-stocks"} <= known


def test_every_route_is_in_the_interface_manual(sqlite_engine: Engine, tmp_path: Path) -> None:
    text = read("docs/api.md")
    with served(sqlite_engine, tmp_path) as base:
        paths = httpx.get(f"{base}/openapi.json", timeout=60).json()["paths"]
    addresses = {
        f"{method.upper()} {path}"
        for path, methods in paths.items()
        for method in methods
        if not path.startswith("/console")
    }
    assert "POST /api/batches" in addresses
    assert {address for address in addresses if f"| `{address}` |" not in text} == set()


def test_every_error_code_is_listed_and_every_listed_code_exists() -> None:
    listed = re.findall(r"^\| `([a-z_.]+)` \|", read("docs/errors.md"), re.MULTILINE)
    assert listed == sorted(SENTENCES)


def test_the_listed_statuses_are_those_of_the_server(
    sqlite_city: City, tmp_path: Path, make_tables: ModuleType
) -> None:
    refused: dict[str, int] = {}
    with served(sqlite_city.engine, tmp_path) as base, signed_in(base, "mill") as mill:
        as_json = {"Content-Type": "application/json"}
        nobody = "01a20e72-93ba-7368-98ed-f2104c6e6e16"
        answers = [
            httpx.get(f"{base}/api/batches"),
            mill.post("/api/users", {}),
            mill.get(f"/api/batches/{nobody}"),
            mill.get("/api/nothing"),
            mill.http.put("/api/batches"),
            mill.get("/api/batches", cursor="x"),
            mill.post("/api/batches", {}),
            mill.http.post("/api/batches", content=b"{", headers=as_json),
        ]
        for answer in answers:
            refused[answer.json()["code"]] = answer.status_code
    assert len(refused) == len(answers)
    text = read("docs/errors.md")
    wrong = {c: s for c, s in refused.items() if f"| `{c}` | {s} |" not in text}
    assert wrong == {}


def test_every_step_is_in_the_interface_manual() -> None:
    text = read("docs/api.md")
    assert {step for step in Step if f"| `{step}` |" not in text} == set()


def test_every_finding_named_by_the_operations_manual_exists() -> None:
    text = read("docs/operations.md")
    named_codes = re.findall(r"`((?:entry|row|index)\.[a-z_]+)`", text)
    assert named_codes
    assert set(named_codes) <= {code.value for code in FindingCode}
    assert {code.value for code in FindingCode if not code.value.startswith("entry.")} <= set(
        named_codes
    )


@pytest.mark.parametrize("path", DECISIONS, ids=named)
def test_a_decision_has_its_five_heads_and_fits_on_a_page(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.fullmatch(r"\d{4}(-[a-z0-9]+)+\.md", path.name)
    assert text.startswith(f"# {path.name[:4]} – ")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == HEADS
    assert text.count("\n") <= 60


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DOCS, ids=named)
def test_links_lead_somewhere(path: Path) -> None:
    for target in _LINK.findall(path.read_text(encoding="utf-8")):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        assert file.exists(), target
        assert not anchor or anchor in _anchors(file), target


def _anchors(path: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", DOCS, ids=named)
def test_named_files_exist(path: Path) -> None:
    for name in _PATH.findall(path.read_text(encoding="utf-8")):
        assert list(ROOT.glob(name.rstrip("/"))), name


def test_the_make_targets_of_the_readme_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):.*##", read("Makefile"), re.MULTILINE))
    said = set(re.findall(r"\bmake ([a-z]+)", " ".join(re.findall(r"`[^`]+`", read("README.md")))))
    typed = {
        line.split()[1]
        for language, block in _FENCE.findall(read("README.md"))
        if language == "sh"
        for line in block.splitlines()
        if line.startswith("make ")
    }
    assert {"demo", "test"} <= typed
    assert said | typed <= targets


def test_the_problems_of_the_interface_manual_are_those_of_the_server(
    sqlite_city: City, tmp_path: Path
) -> None:
    blocks = [body for language, body in _FENCE.findall(read("docs/api.md")) if language == "json"]
    _, _, bags = sqlite_city.release_rice()
    to = str(sqlite_city.actors["canteen"].org_id)
    body = {
        "step": "shipping",
        "event_time": datetime.now(UTC).isoformat(),
        "amount": "2641",
        "unit": "each",
        "parties": [{"side": "destination", "organization_id": to}],
    }
    with served(sqlite_city.engine, tmp_path) as base, signed_in(base, "mill") as mill:
        for block, language in zip(blocks, ("zh-CN", "en"), strict=True):
            headers = {"Accept-Language": language}
            answer = mill.post(f"/api/batches/{bags.id}/events", body, **headers).json()
            answer["instance"] = json.loads(block)["instance"]
            assert json.loads(block.replace("HP260928A", bags.lot)) == answer


def test_the_glossary_has_no_empty_word() -> None:
    rows = [row for row in read("docs/glossary.md").splitlines() if row.startswith("| ")]
    assert len(rows) > 80
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 4, row
        assert all(cells[:3]), row


def test_the_code_words_of_the_glossary_are_in_the_code() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for package in ("traceability", "consumer_web", "label_printer")
        for suffix in ("*.py", "*.csv")
        for path in (ROOT / package).rglob(suffix)
    )
    words = {
        part
        for row in read("docs/glossary.md").splitlines()
        if row.startswith("| ")
        for quoted in re.findall(r"`([^`]+)`", row.split("|")[3])
        for part in re.split(r"[./…-]+", quoted)
        if part
    }
    assert len(words) > 80
    assert {word for word in words if not re.search(rf"\b{word}", code)} == set()


def _journey() -> str:
    """Give the shell lines of the journey, its dates moved into the last twelve months."""
    text = read("docs/api.md")
    chapter = text[text.index("## From a batch to its label") : text.index("## Mistakes")]
    blocks = [body for language, body in _FENCE.findall(chapter) if language == "sh"]
    today = datetime.now(UTC).date()
    year = today.year if today >= date(today.year, 10, 4) else today.year - 1
    return "set -euo pipefail\n" + "".join(blocks).replace('"2026-', f'"{year}-')


@pytest.mark.skipif(
    not (shutil.which("bash") and shutil.which("curl")), reason="bash or curl is not installed"
)
def test_the_journey_of_the_interface_manual_runs_as_it_is_written(
    sqlite_city: City, tmp_path: Path
) -> None:
    sqlite_city.do(system_actor(), load_reference_limits)
    with served(sqlite_city.engine, tmp_path) as base, ExitStack() as stack:
        people = {
            name: stack.enter_context(signed_in(base, name))
            for name in ("mill", "regulator", "lab", "lab_signer", "canteen")
        }
        variables = {
            name.upper(): person.http.headers["Authorization"].removeprefix("Bearer ")
            for name, person in people.items()
        }
        variables |= {"BASE": base, "CANTEEN_ORG": people["canteen"].me["org_id"]}
        done = subprocess.run(
            ["bash", "-c", _journey()],
            cwd=tmp_path,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        assert '"verdict":"genuine"' in done.stdout
        page = httpx.get(f"{base}/01/06974413020181/10/HP260928A")
    assert page.headers["x-trace-verdict"] == "genuine"
    assert (tmp_path / "label.pdf").read_bytes().startswith(b"%PDF")
