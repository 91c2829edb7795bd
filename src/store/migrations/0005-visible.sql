-- What the world shows of us, and what it was told (docs/operating.md, "Does the world see it?" and "Mail"): only new
-- tables, so a version that does not know them is not disturbed.

-- One row for each time that a searchable registry was asked. The counts are of our records, as src/services/visible.ts
-- names them; null where it could not be asked.
create table visible_check (
  service text collate "C" not null,
  asked_at timestamptz not null,
  error text,
  counts json,
  -- The first of its problems; the counts say how many there are.
  problems json not null default '[]',
  primary key (service, asked_at)
);

-- Which generation a searchable registry was told of last. Whoever changes the row is the one that tells: that makes it
-- one call for a generation, however many replicas there are.
create table trigger_call (
  service text collate "C" primary key,
  ledger uuid not null,
  generation bigint not null,
  called_at timestamptz not null,
  error text
);

-- What was mailed about, so that nobody gets it twice, whichever replica sees it. `about` is the thing and whom it went
-- to, as a digest: addresses are not kept.
create table mail_claim (
  about text collate "C" primary key,
  claimed_at timestamptz not null,
  -- Not again before this.
  rest_until timestamptz not null
);
create index mail_claim_by_time on mail_claim (claimed_at);
