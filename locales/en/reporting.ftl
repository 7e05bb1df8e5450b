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
column-view = View
units-results = Results
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
