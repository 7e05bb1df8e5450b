# Charts of reporting

bar-process-emissions = Process emissions
bar-buildings-energy-combustion = Thermal energy
bar-centralized-purchases = {"Centra\u00ADlized"} purchases
bar-buildings-room = Buildings
bar-equipment = Equipment
bar-external-cloud-and-ai = External clouds & AI
bar-professional-travel = {"Profes\u00ADsional"} travel
bar-purchases = Purchases
bar-research-facilities = Research facilities
bar-commuting = Commuting
bar-food = Food
bar-waste = Waste
bar-embodied-energy = {"Construc\u00ADtion,"} renovation

chart-segment = { $name }: { $tonnes } t ({ $share })
chart-segment-per-fte = { $name }: { $tonnes } t per FTE
chart-part-of = { $whole }: { $part }
chart-title-years = { $title }, { $years }
chart-nothing = Nothing to draw: no emissions are validated yet.
chart-nothing-but-additional = Only additional categories are validated: show them to draw them.
chart-finding = { $name } is the largest part: { $tonnes } of { $total } t, { $share }.
chart-finding-per-fte = { $total } t per FTE; { $name } is the largest part with { $tonnes } t.
chart-finding-it = { $tonnes } t, { $share } of all validated emissions.
chart-finding-years = { $tonnes } t in { $year }: { $change } compared to { $before } with { $tonnes_before } t.
chart-total = Total
chart-band = { $tonnes } t
chart-band-estimated = { $tonnes } t, estimated
chart-additional = Additional categories
chart-not-validated = Not yet validated
chart-year = { $year }: { $tonnes } t
chart-head-category = Category
chart-head-subcategory = Sub-category
chart-head-type = Type
chart-head-tonnes = t CO₂-eq
chart-head-not-validated = Of which not yet validated
chart-head-per-fte = t CO₂-eq per FTE
chart-head-percent = % of validated emissions
chart-column-category = category
chart-column-subcategory = subcategory
chart-column-type = type
chart-column-tonnes = co2 (t CO₂-eq)
chart-column-not-validated = not yet validated (t CO₂-eq)
chart-column-per-fte = co2 (t CO₂-eq per FTE)
chart-column-percent = share of validated emissions (%)
chart-column-year = { $year } (t CO₂-eq)
chart-column-change = change to { $year } (%)

chart-aggregated = Aggregated results
chart-per-fte = Per FTE
chart-breakdown = Emissions breakdown
chart-it = IT focus
chart-years = Year after year

chart-data = Emissions drawn
chart-validated-only = Validated only
chart-all-data = All data
chart-switch-on = On
chart-switch-off = Off
chart-legend-validated = Validated, one shade for each sub-category
chart-shown = Drawn: { $tonnes } of { $total } t.
chart-left-out-not-validated = Not yet validated: { $tonnes } t.
chart-left-out-additional = Additional categories: { $tonnes } t.
chart-show-table = Show as table
chart-csv = CSV
chart-svg = SVG
chart-png = PNG
chart-fte = { $fte } FTE
chart-unit-per-fte = t CO₂-eq per FTE
chart-per-fte-note = { $units ->
    [one] Validated data of the only unit whose headcount is validated.
   *[other] Validated data of the { $units } units whose headcount is validated.
}
chart-per-fte-left-out = Additional categories, not drawn: { $tonnes } t per FTE.
chart-per-fte-none = Validated headcounts are needed to see results per FTE.
chart-coverage = FTE known for { $known } of { $units ->
    [one] one unit
   *[other] { $units } units
}
chart-modules = Modules
chart-as = Form of the chart
chart-share = Share
chart-bars = Bars
chart-module-total = { $tonnes } t CO₂-eq
chart-module-part = of which { $tonnes } t validated, { $units }
chart-module-units = validated in { $validated } of { $total ->
    [one] one unit
   *[other] { $total } units
}
chart-module-reports = validated in { $validated } of { $total ->
    [one] one report
   *[other] { $total } reports
}
chart-module-none = No module has emissions to show.
chart-years-lead = The same scale in every year; changes are of everything that counts in each year, not like for like
chart-years-newest = The newest { $drawn } of { $years } years are drawn; the table has all.

it-equipment = IT equipment
it-clouds-and-ai = External clouds & AI
it-purchases = IT purchases
it-facilities = IT facilities
it-all-other = All other emissions
it-total = Information technology
it-lead = Equipment, purchases, clouds & AI and IT facilities, validated data only
it-footprint = Total IT carbon footprint
it-share = IT share of total emissions
it-cell = One square stands for 0.1 % of the validated emissions.
it-left-out = Not counted because not yet validated: { $parts }.
it-left-out-part = { $name } { $tonnes } t

progress-title = Usage statistics
progress-validated = Total units validated
progress-in-progress = Total units in progress
progress-not-started = Total units not started
progress-total = Total carbon footprint
progress-per-fte = Per FTE
progress-of-units = { $share } of { $units ->
    [one] one unit
   *[other] { $units } units
}
progress-tonnes-validated = { $tonnes } t validated
progress-modules-validated = Number of validated modules
progress-modules-of-year = { $year }: { $validated }/{ $total }
progress-modules = Modules
progress-modules-lead = { $units ->
    [0] No unit matches the filters
    [one] How far each module has come in the only unit
   *[other] How far each module has come in the { $units } units
}
progress-modules-lead-years = How far each module has come in the { $reports } reports of all years
progress-module = Module
progress-share = Share of units
progress-share-reports = Share of reports
progress-share-words = { $validated } validated, { $in_progress } in progress, { $not_started } not started

reporting-progress-tab = Progress
reporting-results-tab = Results
reporting-breakdown-tab = Breakdown
reporting-it-tab = IT focus
reporting-change = Change
reporting-change-filters = the filters
reporting-result = { $units ->
    [one] one unit
   *[other] { $units } units
}
reporting-result-filters = { $count ->
    [one] one filter
   *[other] { $count } filters
}
