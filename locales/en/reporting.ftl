# Reporting: filters, units table, exports

navigation-reporting = Reporting
reporting-title = Reporting
reporting-document-title = Reporting: { $count ->
    [one] one unit
   *[other] { $count } units
}
reporting-lead = Carbon footprint of the units you may see: { $scope }, { $units ->
    [one] one unit
   *[other] { $units } units
}. Figures are up to date as of { $moment }.
reporting-whole-institution = whole institution
reporting-no-unit = no unit
reporting-print = Print
reporting-export = Export
reporting-on-this-page = On this page
reporting-units-tab = Units

parameter-unknown = not known here
parameter-malformed = not written as it should be
parameter-out-of-range = outside the accepted range
parameter-missing = at least one value is needed
reporting-ignored = { $count ->
    [one] One part of the address was not understood and was ignored.
   *[other] { $count } parts of the address were not understood and were ignored.
}
reporting-ignored-next = The usual values are used instead.
reporting-recalculated = { $count ->
    [one] Figures of one unit changed in a recalculation after they had been validated.
   *[other] Figures of { $count } units changed in a recalculation after they had been validated.
}
reporting-recalculated-next = They stay validated; their principals may want to look again.
reporting-recalculated-change = { $before } → { $now } t in { $year }
reporting-recalculated-show = Show the units
reporting-beyond-the-end = There is no page { $page }: this is the last one.

filters-title = Filters
filters-active = { $count } active
filters-hide = Hide filters
filters-show = Show filters
filters-years = Reporting year
filters-years-help = Several years are added up and shown side by side.
filters-affiliation = Affiliation
filters-units = Units
filters-unit = Unit
filters-selected = { $count } selected
filters-clear = Clear
filters-affiliation-placeholder = Name or code
filters-units-placeholder = Name, code or person
filters-list = List: { $name }
filters-shown = { "{shown}" } of { "{total}" } shown
filters-more = The first { $shown } of { $total }. Type to find more.
filters-nothing-found = Nothing found
filters-status = Completion status
filters-search = Search
filters-search-placeholder = Unit, code, person
filters-all-levels = Show faculties, services and closed units
filters-all-levels-chip = With faculties, services and closed units
filters-units-counted = { $count ->
    [one] one unit
   *[other] { $count } units
}
filters-unit-years = { $count ->
    [one] one unit-year
   *[other] { $count } unit-years
}
filters-modules = Module status
filters-modules-all = all statuses of all 8 modules
filters-modules-restricted = { $count ->
    [one] one module restricted
   *[other] { $count } modules restricted
}
filters-select-all = Select all
filters-unselect-all = Unselect all
filters-no-status = No unit can match: check a status for { $modules }.
filters-apply = Apply filters
filters-reset = Reset all
filters-matches-before = These choices match
filters-matches-count = { $count ->
    [one] one unit
   *[other] { $count } units
}
filters-matches-after = . The page address keeps them: bookmark it or share it.

chips-showing = Showing
chips-year = Year { $value }
chips-clear = Clear all filters
chips-value = { $name }: { $value }
chips-folded = { $name }: { $count } selected
chips-no-status = no status
completed = Completed

completion-title = Calculator completion rate
completion-validated = of { $total } units validated
completion-in-progress = in progress
completion-not-started = not started
completion-note = Every unit counts the same, whatever its FTE.

