"""Are the examples of the OpenAPI document good requests, and are they in it?"""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel
from sqlalchemy import Engine

from traceability.app import create_app
from traceability.schemas import (
    batches,
    canteens,
    cases,
    events,
    inspections,
    joint,
    labels,
    limits,
    parties,
    penalties,
    products,
    purchases,
    repairs,
    trade,
)
from traceability.schemas.examples import EXAMPLES
from traceability.settings import Settings

MODELS: dict[str, type[BaseModel]] = {
    name: model
    for module in (
        batches,
        canteens,
        cases,
        events,
        inspections,
        joint,
        labels,
        limits,
        parties,
        penalties,
        products,
        purchases,
        repairs,
        trade,
    )
    for name, model in vars(module).items()
    if isinstance(model, type) and issubclass(model, BaseModel)
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_a_good_request(name: str) -> None:
    for example in EXAMPLES[name]:
        MODELS[name].model_validate(example)


def test_the_openapi_document_shows_the_examples(sqlite_engine: Engine, tmp_path: Path) -> None:
    app = create_app(Settings(DATA_DIR=tmp_path), sqlite_engine)
    document = app.app.app.app.register.openapi()  # type: ignore[attr-defined]
    schemas = document["components"]["schemas"]
    assert all(schemas[name]["examples"] == EXAMPLES[name] for name in EXAMPLES)
    assert set(document["components"]["securitySchemes"]) == {"HTTPBearer", "APIKeyCookie"}
