year-out-of-range = Give a year from 2000 to 2100.
year-exists = The year { $year } exists already.
year-incomplete = { $count ->
    [one] The year { $year } cannot be opened: 1 thing is missing.
   *[other] The year { $year } cannot be opened: { $count } things are missing.
}
year-lacks = { $name }: { $reason }
reason-missing-factor = no emission factors
reason-missing-common-factor = no common emission factors
reason-missing-reference = no reference list
reason-factor-failed = the last factor file failed
reason-reference-failed = the last reference file failed
reason-upload-running = an upload is running
