-- What feeds a year: the last files of each kind.

-- lists of places have no year
create index jobs_of_reference_lists on jobs (data_entry_type_id, id desc) where target = 'reference';
