# One unit's year

results-title = Results of { $unit }, { $year }
results-lead = Annual carbon footprint { $year } · { $code } · principal user { $principal } · last update { $moment }
results-lead-empty = Annual carbon footprint { $year } · { $code } · principal user { $principal } · no data yet
results-validated-modules = { $validated }/{ $total } validated
results-years = Year
results-breadcrumb = Breadcrumb
results-print = Print
results-key-figures = Key figures
results-total = Unit carbon footprint
results-total-note = All modules, validated or not
results-validated = Of which validated
results-validated-note = { $count ->
    [one] One module validated
   *[other] { $count } modules validated
}
results-per-fte = Carbon footprint per FTE (total of { $fte } FTE)
results-per-fte-missing = Carbon footprint per FTE
results-per-fte-note = Total over members and students
results-no-fte = Enter headcount to see the value per FTE
results-modules = Modules
results-modules-caption = Modules of { $unit } in { $year }
results-module = Module
results-status = Status
results-last-update = Last update
results-tonnes = Total
results-categories = Categories
results-categories-caption = Emissions by category in { $year }
results-category = Category
results-share = Share
results-recalculated = recalculated since validation
