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
year-choice-new = { $year } (not configured)
year-show = Show
year-facts = Created { $date } · { $count ->
    [one] 1 unit
   *[other] { $count } units
}
year-open = Open year for units
year-open-first = { $count ->
    [one] 1 incomplete item first
   *[other] { $count } incomplete items first
}
year-opened = { $year } is open to units.
year-close = Close year…
year-close-title = Close { $year }?
year-close-consequence = Units can no longer enter or change data of this year. Nothing is deleted; opening the year again brings everything back.
year-close-units = Units that work on it
year-close-button = Close { $year }
year-closed = { $year } is closed to units.
year-more = More about the year
year-synchronise = Synchronise units…
year-synchronisation-begun = The units are being synchronised.
year-absent = { $year } is not configured yet.
year-absent-next = Creating the year brings the units of the directory and gives each of them a report with its eight modules.
year-create = Create year { $year }
year-creation-begun = { $year } is being prepared.
year-preparing = The year is being prepared.
year-preparing-next = Units are synchronised and get their reports. Files and settings wait until this is done.
year-run-again = Run again
uncertainty-none = None
uncertainty-low = Low
uncertainty-medium = Medium
uncertainty-high = High
uncertainty-choices = Choose none, low, medium or high.
uncertainty-saved = Uncertainty of { $module }: { $value }.
switch-on = On
switch-off = Off
switched-on = { $name } is switched on.
switched-off = { $name } is switched off.
switch-off-title = Switch { $name } off for { $year }?
switch-off-consequence = Units no longer enter data of this kind, and opening the year no longer waits for its files. Nothing is deleted; switching it on again brings it back.
switch-off-units = Units that have entered some
switch-off-validated = Of those, with a validated module
switch-off-button = Switch { $name } off
settings-title = Settings: { $name } { $year }
settings-lead = The settings hold for all units and for this year only.
settings-enabled = Switched on: units see this data type
settings-threshold = Red above, in kg CO₂-eq
settings-threshold-help = Entries with more than this stand out in red. Leave it empty for no threshold. 1’500 and 1500.5 are both understood.
settings-inputs-off = Units may not enter data by hand
settings-inputs-fixed = Units never enter data of this type by hand: it comes in files of the back office.
settings-save = Save settings
settings-saved = Settings of { $name } are saved.
settings-saved-threshold = Settings of { $name } are saved: red above { $kg } kg CO₂-eq.
threshold-not-a-number = Enter a number of kilograms such as 1’500 or 0.5, or leave it empty.
threshold-negative = Enter 0 or more kilograms, or leave it empty.
year-copy = Copy from an earlier year…
copy-title = Copy from { $from } to { $year }
copy-consequence = What the year has already stays: factors of a data type are copied only where there are none yet. Results that depend on copied factors are to be recalculated afterwards.
copy-from = Copy from
copy-factors = Factors
copy-factors-counts = { $factors ->
    [one] 1 factor
   *[other] { $factors } factors
} of { $types ->
    [one] 1 data type
   *[other] { $types } data types
}
copy-left-alone = Left alone, as they have factors
copy-settings = Settings too: what is switched on, uncertainties, thresholds, inputs; they take the place of the present ones
copy-objectives = Reduction objectives and goals too, where there are none yet
copy-button = Copy
copy-begun = { $count ->
    [0] Copied from { $from }; there were no factors to copy.
    [one] 1 set of factors is being copied from { $from }.
   *[other] { $count } sets of factors are being copied from { $from }.
}
copy-no-source = There is no earlier year than { $year } that could be copied from.
card-copy = Copy { $year }
card-copied-from = Copied from { $year }

synchronise-title = Synchronise the units of { $year }
synchronise-lead = Units of the directory are stored, and active ones get a report. Units that the directory no longer lists are closed; their data stays.
synchronise-unseen = The directory cannot be read now, so nobody can tell what would change.
synchronise-refused = The directory cannot be brought in: { $reason }
synchronise-button = Synchronise units

unit-changes-title = Changes of units
unit-changes-units = { $count ->
    [one] { $count } unit in the directory
   *[other] { $count } units in the directory
}
unit-changes-none = Nothing changes: the units are as the directory lists them.
unit-changes-list = Changes, unit by unit
unit-changes-kind = Change
unit-changes-before = Before
unit-changes-after = Afterwards
unit-changes-more = { $count ->
    [one] { $count } more change is not listed.
   *[other] { $count } more changes are not listed.
}
unit-changes-warnings = { $count ->
    [one] { $count } part of the directory could not be read
   *[other] { $count } parts of the directory could not be read
}
unit-change-created = New
unit-change-closed = Closed
unit-change-reopened = Open again
unit-change-renamed = Renamed
unit-change-moved = Moved
unit-change-head-changed = Other head
unit-change-cost-centre-changed = Other cost centre
