"""What is the right value of a refused field, most likely?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.refusal_repairs import SECRET, Proposal, propose_value
from traceability.domain.uscc import is_valid_uscc

OURS = "11441300MB2C00000K"


@pytest.mark.parametrize(
    ("field", "kept", "known", "proposed"),
    [
        ("authority_uscc", "11441300MB2C000001", {}, Proposal(OURS, "K")),
        ("authority_uscc", "11441300mb2c 00000k", {}, Proposal(OURS)),
        ("authority_uscc", "11441300MB2C000001", {"authority_uscc": OURS}, Proposal(OURS, "K")),
        ("party_uscc", OURS, {"party_uscc": "91441303MA4WAD703N"}, Proposal("91441303MA4WAD703N")),
        ("party_uscc", "!!441300MB2C000001", {}, Proposal("!!441300MB2C000001")),
        ("party_uscc", "短", {}, Proposal("短")),
        ("party_uscc", "914A1300MB2C000001", {}, Proposal("914A1300MB2C000001")),
        ("decision_no", "惠市监罚[2026] 9号", {}, Proposal("惠市监罚〔2026〕9号")),
        ("legal_basis", "第五条", {}, Proposal("第五条")),
        ("person_id_no", "441302199001011231", {}, Proposal("")),
    ],
)
def test_proposals(field: str, kept: str, known: dict[str, str], proposed: Proposal) -> None:
    assert propose_value(field, kept, known) == proposed


LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100


@given(st.text(LETTERS, min_size=9, max_size=9), st.sampled_from(LETTERS))
def test_a_wrong_last_character_is_always_found(body: str, last: str) -> None:
    head = f"91441303{body}"
    proposal = propose_value("party_uscc", head + last, {})
    assert is_valid_uscc(proposal.value)
    assert proposal.value[:17] == head
    assert proposal.last == ("" if proposal.value[-1] == last else proposal.value[-1])


@given(st.text(max_size=64), st.sampled_from(sorted(SECRET)))
def test_a_secret_number_is_never_said(kept: str, field: str) -> None:
    assert propose_value(field, kept, {field: kept}).value == ""
