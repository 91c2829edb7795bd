-- Who uses the service, and how much: sums only, so that replicas add up and nothing grows with the number of requests.
-- Only new tables. No address of a client is ever in them: a network is as LOG_ADDRESSES shortens it, or ''.

-- One row. Written first by every flush, so that flushes of several replicas come one after the other.
create table access_state (
  one boolean primary key default true check (one),
  since timestamptz not null default now(),
  flushed timestamptz,
  -- What had no room, in memory or during an outage.
  dropped bigint not null default 0
);
insert into access_state default values;

-- The last batch of each process that is in the sums: one whose commit was not heard of is not added twice.
create table access_replica (
  id uuid primary key,
  batch bigint not null,
  at timestamptz not null default now()
);

create table access_total (
  day date not null,
  -- A verb of OAI-PMH, or a place (records, browse…).
  what text collate "C" not null,
  prefix text collate "C" not null,
  requests bigint not null,
  bytes bigint not null,
  -- For ListIdentifiers: headers.
  records bigint not null,
  primary key (day, what, prefix)
);

create table access_harvester (
  name text collate "C" not null,
  network text collate "C" not null,
  kind text not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  -- When it was last handed the last page of a list, and on how many days that happened: what is kept when room is short.
  last_harvest timestamptz,
  harvest_days integer not null default 0,
  last_error text,
  primary key (name, network)
);

create table access_day (
  day date not null,
  name text collate "C" not null,
  network text collate "C" not null,
  requests bigint not null,
  bytes bigint not null,
  records bigint not null,
  errors bigint not null,
  begun bigint not null,
  completed bigint not null,
  primary key (name, network, day)
);
create index access_day_by_day on access_day (day);

-- The last lists of each harvester. `list` says what was asked and which generation it began in: the same on each page.
create table access_list (
  name text collate "C" not null,
  network text collate "C" not null,
  list text collate "C" not null,
  verb text not null,
  prefix text not null,
  setspec text,
  "from" text,
  until text,
  begun bigint not null,
  completed bigint not null,
  pages bigint not null,
  records bigint not null,
  -- The size it was told, and how far it came.
  size bigint not null,
  reached bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (name, network, list)
);

-- Records that were fetched one by one; months are 'YYYY-MM'.
create table access_record (
  key text collate "C" not null,
  month text collate "C" not null,
  get_record bigint not null,
  html bigint not null,
  xml bigint not null,
  primary key (key, month)
);
create index access_record_by_month on access_record (month);
