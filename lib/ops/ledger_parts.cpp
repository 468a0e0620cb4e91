#include "lib/ops/ledger_parts.hpp"

#include <array>

namespace admctl::ops {
namespace {

// Never edited once released: a new shape of a part is a new step for it.
constexpr std::string_view core_sql = R"sql(
CREATE SCHEMA IF NOT EXISTS admctl;
COMMENT ON SCHEMA admctl IS 'Ledger of admctl: every operation with before and after images. Append-only.';

-- Beside the ledger's own parts: the migrations of platforms that keep no history of another tool. As long as the
-- names of schemas and files can be; without a bound there would be a TOAST table, which takes time to make.
CREATE TABLE admctl.migration (
  schema_name varchar(63) NOT NULL DEFAULT 'admctl',
  name varchar(255) NOT NULL,
  checksum varchar(64) NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  applied_at timestamptz DEFAULT now(),
  PRIMARY KEY (schema_name, name)
);

CREATE TABLE admctl.operation (
  seq bigint PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  kind text NOT NULL,
  command text NOT NULL,
  actor text NOT NULL,
  db_role text NOT NULL,
  os_user text NOT NULL,
  host text NOT NULL,
  reason text,
  ticket text,
  idempotency_key text CONSTRAINT operation_idempotency_key UNIQUE,
  forced boolean NOT NULL,
  undoes uuid UNIQUE REFERENCES admctl.operation (id),
  summary jsonb NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz NOT NULL,
  prev_hash text NOT NULL,
  hash text NOT NULL
);

-- Partitioned, so that it has no files until there are rows for it: the part "changes" makes the only partition.
CREATE TABLE admctl.change (
  operation uuid NOT NULL,
  seq integer NOT NULL,
  table_name text NOT NULL,
  key jsonb NOT NULL,
  before jsonb,
  after jsonb,
  trail boolean NOT NULL,
  PRIMARY KEY (operation, seq)
) PARTITION BY RANGE (operation);
CREATE INDEX change_table_key ON admctl.change (table_name, key);

-- The end of the chain, locked by whoever appends. Not part of the proof: verifying recomputes everything.
CREATE TABLE admctl.chain_head (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  seq bigint NOT NULL,
  hash varchar(64) NOT NULL
);
INSERT INTO admctl.chain_head (seq, hash) VALUES (0, repeat('0', 64));

CREATE FUNCTION admctl.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % on %.% is refused', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON admctl.operation
  FOR EACH STATEMENT EXECUTE FUNCTION admctl.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON admctl.change
  FOR EACH STATEMENT EXECUTE FUNCTION admctl.refuse_change();

-- Foreign keys ask once per row, a third of the time a change takes to write. These ask once per statement.
CREATE FUNCTION admctl.refuse_orphans() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  orphan uuid;
BEGIN
  IF TG_TABLE_NAME IN ('change', 'change_rows') THEN
    SELECT r.parent INTO orphan FROM (SELECT DISTINCT operation AS parent FROM written) AS r
    WHERE NOT EXISTS (SELECT FROM admctl.operation AS o WHERE o.id = r.parent);
  ELSIF TG_TABLE_NAME = 'plan_item' THEN
    SELECT r.parent INTO orphan FROM (SELECT DISTINCT plan AS parent FROM written) AS r
    WHERE NOT EXISTS (SELECT FROM admctl.plan AS p WHERE p.id = r.parent);
  ELSE
    SELECT r.plan INTO orphan FROM written AS r
    LEFT JOIN admctl.plan_item AS i ON i.plan = r.plan AND i.seq = r.seq WHERE i.plan IS NULL LIMIT 1;
  END IF;
  IF orphan IS NOT NULL THEN
    RAISE EXCEPTION 'rows of admctl.% belong to %, which is not there', TG_TABLE_NAME, orphan
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER no_orphans AFTER INSERT ON admctl.change REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION admctl.refuse_orphans();
)sql";

constexpr std::string_view changes_sql = R"sql(
CREATE TABLE admctl.change_rows PARTITION OF admctl.change FOR VALUES FROM (MINVALUE) TO (MAXVALUE);
-- Triggers of statements are those of the table that the statement names.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON admctl.change_rows
  FOR EACH STATEMENT EXECUTE FUNCTION admctl.refuse_change();
CREATE TRIGGER no_orphans AFTER INSERT ON admctl.change_rows REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION admctl.refuse_orphans();

CREATE INDEX operation_kind_seq ON admctl.operation (kind, seq);
CREATE INDEX operation_actor_seq ON admctl.operation (actor, seq);
)sql";

