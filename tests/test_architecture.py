"""Do the import contracts hold, and would they notice if somebody broke one?"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("traceability", "consumer_web", "label_printer")
VIOLATIONS = {
    "a rule that reads the database": (
        "traceability/domain/planted.py", "import traceability.storage.tables", "floors"),
    "a rule that needs a library": (
        "traceability/domain/planted.py", "import sqlmodel", "Rules are"),
    "a record that knows a use case": (
        "traceability/storage/planted.py", "import traceability.services.users", "floors"),
    "a use case that calls another": (
        "traceability/services/planted.py", "import traceability.services.users", "A use case"),
    "a use case that knows HTTP": (
        "traceability/services/planted.py", "import fastapi", "Use cases know no HTTP"),
    "a use case that reads settings": (
        "traceability/services/planted.py", "import traceability.settings", "settings"),
    "a public face that sees a working table": (
        "consumer_web/planted.py", "import traceability.storage.tables", "public face"),
    "a label printer that knows batches": (
        "label_printer/planted.py", "import traceability.storage.tables", "label printer"),
    "a stand-in that reads our records": (
        "traceability/credit_sandbox/planted.py", "import traceability.storage.tables",
        "The stand-in"),
    "a use case that knows the stand-in": (
        "traceability/services/planted.py", "import traceability.credit_sandbox.store", "floors"),
    "publishing that calls a use case": (
        "traceability/publishing/planted.py", "import traceability.services.log", "floors"),
}  # fmt: skip


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    script = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [script, "--no-cache", "--config", folder / "pyproject.toml"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package,
            tmp_path / package,
            ignore=shutil.ignore_patterns("__pycache__", "fonts", "static", "*.ttf"),
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_house_keeps_its_contracts() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_planted_violation_is_found(house: Path, name: str) -> None:
    place, statement, contract = VIOLATIONS[name]
    (house / place).write_text(f'"""Planted."""\n\n{statement}\n', encoding="utf-8")
    done = lint(house)
    assert done.returncode != 0
    assert "BROKEN" in done.stdout
    broken = [row for row in done.stdout.splitlines() if "BROKEN" in row]
    assert any(contract in row for row in broken), broken
