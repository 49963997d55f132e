//! The disk: inbox (custody), ledger (outcomes and records), outbox (letters), journal, schema.
