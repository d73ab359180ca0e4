"""Contracts of products."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from traceability.domain.kinds import Approval, ShelfLifeUnit, Unit
from traceability.schemas.types import (
    GTIN,
    In,
    Name,
    Out,
    Page,
    Sentence,
    SpokenAmount,
    SpokenUnit,
    Text20,
    Text200,
    Word,
)

FoodCategory = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$"), Field(examples=["rice_indica"])
]
Process = Annotated[str, StringConstraints(pattern="^(pressed|extracted)$")]


def states_its_process(food_category: str) -> bool:
    """Tell whether a food is an oil that is pressed or extracted; a blend may be of both."""
    return food_category.startswith(("oil_", "crude_oil_")) and food_category != "oil_blend"


class ProductDetails(In):
    """What a product is. Oil must state its process (pressed or extracted)."""

    name: Name = Field(examples=["禾坪里 油粘米"])
    food_category: FoodCategory
    process: Process | None = None
    grade: Text20 | None = Field(default=None, examples=["一级"])
    standard: Word | None = Field(default=None, examples=["GB/T 1354"])
    net_content: SpokenAmount = Field(examples=["5"])
    net_content_unit: SpokenUnit = Field(examples=["kg"])
    shelf_life: int = Field(ge=1, le=3650)
    shelf_life_unit: ShelfLifeUnit
    ingredients: Sentence | None = None
    storage_conditions: Text200 | None = None
    origin: Name | None = None

    @model_validator(mode="after")
    def _oil_states_its_process(self) -> ProductDetails:
        if self.process is None and states_its_process(self.food_category):
            raise PydanticCustomError("product.process_missing", "oil is pressed or extracted")
        if self.net_content_unit == "each":
            raise PydanticCustomError("product.net_content", "net content is a mass or a volume")
        return self


class ProductCreate(ProductDetails):
    """A product to be approved. Oil must state its process (pressed or extracted)."""

    gtin: GTIN


class ProductRefusal(In):
    """Why a product is not approved; its enterprise reads it."""

    reason: Sentence


class GtinCreate(In):
    """A further GTIN of a product; the earlier ones stay valid for printed codes."""

    gtin: GTIN


class ProductPublic(Out):
    """A product with every GTIN it ever had, the current one first."""

    id: UUID
    org_id: UUID
    name: str
    food_category: str
    process: str | None
    grade: str | None
    standard: str | None
    net_content: int
    net_content_unit: Unit
    shelf_life: int
    shelf_life_unit: ShelfLifeUnit
    ingredients: str | None
    storage_conditions: str | None
    origin: str | None
    approval: Approval
    decided_at: datetime | None
    decision_reason: str | None = None  # of a refusal: told to its enterprise and the authority
    revision: int
    gtins: list[str] = Field(default_factory=list)


class ProductPage(Page):
    """A page of products."""

    items: list[ProductPublic]
