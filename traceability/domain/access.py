"""Who may do what? One table of actions and roles; everything asks it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from traceability.domain.errors import ForbiddenError
from traceability.domain.kinds import AUTHORITIES, OrganizationKind, Role


class Action(StrEnum):
    """What a user can ask of the register."""

    READ_SELF = "read_self"
    MANAGE_TOKENS = "manage_tokens"
    REGISTER_ORGANIZATION = "register_organization"
    READ_ORGANIZATIONS = "read_organizations"
    REGISTER_USER = "register_user"
    READ_USERS = "read_users"
    SET_STANDING = "set_standing"
    READ_STANDINGS = "read_standings"
    WRITE_SITES = "write_sites"
    READ_CATALOGUE = "read_catalogue"
    WRITE_PRODUCTS = "write_products"
    APPROVE_PRODUCTS = "approve_products"
    WRITE_BATCHES = "write_batches"
    READ_BATCHES = "read_batches"
    RELEASE_BATCHES = "release_batches"
    STOP_BATCHES = "stop_batches"
    RECORD_EVENTS = "record_events"
    READ_EVENTS = "read_events"
    RECORD_INSPECTIONS = "record_inspections"
    READ_INSPECTIONS = "read_inspections"
    CONTEST_REPORTS = "contest_reports"
    PRINT_LABELS = "print_labels"
    RECORD_PURCHASES = "record_purchases"
    READ_PURCHASES = "read_purchases"
    RECORD_PENALTIES = "record_penalties"
    READ_PENALTIES = "read_penalties"
    FLAG_CODES = "flag_codes"
    MARK_SUSPECTS = "mark_suspects"
    READ_SUSPICIONS = "read_suspicions"
    READ_CONSUMER_REPORTS = "read_consumer_reports"
    ANSWER_CONSUMER_REPORTS = "answer_consumer_reports"
    WRITE_LIMITS = "write_limits"
    LOAD_REFERENCE = "load_reference"
    READ_LOG = "read_log"


_ADMIN, _REGULATOR = Role.ADMIN, Role.REGULATOR
_ENTERPRISE, _INSPECTOR, _CANTEEN = Role.ENTERPRISE, Role.INSPECTOR, Role.CANTEEN
_EVERYONE = frozenset(Role)

PERMISSIONS: dict[Action, frozenset[Role]] = {
    Action.READ_SELF: _EVERYONE,
    Action.MANAGE_TOKENS: _EVERYONE,
    Action.REGISTER_ORGANIZATION: AUTHORITIES,
    Action.READ_ORGANIZATIONS: _EVERYONE,
    Action.REGISTER_USER: frozenset({_ADMIN}),
    Action.READ_USERS: frozenset({_ADMIN}),
    Action.SET_STANDING: frozenset({_REGULATOR}),
    Action.READ_STANDINGS: _EVERYONE,
    Action.WRITE_SITES: frozenset({_ENTERPRISE, _CANTEEN, _INSPECTOR}),
    Action.READ_CATALOGUE: _EVERYONE,
    Action.WRITE_PRODUCTS: frozenset({_ENTERPRISE}),
    Action.APPROVE_PRODUCTS: frozenset({_REGULATOR}),
    Action.WRITE_BATCHES: frozenset({_ENTERPRISE}),
    Action.READ_BATCHES: _EVERYONE,
    Action.RELEASE_BATCHES: frozenset({_ENTERPRISE}),
    Action.STOP_BATCHES: frozenset({_ENTERPRISE, _REGULATOR}),
    Action.RECORD_EVENTS: frozenset({_ENTERPRISE, _CANTEEN, _INSPECTOR, _REGULATOR}),
    Action.READ_EVENTS: _EVERYONE,
    Action.RECORD_INSPECTIONS: frozenset({_ENTERPRISE, _INSPECTOR}),
    Action.READ_INSPECTIONS: _EVERYONE,
    Action.CONTEST_REPORTS: frozenset({_ENTERPRISE}),
    Action.PRINT_LABELS: frozenset({_ENTERPRISE}),
    Action.RECORD_PURCHASES: frozenset({_CANTEEN}),
    Action.READ_PURCHASES: frozenset({_ENTERPRISE, _CANTEEN, _REGULATOR}),
    Action.RECORD_PENALTIES: frozenset({_REGULATOR}),
    Action.READ_PENALTIES: frozenset({_REGULATOR, _ENTERPRISE}),
    Action.FLAG_CODES: frozenset({_REGULATOR}),
    Action.MARK_SUSPECTS: frozenset({_ADMIN}),
    Action.READ_SUSPICIONS: frozenset({_REGULATOR, _ENTERPRISE}),
    Action.READ_CONSUMER_REPORTS: frozenset({_REGULATOR, _ENTERPRISE}),
    Action.ANSWER_CONSUMER_REPORTS: frozenset({_REGULATOR}),
    Action.WRITE_LIMITS: frozenset({_REGULATOR}),
    Action.LOAD_REFERENCE: frozenset({_ADMIN}),
    Action.READ_LOG: frozenset({_REGULATOR, _ENTERPRISE, _INSPECTOR, _CANTEEN}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who asks: a signed-in user and the organisation he speaks for."""

    user_id: UUID
    username: str
    role: Role
    org_id: UUID
    org_kind: OrganizationKind
    org_name: str
    uscc: str

    @property
    def is_authority(self) -> bool:
        """Tell whether the actor supervises the whole city."""
        return self.role in AUTHORITIES

    def may(self, action: Action) -> bool:
        """Tell whether the role allows the action."""
        return self.role in PERMISSIONS[action]

    def require(self, action: Action) -> None:
        """Refuse what the role does not allow."""
        if not self.may(action):
            raise ForbiddenError("access.role", action=action, role=self.role)

    def owns(self, org_id: UUID) -> bool:
        """Tell whether a record belongs to the actor's organisation."""
        return self.org_id == org_id


SYSTEM_USER = UUID(int=0)


def system_actor() -> Actor:
    """Give the one who acts before there is anybody: the command line on the server itself."""
    return Actor(
        user_id=SYSTEM_USER,
        username="command line",
        role=Role.ADMIN,
        org_id=SYSTEM_USER,
        org_kind=OrganizationKind.REGULATOR,
        org_name="",
        uscc="",
    )