constexpr std::string_view plans_sql = R"sql(
CREATE TABLE admctl.plan (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  command text NOT NULL,
  actor text NOT NULL,
  db_role text NOT NULL DEFAULT session_user,
  os_user text NOT NULL,
  host text NOT NULL,
  reason text,
  ticket text,
  idempotency_key text CONSTRAINT plan_idempotency_key UNIQUE,
  forced boolean NOT NULL,
  asked jsonb NOT NULL,
  items integer NOT NULL,
  hash text NOT NULL,
  needs_approval boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- The records as they were when the plan was made.
CREATE TABLE admctl.plan_item (
  plan uuid NOT NULL,
  seq integer NOT NULL,
  key text NOT NULL,
  record text NOT NULL,
  state text NOT NULL,
  revision text NOT NULL,
  PRIMARY KEY (plan, seq),
  UNIQUE (plan, key)
);

-- Written in the transaction that does it: an item without an outcome is not done.
CREATE TABLE admctl.plan_outcome (
  plan uuid NOT NULL,
  seq integer NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('done', 'already', 'refused', 'conflict', 'failed')),
  operation uuid,
  code text,
  message text,
  detail text,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (plan, seq)
);
CREATE INDEX plan_outcome_operation ON admctl.plan_outcome (operation);

CREATE TABLE admctl.approval (
  plan uuid NOT NULL REFERENCES admctl.plan (id),
  db_role text NOT NULL DEFAULT session_user,
  actor text NOT NULL,
  os_user text NOT NULL,
  host text NOT NULL,
  reason text,
  hash text NOT NULL,
  approved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (plan, db_role)
);

-- Whatever a client writes: the role is the one that logged in, and nobody approves what he planned.
CREATE FUNCTION admctl.sign_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.db_role := session_user;
  NEW.approved_at := clock_timestamp();
  IF EXISTS (SELECT FROM admctl.plan AS p WHERE p.id = NEW.plan AND p.db_role = session_user) THEN
    RAISE EXCEPTION 'role % made the plan and cannot approve it', session_user
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER sign_approval BEFORE INSERT ON admctl.approval
  FOR EACH ROW EXECUTE FUNCTION admctl.sign_approval();

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON admctl.plan
  FOR EACH STATEMENT EXECUTE FUNCTION admctl.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON admctl.plan_item
  FOR EACH STATEMENT EXECUTE FUNCTION admctl.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON admctl.plan_outcome
  FOR EACH STATEMENT EXECUTE FUNCTION admctl.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON admctl.approval
  FOR EACH STATEMENT EXECUTE FUNCTION admctl.refuse_change();
CREATE TRIGGER no_orphans AFTER INSERT ON admctl.plan_item REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION admctl.refuse_orphans();
CREATE TRIGGER no_orphans AFTER INSERT ON admctl.plan_outcome REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION admctl.refuse_orphans();
)sql";

constexpr std::string_view progress_sql = R"sql(
-- Of migrations that do not run in one transaction: which statements took effect. Rows go when it is complete.
CREATE TABLE admctl.migration_progress (
  schema_name text NOT NULL,
  history text NOT NULL,
  name text NOT NULL,
  statement integer NOT NULL,
  hash text NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'done', 'failed')),
  backend_pid integer NOT NULL,
  backend_start timestamptz,
  error text,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  PRIMARY KEY (schema_name, history, name, statement)
);

-- Who may run migrations, where a session's advisory lock cannot tell.
CREATE TABLE admctl.lease (
  key bigint PRIMARY KEY,
  token uuid NOT NULL,
  holder text NOT NULL,
  acquired_at timestamptz NOT NULL,
  heartbeat_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
)sql";

