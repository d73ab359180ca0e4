"""How large may a request be?"""

from __future__ import annotations

from starlette.types import Scope

from consumer_web.answers import Answer, make_problem

LONGEST_PATH = 2_000
LONGEST_QUERY = 4_000
LARGEST_HEADERS = 16_000


def is_excessive(scope: Scope) -> bool:
    """Tell whether address or headers of a request are larger than anything that makes sense."""
    if len(scope.get("raw_path") or b"") > LONGEST_PATH:
        return True
    if len(scope.get("query_string", b"")) > LONGEST_QUERY:
        return True
    size = 0
    for name, value in scope["headers"]:
        size += len(name) + len(value)
    return size > LARGEST_HEADERS


def refuse_excess() -> Answer:
    """Refuse a request that is too large to be read."""
    problem = make_problem(431, "request.too_large", "address or headers are too long")
    return Answer(431, problem.body, problem.media_type, cache_control="no-store")
