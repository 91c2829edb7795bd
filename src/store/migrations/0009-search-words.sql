-- For "did you mean …", and for counts that are remembered. Only a new table and a column with a default: an older program
-- goes on beside it, and what it indexes is made again by the newer one (search_entry.edition).

-- Words of titles, names and subjects, in lower case without accents. They are only added: a word whose records have left
-- is found again to have none when it would be proposed, which is cheaper than counting every word of every change. The
-- order of the key gives the words with one first letter. Emptying it takes no more away than proposals.
create table search_word (
  word text collate "C" primary key
);

-- Grows with every transaction that writes entries (of the row '', which each of them locks anyhow): what was counted
-- holds as long as this stays.
alter table search_origin add column changes bigint not null default 0;
