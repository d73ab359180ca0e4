"""What somebody with SQL access might do, by name."""

from __future__ import annotations

from dataclasses import dataclass

from tests.traceability.storage.ledger_deeds import (
    Deed,
    alter_the_page,
    change_a_salt,
    changes,
    delete_a_line,
    delete_a_link,
    delete_the_newest_entry,
    delete_the_penalty,
    erase_without_a_reason,
    forge_row_and_entry,
    give_a_decision_another_author,
    give_a_penalty_to_another,
    insert_a_line,
    insert_a_link,
    insert_a_link_of_no_production,
    insert_an_event,
    insert_an_inspection,
    move_a_line,
    relabel_an_entry,
    remove_a_text,
    rewrite_a_whole_entry,
    rewrite_text_and_part_hash,
    store_a_time_that_is_none,
    swap_owners,
    swap_revisions,
)
from tests.traceability.storage.ledger_register import Register


@dataclass(frozen=True)
class Alteration:
    """One deed under a name."""

    name: str
    do: Deed


def _page_key(register: Register) -> str:
    return register.page


ALTERATIONS: tuple[Alteration, ...] = (
    Alteration(
        "a result's value",
        changes(
            "test_result",
            "inspection_id = :inspection",
            "value",
            "'0.01'",
            lambda r: f"{r.inspection}/0",
        ),
    ),
    Alteration(
        "a result's verdict",
        changes(
            "test_result",
            "inspection_id = :inspection",
            "verdict",
            "'fail'",
            lambda r: f"{r.inspection}/0",
        ),
    ),
    Alteration(
        "an event's time",
        changes(
            "trace_event",
            "id = :shipment",
            "event_time",
            "'2020-01-01 00:00:00.000000'",
            lambda r: r.shipment,
        ),
    ),
    Alteration("a time that is none", store_a_time_that_is_none),
    Alteration(
        "an event's attributes",
        changes(
            "trace_event",
            "id = :shipment",
            "attributes",
            """'{"seal":"1"}'""",
            lambda r: r.shipment,
        ),
    ),
    Alteration(
        "a line's amount",
        changes("event_line", "event_id = :shipment", "amount", "999", lambda r: f"{r.shipment}/0"),
    ),
    Alteration("a line moved to another batch", move_a_line),
    Alteration("a deleted line", delete_a_line),
    Alteration("an inserted line", insert_a_line),
    Alteration("a deleted penalty", delete_the_penalty),
    Alteration("an inserted inspection", insert_an_inspection),
    Alteration("swapped owners", swap_owners),
    Alteration("a text together with its part's hash", rewrite_text_and_part_hash),
    Alteration("another author of an entry", give_a_decision_another_author),
    Alteration("a text with all hashes of its entry", rewrite_a_whole_entry),
    Alteration(
        "a recalled batch set to released",
        changes("batch", "id = :recalled", "status", "'released'", lambda r: r.recalled),
    ),
    Alteration("the published document's text", alter_the_page),
    Alteration(
        "the published state",
        changes("trace_document", "batch_id = :bags", "state", "'held'", _page_key),
    ),
    Alteration(
        "the entry that a page names",
        changes("trace_document", "batch_id = :bags", "entry_id", "batch_id", _page_key),
    ),
    Alteration(
        "a delisted enterprise set to listed",
        changes(
            "published_standing",
            "uscc = :rival_uscc",
            "standing",
            "'listed'",
            lambda r: f"{r.rival_uscc}/441300",
        ),
    ),
    Alteration("the newest entry deleted and the row set back", delete_the_newest_entry),
    Alteration("an inserted event with its line", insert_an_event),
    Alteration(
        "a product's approval",
        changes("product", "id = :product", "approval", "'withdrawn'", lambda r: r.product),
    ),
    Alteration(
        "an organisation's licence",
        changes("organization", "id = :mill", "sc_licence", "'SC10144132200001'", lambda r: r.mill),
    ),
    Alteration(
        "a purchase's amount",
        changes("purchase", "id = :purchase", "amount", "1", lambda r: r.purchase),
    ),
    Alteration(
        "a purchase's price",
        changes("purchase", "id = :purchase", "price_fen", "1", lambda r: r.purchase),
    ),
    Alteration(
        "a user's role",
        changes("user_account", "id = :mill_user", "role", "'admin'", lambda r: r.mill_user),
    ),
    Alteration("a changed salt", change_a_salt),
    Alteration("a text erased without a reason", erase_without_a_reason),
    Alteration("a text removed", remove_a_text),
    Alteration("two revisions swapped", swap_revisions),
    Alteration("an entry given to another organisation", give_a_penalty_to_another),
    Alteration("an entry hung on another record", relabel_an_entry),
    Alteration("a deleted link", delete_a_link),
    Alteration("an inserted link", insert_a_link),
    Alteration("a link of an event that makes nothing", insert_a_link_of_no_production),
    Alteration("a forged row with a forged entry", forge_row_and_entry),
)
