slot-factors = Factors
slot-data = Data
slot-airports = Airports
slot-stations = Stations
slot-rooms = Room list
slot-exchange-rates = Exchange rates
upload-title = Upload { $kind }: { $subject } { $year }
upload-replaces-entries = { $count ->
    [0] No file has brought entries of this kind yet.
    [one] The file replaces 1 entry that an earlier file brought.
   *[other] The file replaces { $count } entries in { $units ->
        [one] 1 unit
       *[other] { $units } units
    } that an earlier file brought.
}
upload-replaces-edited = { $count ->
    [one] 1 of them was changed by hand since; what was typed there is carried over only where the file leaves a cell blank.
   *[other] { $count } of them were changed by hand since; what was typed there is carried over only where the file leaves a cell blank.
}
upload-keeps-entries = { $count ->
    [one] 1 entry made by hand or by a unit’s own file stays as it is.
   *[other] { $count } entries made by hand or by units’ own files stay as they are.
}
upload-replaces-factors = { $count ->
    [0] There are no factors yet. Results that need them can be computed afterwards.
    [one] 1 factor is there; the file defines the complete new set. Entries computed with changed factors become out of date.
   *[other] { $count } factors are there; the file defines the complete new set. Entries computed with changed factors become out of date.
}
upload-replaces-list = { $count ->
    [0] The list is empty. It is shared by all years.
    [one] The list has 1 row; the file replaces it for all years. Entries that use it become out of date.
   *[other] The list has { $count } rows; the file replaces it for all years. Entries that use it become out of date.
}
upload-replaces-rates = { $count ->
    [0] There are no exchange rates for this year yet.
    [one] 1 exchange rate is there; the file changes those it names and keeps the others.
   *[other] { $count } exchange rates are there; the file changes those it names and keeps the others.
}
upload-unit = Only for one unit (optional)
upload-unit-help = Cost centre or code of the unit whose own file this is. Its rows are added to the unit’s entries. Left blank, each row names its unit.
upload-unknown-unit = There is no unit “{ $unit }”. Enter its cost centre or its code, or leave the field blank.
upload-absent = Factors that the file does not have
upload-absent-retire = Retire them
upload-absent-retire-note = They are kept for history; entries no longer match them.
upload-absent-keep = Keep them in use
upload-absent-keep-note = Entries go on matching them; they are marked as stale.
upload-recalculate = Recalculate at once what becomes out of date
upload-file = CSV file
upload-file-help = One file, UTF-8, comma or semicolon, up to { $largest }.
upload-template = Template with an example row
upload-drop = You can also drop the file here.
upload-check = Check only
upload-checking = Checking…
upload-button = Upload
upload-uploading = Uploading…
upload-check-note = Check only shows what would change, before anything does.
upload-file-missing = Choose a CSV file.
upload-too-large = The file is larger than { $largest }. Split it and upload the parts.
upload-not-csv = “{ $file }” is not a CSV file. Save it as CSV (UTF-8) and upload it again.
upload-queued = “{ $file }” has been received and is being loaded.
check-title = Check of { $kind }: { $subject } { $year }
check-lead = has been read; nothing is changed yet.
check-failed = The file cannot be used.
check-upload-corrected = Upload a corrected file
check-was-committed = This file has been committed.
check-was-discarded = This check has been discarded. Nothing was changed.
check-see-result = See the result
check-new = New
check-changed = Changed
check-unchanged = Unchanged
check-absent = Not in the file
check-stored = To be stored
check-replaced = To be replaced
check-refused = Rejected
check-read = { $count ->
    [one] of 1 row read
   *[other] of { $count } rows read
}
check-effect-factors = { $changed ->
    [0] No factor changes
    [one] 1 factor changes
   *[other] { $changed } factors change
}, { $absent ->
    [0] none disappears
    [one] 1 disappears
   *[other] { $absent } disappear
}: { $entries ->
    [one] 1 entry
   *[other] { $entries } entries
} in { $units ->
    [one] 1 unit
   *[other] { $units } units
} affected.
check-effect = { $changed ->
    [0] No row changes anything
    [one] 1 row is new or different
   *[other] { $changed } rows are new or different
}, { $absent ->
    [0] none is replaced
    [one] 1 stored row goes
   *[other] { $absent } stored rows go
}: { $entries ->
    [one] 1 entry
   *[other] { $entries } entries
} in { $units ->
    [one] 1 unit
   *[other] { $units } units
} affected.
check-without-no-factor = { $count ->
    [one] 1 entry would have no emission: no factor fits.
   *[other] { $count } entries would have no emission: no factor fits.
}
check-without-unknown-location = { $count ->
    [one] 1 entry would have no emission: a place is not in the list.
   *[other] { $count } entries would have no emission: a place is not in the list.
}
check-without-no-surface = { $count ->
    [one] 1 entry would have no emission: the room’s surface is not known.
   *[other] { $count } entries would have no emission: the rooms’ surfaces are not known.
}
check-without-no-exchange-rate = { $count ->
    [one] 1 entry would have no emission: the exchange rate is missing.
   *[other] { $count } entries would have no emission: the exchange rates are missing.
}
check-warning = Line { $line }: { $message }
check-computes = The entries are computed while they are stored.
check-commit = Commit
check-discard = Discard
check-discarded = The check has been discarded. Nothing was changed.
card-running = See how far it is
card-loading = Loading
card-waiting = Waiting
card-failed = Last upload failed
card-loaded-with-warnings = Loaded with warnings
card-loaded = Loaded
card-missing = Missing
card-present = Present
card-none = None yet
card-and = { " and " }
card-waits-for = Waiting for { $numbers }
card-note-data = Optional. Units can also enter it themselves.
card-note-factors = A CSV file with one line per factor, in kg CO₂-eq.
card-note-reference = The complete list; it is shared by all years.
card-note-exchange-rates = Units of each currency per euro, for purchases and cloud services.
card-rows = { $count ->
    [one] 1 row
   *[other] { $count } rows
}
card-refused = { $count ->
    [one] 1 row was skipped.
   *[other] { $count } rows were skipped.
}
card-see = See
card-upload = Upload
card-upload-again = Upload again
card-file = File
card-template = Template
card-compute = Compute sums…
compute-title = Compute facility sums: { $subject } { $year }
compute-consequence = The sums of each facility are taken from the footprint of the facility’s own unit in the same year. Sums that a file gave stay as they are; entries that use changed sums become out of date.
compute-factors = { $count ->
    [0] There are no factors of facilities yet. Upload them first.
    [one] 1 factor of a facility is there.
   *[other] { $count } factors of facilities are there.
}
compute-button = Compute the sums
compute-queued = The facility sums are being computed.
pipeline-file = Uploaded file
pipeline-open-check = Open the check
pipeline-upload-again = Upload corrected file
row-errors-skipped = Skipped rows to correct (CSV)
data-lists = Lists of all modules
card-rates = { $count ->
    [one] 1 rate
   *[other] { $count } rates
}
upload-template-own = Template for one unit’s own file
card-kept = { $count ->
    [one] 1 factor is no longer in the file and stays in use.
   *[other] { $count } factors are no longer in the file and stay in use.
}