units-title = Units ({ $count })
units-rows = Rows
units-rows-show = Show
units-sort = Sort
units-sort-option = Sort: { $column } { $arrow }
units-caption = Units ({ $count }), sorted by { $column }, { $direction }
units-ascending = lowest first
units-descending = highest first
column-unit-name = Unit
column-affiliation = Affiliation
column-validation-status = Validation status
column-years-completed = Years completed
column-principal-user = Principal user
column-last-update = Last update
column-highest-result-category = Highest result category
column-total-carbon-footprint = Total carbon footprint
column-per-fte = Per FTE
column-level = Level
column-scope-1 = Scope 1
column-scope-2 = Scope 2
column-scope-3 = Scope 3
column-it = IT
column-above-threshold = Entries above threshold
column-change = Change { $before } to { $after }
column-by-year = Each year, with its change (several years)
column-view = View
columns-menu = Columns
columns-apply = Show these columns
columns-usual = Usual columns
units-compared = { $count ->
    [one] { $share }, one unit with both years
   *[other] { $share }, { $count } units with both years
}
units-file = This table (CSV)
units-file-as = This table as
units-closed = closed
units-level = Level { $level }
units-recalculated = recalculated since validation
units-results = Results
units-new-tab = opens in a new tab
units-open = Modules and details
units-unknown-person = Unknown
units-no-data-yet = no data yet
units-all-validated = all validated
units-of-which-validated = { $tonnes } validated
units-all = { $count ->
    [one] The only unit
   *[other] All { $count } units
}
units-modules-of = Modules of { $unit }
units-modules-of-year = Modules of { $unit } in { $year }
units-year = { $year }: { $tonnes } t
units-empty = No unit matches these filters.
units-empty-next = Remove one of them above, or start again with all units.
units-nothing-yet = There is no report yet.
units-nothing-yet-next = Reports appear here once a year has been created.
units-shown = Units { $from }–{ $to } of { $total }

views-menu = Views
views-title = Your views
views-document-title = Your views ({ $count })
views-lead = A view is a filter with its columns and its order, kept under a name. Only you see your list.
views-none = You have not kept a view yet.
views-none-next = Choose filters, columns and an order on the reporting page, then keep them under a name in the menu Views.
views-all-units = All units
views-manage = Manage views
views-is-default = opens first
views-created = kept on { $date }
views-address = Address to share
views-address-help = Who opens it sees the same filter, within what they may see.
views-copy = Copy
views-copied = Address copied
views-name = Name
views-rename = Rename
views-make-default = Open this view first
views-end-default = Do not open it first any more
views-delete = Delete
views-save-as = Keep this view as
views-newest-year = Always show the newest year
views-save-default = Open it first
views-replace = Replace a view of the same name
views-save = Keep view
views-saved = The view “{ $name }” is kept.
views-deleted = The view “{ $name }” is deleted.
views-renamed = The view is now called “{ $name }”.
views-default-made = The view “{ $name }” opens first from now on.
views-default-ended = All units open first from now on.
views-name-needed = A view needs a name of 1 to { $most } characters. Nothing was changed.
views-name-taken = You already have a view called “{ $name }”. Choose another name, or tick that it may be replaced.
views-too-many = You already keep { $most } views. Delete one first.
views-too-long = This view names too many units to be kept. Choose affiliations in place of single units.

reminders-open = Copy addresses
reminders-title = Reminders
reminders-document-title = Reminders: { $count ->
    [one] one person
   *[other] { $count } people
}
reminders-lead = { $years }: { $units ->
    [one] one filtered unit has modules that are not validated yet
   *[other] { $units } filtered units have modules that are not validated yet
}; { $people ->
    [one] one principal answers for them
   *[other] { $people } principals answer for them
}. Looking at this page is logged, as it shows addresses.
reminders-none = Every module of the filtered units is validated.
reminders-back = Back to the units
reminders-addresses = { $count ->
    [one] One address
   *[other] { $count } addresses
}
reminders-addresses-label = Addresses of the principals
reminders-addresses-help = Put them into the blind copy field (Bcc), so that nobody sees who else is reminded.
reminders-copy = Copy addresses
reminders-copied = { $count ->
    [one] One address copied
   *[other] { $count } addresses copied
}
reminders-write = { $count ->
    [one] Write to one person
   *[other] Write to { $count } people
}
reminders-write-part = Message { $part } of { $parts } ({ $count })
reminders-subject = Carbon footprint { $years }: modules to validate
reminders-people = { $count ->
    [one] One principal
   *[other] { $count } principals
}
reminders-email = E-mail
reminders-units = Units and modules not validated
reminders-number = person { $number }
reminders-without-address = { $count ->
    [one] One unit whose principal has no known address
   *[other] { $count } units whose principal has no known address
}
reminders-without-address-next = The directory names these people, but they are not known here.
reminders-without-principal = { $count ->
    [one] One unit without a principal
   *[other] { $count } units without a principal
}
reminders-without-principal-next = The directory names nobody who answers for these units.
reminders-file = This list (CSV)
