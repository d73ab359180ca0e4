"""Who may do what? One table of actions and roles; everything asks it."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    DECIDE_APPLICATIONS = "decide_applications"
    REGISTER_USER = "register_user"
    READ_USERS = "read_users"
    SET_STANDING = "set_standing"
    READ_STANDINGS = "read_standings"
    RECORD_COMMITMENTS = "record_commitments"
    READ_COMMITMENTS = "read_commitments"
    DECIDE_CASES = "decide_cases"
    READ_CASES = "read_cases"
    ANSWER_CASES = "answer_cases"
    READ_NOTICES = "read_notices"
    ANSWER_NOTICES = "answer_notices"
    READ_JOINT_TASKS = "read_joint_tasks"
    CLOSE_JOINT_TASKS = "close_joint_tasks"
    OBJECT_TO_JOINT_TASKS = "object_to_joint_tasks"
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
    KEEP_STOCK = "keep_stock"
    TEST_FRYING_OIL = "test_frying_oil"
    ADMIT_SUPPLIERS = "admit_suppliers"
    READ_COVERAGE = "read_coverage"
    READ_LEDGERS = "read_ledgers"
    RECORD_PENALTIES = "record_penalties"
    READ_PENALTIES = "read_penalties"
    READ_DELIVERIES = "read_deliveries"
    RESEND_DELIVERIES = "resend_deliveries"
    DELIVER_RECORDS = "deliver_records"
    APPLY_FOR_REPAIR = "apply_for_repair"
    DECIDE_REPAIRS = "decide_repairs"
    READ_REPAIRS = "read_repairs"
    OBJECT = "object"
    ANSWER_OBJECTIONS = "answer_objections"
    READ_OBJECTIONS = "read_objections"
    FLAG_CODES = "flag_codes"
    MARK_SUSPECTS = "mark_suspects"
    READ_SUSPICIONS = "read_suspicions"
    READ_CONSUMER_REPORTS = "read_consumer_reports"
    ANSWER_CONSUMER_REPORTS = "answer_consumer_reports"
    WRITE_LIMITS = "write_limits"
    WRITE_TRUST_RULES = "write_trust_rules"
    READ_CREDIT_SCORES = "read_credit_scores"
    READ_SAMPLING_PLAN = "read_sampling_plan"
    RECORD_SUPERVISION = "record_supervision"
    READ_SUPERVISION = "read_supervision"
    ANSWER_COMPLAINTS = "answer_complaints"
    APPROVE_LABELS = "approve_labels"
    LOAD_REFERENCE = "load_reference"
    KEEP_HOUSE = "keep_house"
    READ_LOG = "read_log"
    READ_CITY = "read_city"
    READ_AUDIT = "read_audit"
    IMPORT_SHEETS = "import_sheets"
    MANAGE_STAFF = "manage_staff"


_ADMIN, _REGULATOR = Role.ADMIN, Role.REGULATOR
_ENTERPRISE, _INSPECTOR, _CANTEEN = Role.ENTERPRISE, Role.INSPECTOR, Role.CANTEEN
_EVERYONE = frozenset(Role)

PERMISSIONS: dict[Action, frozenset[Role]] = {
    Action.READ_SELF: _EVERYONE,
    Action.MANAGE_TOKENS: _EVERYONE,
    Action.REGISTER_ORGANIZATION: AUTHORITIES,
    Action.READ_ORGANIZATIONS: _EVERYONE,
    Action.DECIDE_APPLICATIONS: frozenset({_REGULATOR}),
    Action.REGISTER_USER: frozenset({_ADMIN}),
    Action.READ_USERS: frozenset({_ADMIN}),
    Action.SET_STANDING: frozenset({_REGULATOR}),
    Action.READ_STANDINGS: _EVERYONE,
    Action.RECORD_COMMITMENTS: AUTHORITIES,
    Action.READ_COMMITMENTS: frozenset({_ADMIN, _REGULATOR, _ENTERPRISE}),
    Action.DECIDE_CASES: frozenset({_REGULATOR}),
    Action.READ_CASES: frozenset({_REGULATOR, _ENTERPRISE}),
    Action.ANSWER_CASES: frozenset({_ENTERPRISE}),
    Action.READ_NOTICES: frozenset({_REGULATOR, _CANTEEN}),
    Action.ANSWER_NOTICES: frozenset({_CANTEEN}),
    Action.READ_JOINT_TASKS: frozenset({_REGULATOR, _ENTERPRISE}),
    Action.CLOSE_JOINT_TASKS: frozenset({_REGULATOR}),
    Action.OBJECT_TO_JOINT_TASKS: frozenset({_ENTERPRISE}),
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
    Action.KEEP_STOCK: frozenset({_CANTEEN}),
    Action.TEST_FRYING_OIL: frozenset({_CANTEEN}),
    Action.ADMIT_SUPPLIERS: frozenset({_CANTEEN}),
    Action.READ_LEDGERS: frozenset({_REGULATOR}),
    Action.READ_COVERAGE: frozenset({_CANTEEN, _REGULATOR}),
    Action.RECORD_PENALTIES: frozenset({_REGULATOR}),
    Action.READ_PENALTIES: frozenset({_REGULATOR, _ENTERPRISE}),
    Action.READ_DELIVERIES: AUTHORITIES,
    Action.RESEND_DELIVERIES: AUTHORITIES,
    Action.DELIVER_RECORDS: frozenset({_ADMIN}),
    Action.APPLY_FOR_REPAIR: frozenset({_ENTERPRISE}),
    Action.DECIDE_REPAIRS: frozenset({_REGULATOR}),
    Action.READ_REPAIRS: frozenset({_REGULATOR, _ENTERPRISE}),
    Action.OBJECT: frozenset({_ENTERPRISE}),
    Action.ANSWER_OBJECTIONS: frozenset({_REGULATOR}),
    Action.READ_OBJECTIONS: frozenset({_REGULATOR, _ENTERPRISE}),
    Action.FLAG_CODES: frozenset({_REGULATOR}),
    Action.MARK_SUSPECTS: frozenset({_ADMIN}),
    Action.READ_SUSPICIONS: frozenset({_REGULATOR, _ENTERPRISE}),
    Action.READ_CONSUMER_REPORTS: frozenset({_REGULATOR, _ENTERPRISE}),
    Action.ANSWER_CONSUMER_REPORTS: frozenset({_REGULATOR}),
    Action.WRITE_LIMITS: frozenset({_REGULATOR}),
    Action.WRITE_TRUST_RULES: frozenset({_REGULATOR}),
    Action.READ_CREDIT_SCORES: frozenset({_ADMIN, _REGULATOR, _ENTERPRISE, _CANTEEN}),
    Action.READ_SAMPLING_PLAN: AUTHORITIES,
    Action.RECORD_SUPERVISION: frozenset({_REGULATOR}),
    Action.READ_SUPERVISION: frozenset({_REGULATOR, _ENTERPRISE}),
    Action.ANSWER_COMPLAINTS: frozenset({_ENTERPRISE}),
    Action.APPROVE_LABELS: frozenset({_REGULATOR}),
    Action.LOAD_REFERENCE: frozenset({_ADMIN}),
    Action.KEEP_HOUSE: frozenset({_ADMIN}),
    Action.IMPORT_SHEETS: frozenset({_ENTERPRISE, _CANTEEN}),
    Action.MANAGE_STAFF: frozenset({_ENTERPRISE, _INSPECTOR, _CANTEEN}),
    Action.READ_LOG: frozenset({_REGULATOR, _ENTERPRISE, _INSPECTOR, _CANTEEN}),
    Action.READ_CITY: AUTHORITIES,
    Action.READ_AUDIT: frozenset({_REGULATOR}),
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
CREDIT_SYSTEM = UUID(int=1)
APPLICANT = UUID(int=2)


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


def credit_system_actor() -> Actor:
    """Give the public credit system, which speaks through signed messages."""
    return replace(system_actor(), user_id=CREDIT_SYSTEM, username="public credit system")


def applicant_actor() -> Actor:
    """Give whoever applies at the door: nobody's account yet, and no right but to apply."""
    return replace(system_actor(), user_id=APPLICANT, username="applicant")
