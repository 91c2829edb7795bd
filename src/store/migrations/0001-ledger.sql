-- The publication ledger (design §2 P1–P10, §3). Datestamps are UTC seconds, given by the database at publication.

-- One row: which generation is up, and what the promise P1 needs to remember.
create table ledger (
  singleton boolean primary key default true check (singleton),
  -- Another id after a restore or a lost generation: caches, ETags and tokens of the old ledger are told apart by it.
  id uuid not null default gen_random_uuid(),
  -- Ids it had before: a replica that knows a later one than it finds sees that the mark of a loss is lost itself.
  former uuid[] not null default '{}',
  generation bigint not null default 0,
  -- Another one after every change of what is published, and after a loss that was noticed: a publication that was
  -- worked out against an older one is void. The generation's number would not do: it comes again after a restore.
  revision uuid not null default gen_random_uuid(),
  last_datestamp timestamptz not null default 'epoch',
  -- No answer has ever carried a later responseDate.
  answered timestamptz not null default 'epoch',
  -- Set while a publication is under way: no responseDate may pass it.
  publishing_since timestamptz,
  publication uuid,
  -- The database was set back behind answers that were given: the next publication gives everything a new datestamp.
  restamp boolean not null default false,
  commit text,
  published_at timestamptz,
  -- What the published bytes were made by, e.g. {"recordsDir": "records", "renderings": {"oai_dc": 1}}: if it differs,
  -- every record is compared again.
  basis jsonb,
  -- The registry's own record as Identify needs it, and registry.json; null before the first publication.
  registry jsonb,
  registry_file jsonb,
  -- The commit that was refused last, with its findings; null once a later one has passed.
  refusal jsonb
);
insert into ledger default values;

-- Every generation, so that a replica can tell whether the one it knows is still among them, and whether one came
-- since at a datestamp that harvesters had asked past already (a failover or a restore can do both).
create table generation (
  number bigint primary key,
  revision uuid not null,
  -- Id of the ledger then.
  ledger uuid not null,
  datestamp timestamptz not null
);

-- Every ivoid that was ever published, by its lower-case form.
create table item (
  key text collate "C" primary key,
  ivoid text not null,
  authority text collate "C" not null,
  type text not null,
  status text not null,
  -- Path and blob id in Git; null for a tombstone that no file stands for any more.
  path text collate "C",
  blob text,
  -- UTC seconds: the record's own, or when the first-parent history first had it.
  created timestamptz not null,
  subjects text[] not null default '{}'
);
create index item_by_path on item (path);
create index item_by_authority on item (authority);
create index item_by_type on item (type);

-- Bytes that are served. Immutable: a new version is a new row, so a publication can write them ahead, unseen.
create table body (
  id bigint generated always as identity primary key,
  -- The publication that wrote it.
  publication uuid not null,
  prefix text not null,
  key text not null,
  bytes bytea not null,
  -- Byte offsets of the datestamp in `updated` and of the inserted xmlns="": null where there is none.
  updated_at integer,
  xmlns_at integer
);
-- Not compressed: pages are read far more often than written, and pglz costs more time than the disk saves.
alter table body alter column bytes set storage external;

-- One row per record and metadata format: exactly what ListIdentifiers needs. No foreign keys: one transaction
-- (ledger.ts, flip) writes item, record, member and tally together, and checking each row doubled its time.
create table record (
  prefix text collate "C" not null,
  key text collate "C" not null,
  ivoid text not null,
  datestamp timestamptz not null,
  deleted boolean not null,
  setspecs text[] not null,
  digest text not null,
  size integer not null,
  body bigint,
  primary key (prefix, key)
);
-- Keyset paging (P2): every list is walked in this order.
create unique index record_by_datestamp on record (prefix, datestamp, key);
create index record_by_body on record (body);

-- Membership in sets other than ivo_managed (everything is in that), in the order of lists.
create table member (
  prefix text collate "C" not null,
  setspec text collate "C" not null,
  datestamp timestamptz not null,
  key text collate "C" not null,
  primary key (prefix, setspec, datestamp, key)
);

-- How many records of a set carry a datestamp: completeListSize costs the number of publications, not of records.
-- ivo_managed counts all records.
create table tally (
  prefix text collate "C" not null,
  setspec text collate "C" not null,
  datestamp timestamptz not null,
  records bigint not null,
  primary key (prefix, setspec, datestamp)
);

-- What a publication under way will change; nobody reads it before the generation flips.
create table staged_item (
  publication uuid not null,
  key text collate "C" not null,
  ivoid text not null,
  authority text not null,
  type text not null,
  status text not null,
  path text collate "C",
  blob text,
  created timestamptz not null,
  subjects text[] not null,
  primary key (publication, key)
);
create table staged_record (
  publication uuid not null,
  prefix text collate "C" not null,
  key text collate "C" not null,
  ivoid text not null,
  deleted boolean not null,
  setspecs text[] not null,
  digest text not null,
  size integer not null,
  body bigint,
  primary key (publication, prefix, key)
);
-- Records that leave without a trace: an authority that moved to another registry (RI-35).
create table staged_removal (
  publication uuid not null,
  key text collate "C" not null,
  primary key (publication, key)
);
create table staged_body (
  publication uuid not null,
  body bigint not null,
  primary key (publication, body)
);
