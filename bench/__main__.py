"""Run all benchmarks, or those that are named: `python -m bench capture reads`."""

from __future__ import annotations

import importlib
import sys

ALL = (
    "capture",
    "imports",
    "reads",
    "scans",
    "lineage",
    "log_cost",
    "ledger",
    "judging",
    "credit",
    "credit_cases",
    "labels",
    "label_damage",
    "thermal",
    "copies",
    "desks",
    "city_desks",
    "paint",
)


def main() -> None:
    """Run and print."""
    names = sys.argv[1:] or ALL
    del sys.argv[1:]  # a benchmark that has options of its own must not read ours
    for name in names:
        print(f"\n{name}")
        importlib.import_module(f"bench.{name}").main()


if __name__ == "__main__":
    main()
