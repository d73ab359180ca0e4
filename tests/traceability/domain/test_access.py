"""Who may do what?"""

from __future__ import annotations

from uuid import UUID

import pytest

from traceability.domain.access import PERMISSIONS, SYSTEM_USER, Action, Actor, system_actor
from traceability.domain.errors import ForbiddenError
from traceability.domain.kinds import OrganizationKind, Role

ORG, OTHER = UUID(int=1), UUID(int=2)
A, R, E, I, C = Role.ADMIN, Role.REGULATOR, Role.ENTERPRISE, Role.INSPECTOR, Role.CANTEEN  # noqa: E741
EVERYONE = {A, R, E, I, C}

# Written down a second time, by duty: a change of the table must be meant twice.
DUTIES: dict[frozenset[Role], set[Action]] = {
    frozenset(EVERYONE): {
        Action.READ_SELF,
        Action.MANAGE_TOKENS,
        Action.READ_ORGANIZATIONS,
        Action.READ_STANDINGS,
        Action.READ_CATALOGUE,
        Action.READ_BATCHES,
        Action.READ_EVENTS,
        Action.READ_INSPECTIONS,
    },
    frozenset({A, R}): {
        Action.REGISTER_ORGANIZATION,
        Action.RECORD_COMMITMENTS,
        Action.READ_DELIVERIES,
        Action.RESEND_DELIVERIES,
        Action.READ_SAMPLING_PLAN,
        Action.READ_CITY,
    },
    frozenset({A, R, E, C}): {Action.READ_CREDIT_SCORES},
    frozenset({A, R, E}): {Action.READ_COMMITMENTS},
    frozenset({A}): {
        Action.REGISTER_USER,
        Action.READ_USERS,
        Action.LOAD_REFERENCE,
        Action.KEEP_HOUSE,
        Action.DELIVER_RECORDS,
        Action.MARK_SUSPECTS,
    },
    frozenset({R}): {
        Action.READ_AUDIT,
        Action.WRITE_TRUST_RULES,
        Action.RECORD_SUPERVISION,
        Action.APPROVE_LABELS,
        Action.SET_STANDING,
        Action.DECIDE_CASES,
        Action.CLOSE_JOINT_TASKS,
        Action.APPROVE_PRODUCTS,
        Action.DECIDE_APPLICATIONS,
        Action.READ_LEDGERS,
        Action.RECORD_PENALTIES,
        Action.DECIDE_REPAIRS,
        Action.ANSWER_OBJECTIONS,
        Action.FLAG_CODES,
        Action.ANSWER_CONSUMER_REPORTS,
        Action.WRITE_LIMITS,
    },
    frozenset({E}): {
        Action.ANSWER_COMPLAINTS,
        Action.WRITE_PRODUCTS,
        Action.WRITE_BATCHES,
        Action.RELEASE_BATCHES,
        Action.CONTEST_REPORTS,
        Action.ANSWER_CASES,
        Action.OBJECT_TO_JOINT_TASKS,
        Action.PRINT_LABELS,
        Action.APPLY_FOR_REPAIR,
        Action.OBJECT,
    },
    frozenset({C}): {
        Action.RECORD_PURCHASES,
        Action.ANSWER_NOTICES,
        Action.KEEP_STOCK,
        Action.TEST_FRYING_OIL,
        Action.ADMIT_SUPPLIERS,
    },
    frozenset({C, R}): {Action.READ_NOTICES, Action.READ_COVERAGE},
    frozenset({E, R}): {
        Action.READ_SUPERVISION,
        Action.STOP_BATCHES,
        Action.READ_PENALTIES,
        Action.READ_CASES,
        Action.READ_JOINT_TASKS,
        Action.READ_REPAIRS,
        Action.READ_OBJECTIONS,
        Action.READ_CONSUMER_REPORTS,
        Action.READ_SUSPICIONS,
    },
    frozenset({E, I}): {Action.RECORD_INSPECTIONS},
    frozenset({E, I, C}): {Action.WRITE_SITES, Action.MANAGE_STAFF},
    frozenset({E, C}): {Action.IMPORT_SHEETS},
    frozenset({E, C, R}): {Action.READ_PURCHASES},
    frozenset({R, E, I, C}): {Action.RECORD_EVENTS, Action.READ_LOG},
}


def _actor(role: Role) -> Actor:
    return Actor(
        user_id=UUID(int=9),
        username="u",
        role=role,
        org_id=ORG,
        org_kind=OrganizationKind.ENTERPRISE,
        org_name="惠州市禾坪里米业有限公司",
        uscc="91441322MA00000020",
    )


def test_the_table_says_what_the_duties_say() -> None:
    said = {action: set(roles) for roles, actions in DUTIES.items() for action in actions}
    assert {action: set(roles) for action, roles in PERMISSIONS.items()} == said
    assert set(PERMISSIONS) == set(Action)


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_what_it_may_and_nothing_else(role: Role, action: Action) -> None:
    actor = _actor(role)
    if actor.may(action):
        actor.require(action)
        return
    with pytest.raises(ForbiddenError) as refusal:
        actor.require(action)
    assert refusal.value.code == "access.role"
    assert refusal.value.values == {"action": action, "role": role}


@pytest.mark.parametrize("role", list(Role))
def test_only_regulators_and_administrators_supervise_the_city(role: Role) -> None:
    assert _actor(role).is_authority == (role in {A, R})


def test_an_actor_owns_what_is_its_organisations() -> None:
    assert _actor(E).owns(ORG)
    assert not _actor(E).owns(OTHER)


def test_the_command_line_founds_the_city_and_records_no_trade() -> None:
    actor = system_actor()
    assert (actor.user_id, actor.org_id, actor.role) == (SYSTEM_USER, SYSTEM_USER, A)
    assert actor.may(Action.REGISTER_USER)
    assert not actor.may(Action.WRITE_BATCHES)
