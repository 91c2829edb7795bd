-- Reports that take too long to be made for whoever looks at a page: the last of each kind. Only a new table; emptying it
-- loses nothing but the work of making them again.
create table report (
  -- `anomalies`, or `reconcile:` and a scope.
  kind text collate "C" primary key,
  made_at timestamptz not null,
  -- What it was made from, to see whether that is still so; null: nobody asks.
  basis text,
  -- Bounded by the program (src/store/reports.ts): it is read whole for each page.
  content json not null
);
