-- What the public pages may see and do on PostgreSQL: published tables, counters.
-- Run as the owner of the tables, after each migration; make the role first:
--   CREATE ROLE trace_public LOGIN PASSWORD '…';
GRANT USAGE ON SCHEMA public TO trace_public;
GRANT SELECT ON trace_document, product_document, product_term, published_standing,
                published_trust, published_penalty, published_code, suspect_code, void_code,
                published_answer TO trace_public;
-- A report can be handed in and followed by its receipt, but neither changed nor read through: the
-- words, the place, the contact and the photo are not among the columns it may read.
GRANT INSERT ON consumer_report, consumer_photo TO trace_public;
GRANT SELECT (id, origin, receipt_hash, reported_at, kind) ON consumer_report TO trace_public;
GRANT SELECT, INSERT, UPDATE ON scanned_code, scanned_place, scan_tally TO trace_public;
