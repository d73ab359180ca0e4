"""Do the import contracts hold, and would they notice if somebody broke one?"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("traceability", "consumer_web", "label_printer")
VIOLATIONS = {
    "a rule that reads the database": (
        "traceability/domain", "import traceability.storage.tables", "floors"),
    "a rule that needs a library": (
        "traceability/domain", "import sqlmodel", "Rules are"),
    "a record that knows a use case": (
        "traceability/storage", "import traceability.services.users", "floors"),
    "a use case that calls another": (
        "traceability/services", "import traceability.services.users", "A use case"),
    "a use case that knows HTTP": (
        "traceability/services", "import fastapi", "Use cases know no HTTP"),
    "a use case that reads settings": (
        "traceability/services", "import traceability.settings", "settings"),
    "a public face that sees a working table": (
        "consumer_web", "import traceability.storage.tables", "public face"),
    "a label printer that knows batches": (
        "label_printer", "import traceability.storage.tables", "label printer"),
    "a stand-in that reads our records": (
        "traceability/credit_sandbox", "import traceability.storage.tables",
        "The stand-in"),
    "a use case that knows the stand-in": (
        "traceability/services", "import traceability.credit_sandbox.store", "floors"),
    "publishing that calls a use case": (
        "traceability/publishing", "import traceability.services.log", "floors"),
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


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Plant all violations in a copy of the house; give what is told under each broken contract."""
    house = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package,
            house / package,
            ignore=shutil.ignore_patterns("__pycache__", "fonts", "static", "*.ttf"),
        )
    shutil.copy(ROOT / "pyproject.toml", house)
    for number, (folder, statement, _) in enumerate(VIOLATIONS.values()):
        planted = house / folder / f"planted_{number}.py"
        planted.write_text(f'"""Planted."""\n\n{statement}\n', encoding="utf-8")
    done = lint(house)
    assert done.returncode != 0
    told = re.split(r"^(.+)\n-+\n", done.stdout, flags=re.MULTILINE)[1:]
    return dict(zip(told[::2], told[1::2], strict=True))


def test_the_house_keeps_its_contracts() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("number", "name"), list(enumerate(VIOLATIONS)))
def test_a_planted_violation_is_found(broken: dict[str, str], number: int, name: str) -> None:
    folder, statement, contract = VIOLATIONS[name]
    planted = f"{folder.replace('/', '.')}.planted_{number}"
    chain = f"{planted} -> {statement.removeprefix('import ')} (l.3)"
    assert [title for title, told in broken.items() if contract in title and chain in told]