constexpr std::string_view backfills_sql = R"sql(
-- Changes of many rows in small transactions, and how far each range of keys has come: keys up to done_to are done.
CREATE TABLE admctl.backfill (
  name text PRIMARY KEY,
  table_name text NOT NULL,
  definition_hash text NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'paused', 'cancelled', 'done')),
  total bigint NOT NULL,
  operation uuid NOT NULL,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz
);
CREATE TABLE admctl.backfill_range (
  backfill text NOT NULL REFERENCES admctl.backfill (name),
  nr integer NOT NULL,
  done_to text,
  upper_key text,
  scanned bigint NOT NULL DEFAULT 0,
  changed bigint NOT NULL DEFAULT 0,
  batches bigint NOT NULL DEFAULT 0,
  updated_at timestamptz,
  finished_at timestamptz,
  PRIMARY KEY (backfill, nr)
) WITH (fillfactor = 50);
)sql";

constexpr std::string_view settings_sql = R"sql(
-- Settings of platforms that have no table for them. Not append-only: it is data, its history is in the ledger.
CREATE TABLE admctl.setting (
  key text PRIMARY KEY,
  value jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
)sql";

constexpr std::string_view seals_sql = R"sql(
-- Signed checkpoints over the rows of a source. What they say is in the signed text; the columns beside it say how
-- to compute it again.
CREATE TABLE admctl.seal (
  source text NOT NULL,
  nr integer NOT NULL CHECK (nr > 0),
  schema_name text NOT NULL,
  table_name text NOT NULL,
  key_columns text[] NOT NULL,
  columns text[] NOT NULL,
  first_position bigint NOT NULL,
  size bigint NOT NULL,
  peaks text NOT NULL,
  checkpoint text NOT NULL,
  public_key text NOT NULL,
  operation uuid NOT NULL,
  sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (source, nr)
);

-- One leaf per sealed row: tells which row differs. The checkpoints prove this table itself.
CREATE TABLE admctl.seal_leaf (
  source text NOT NULL,
  position bigint NOT NULL,
  key text NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (source, position),
  UNIQUE (source, key)
);

-- Sealed rows that were archived and may be missing: a signed text each.
CREATE TABLE admctl.tombstone (
  source text NOT NULL,
  nr integer NOT NULL CHECK (nr > 0),
  note text NOT NULL,
  public_key text NOT NULL,
  operation uuid NOT NULL,
  written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (source, nr)
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON admctl.seal
  FOR EACH STATEMENT EXECUTE FUNCTION admctl.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON admctl.seal_leaf
  FOR EACH STATEMENT EXECUTE FUNCTION admctl.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON admctl.tombstone
  FOR EACH STATEMENT EXECUTE FUNCTION admctl.refuse_change();
)sql";

constexpr std::string_view categories_sql = R"sql(
-- Categories of platforms that have no table for them. Like settings, data: its history is in the ledger.
CREATE TABLE admctl.category (
  id text PRIMARY KEY,
  taxonomy text NOT NULL,
  slug text NOT NULL,
  parent_id text REFERENCES admctl.category (id),
  columns jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (taxonomy, slug)
);
CREATE INDEX category_parent ON admctl.category (parent_id);
)sql";

constexpr std::array steps{
    LedgerStep{LedgerPart::core, "0009_ledger_core", core_sql, "0001_ledger"},
    LedgerStep{LedgerPart::changes, "0010_ledger_changes", changes_sql, "0001_ledger"},
    LedgerStep{LedgerPart::plans, "0002_ledger_plans", plans_sql},
    LedgerStep{LedgerPart::progress, "0003_migration_progress", progress_sql},
    LedgerStep{LedgerPart::backfills, "0004_backfill", backfills_sql},
    LedgerStep{LedgerPart::settings, "0005_ledger_config", settings_sql},
    LedgerStep{LedgerPart::seals, "0007_ledger_seals", seals_sql},
    LedgerStep{LedgerPart::categories, "0008_ledger_categories", categories_sql},
};

}  // namespace

std::span<const LedgerStep> ledger_steps() { return steps; }

}  // namespace admctl::ops
