-- Since when a source is harvested, or tried in vain: one that never answered is dead too, some day.
alter table harvest_source add column first_tried timestamptz not null default now();
