navigation-data-management = Data management
data-title = Data management
data-document-title = Data management { $year }
data-lead = Load the factors, then the data of a year, module by module. Units see the year once it is open.
data-year = Year
data-year-failed = The year could not be prepared.
data-modules = Modules
data-stale-modules = { $count ->
    [one] Recalculation is needed in 1 module:
   *[other] Recalculation is needed in { $count } modules:
}
data-stale-entries = { $count ->
    [one] 1 entry still uses older values.
   *[other] { $count } entries still use older values.
}
data-recalculate-all = Recalculate everything out of date…
data-recalculate = Recalculate…
data-retry-recalculation = Retry recalculation…
data-recalculation-needed = Recalculation needed
data-last-recalculation-failed = Last recalculation failed
data-recalculation-failed = failed
data-up-to-date = Up to date
data-no-entries = No entries
data-entries-to-recalculate = { $count ->
    [one] 1 to recalculate
   *[other] { $count } to recalculate
}
data-types = { $count ->
    [one] 1 data type
   *[other] { $count } data types
}
data-types-of = Data types of { $module }
data-type = Data type
data-emissions = Emissions
data-entries = Entries
data-out-of-date = Out of date
data-units-out-of-date = In units
data-factors-changed = Factors changed
data-recalculated = Last recalculation
data-all-modules = all modules
data-about-seconds = { $count ->
    [one] about 1 second
   *[other] about { $count } seconds
}
data-about-minutes = { $count ->
    [one] about 1 minute
   *[other] about { $count } minutes
}
year-state-configuring = Not open to units
year-state-open = Open to units
year-state-provisioning = Being prepared
year-state-provisioning-failed = Preparation failed
recalculate-title = Recalculate emissions: { $subject } { $year }
recalculate-why = Factors or lists changed on { $moment }.
recalculate-consequence = Recalculating replaces the emissions of each data type in one step; until then every page shows the present values.
recalculate-is-active = A recalculation is active.
recalculate-is-active-next = It puts right what it was asked for; a further one can be started when something changed since.
recalculate-what = What to recalculate
recalculate-stale = Only what is out of date
recalculate-all = All data types
recalculate-nothing = Nothing is out of date.
recalculate-counts = { $types ->
    [one] 1 data type
   *[other] { $types } data types
}, { $entries ->
    [one] 1 entry
   *[other] { $entries } entries
} in { $units ->
    [one] 1 unit
   *[other] { $units } units
}
recalculate-validated = { $count ->
    [one] 1 validated module may change.
   *[other] { $count } validated modules may change.
}
recalculate-validated-next = A module whose numbers change stays validated and carries a mark with its old and new total. Modules whose numbers stay the same are left as they are.
recalculate-estimate-title = What would change
recalculate-estimate-validated = { $count ->
    [one] 1 validated module would change.
   *[other] { $count } validated modules would change.
}
recalculate-estimate-button = Estimate the change
recalculate-total = Total
recalculate-button = { $count ->
    [one] Recalculate 1 entry
   *[other] Recalculate { $count } entries
}
recalculate-cancel = Cancel
recalculate-leave = You can leave the page meanwhile.
recalculate-queued = The recalculation has been started.
recalculate-active = A recalculation that does this is active already.
data-incomplete-modules = { $count ->
    [one] 1 module is incomplete:
   *[other] { $count } modules are incomplete:
}
data-incomplete = { $count ->
    [one] Incomplete: 1 file missing
   *[other] Incomplete: { $count } files missing
}
data-complete = Complete
data-disabled = Switched off
data-last-upload = Last upload { $date }
data-open-all = Open all
data-close-all = Close all
data-uncertainty = Uncertainty
data-uncertainty-help = Shown beside the module’s results.
data-history = Upload history
data-module-off = The module is switched off.
data-module-off-next = Units enter no data in it, and opening the year does not wait for its files.
data-module-needs = The module is incomplete:
data-module-needs-next = Without this the year cannot be opened.
data-threshold = Red above { $kg } kg
data-no-threshold = No threshold
data-inputs-on = Units enter data: yes
data-inputs-off = Units enter data: no
data-inputs-derived = Calculated from the rooms; no data to upload
data-change = Change
data-settings = Settings
data-switched = Switched
data-back = Back
