# One unit’s year

results-title = Results of { $unit }, { $year }
results-lead = Annual carbon footprint { $year } · { $code } · principal user { $principal } · last update { $moment }
results-lead-empty = Annual carbon footprint { $year } · { $code } · principal user { $principal } · no data yet
results-validated-modules = { $validated }/{ $total } validated
results-years = Year
results-year = Year
results-breadcrumb = Breadcrumb
results-print = Print
results-printed-everything = Research facilities and additional categories included
results-printed-without = Without: { $hidden }

results-show = Show
results-shown = Shown
results-research-facilities = Research facilities
results-additional = Additional categories
results-confidence = Confidence levels
results-apply = Apply
results-choices-note = Every number on this page follows these choices. Validated modules only.

results-key-figures = Key figures
results-total = Unit carbon footprint
results-car = as much as { $km } km by car ({ $rate } kg per km)
results-nothing-validated = No module with emissions is validated yet
results-comparison = Comparison to previous year
results-like-for-like = { $count ->
    [one] { $now } t now, { $before } t in { $year }, like for like: one module validated in both years
   *[other] { $now } t now, { $before } t in { $year }, like for like: { $count } modules validated in both years
}
results-no-report-before = There is no report of { $year }
results-nothing-in-both = No module is validated both this year and in { $year }
results-nothing-before = The modules validated in both years had no emissions in { $year }
results-per-fte = Carbon footprint per FTE (total of { $fte } FTE)
results-per-fte-missing = Carbon footprint per FTE
results-paris-budget = Paris budget: 2 t per person and year
results-no-people = The validated headcount is zero
results-validate-headcount = Validate { $module } to see the value per FTE

results-chart = Results
results-chart-title = Results by scope and category
results-chart-note = by scope and category, validated modules
results-finding = Largest category: { $category } with { $tonnes } t of { $total } t.
results-additional-note = { $tonnes } t, estimated
results-not-counted = { $count ->
    [one] { $modules } is not validated and not counted.
   *[other] Not validated and not counted: { $modules }.
}
results-shades = One shade for each part; point at a segment or open the table for its value.
results-chart-empty = Results appear here once a module with emissions is validated.
results-per-fte-title = Per FTE
results-per-fte-words = Per FTE: { $tonnes } t CO₂-eq
results-per-fte-validated = { $fte } FTE, headcount validated
results-per-fte-finding = { $tonnes } t per FTE; the Paris budget is { $budget } t per person.
results-per-fte-column = t CO₂-eq per FTE
results-paris-mark = Paris budget { $tonnes } t
results-category = Category
results-part = Part
results-class = Class
results-class-unknown = Unknown class
results-share-percent = Share (%)
results-tonnes = Total
results-largest-part = Largest part: { $part }, { $share }.

results-categories = Results by category
results-open-all = Open all
results-close-all = Close all
results-breakdown = Broken down as
results-as-share = Share
results-as-bars = Bars
results-validate-module = Validate { $module } to see its results.
results-module-empty = Validated without emissions.
results-no-value-before = no { $year } value
results-tonnes-in = { $tonnes } t in { $year }
results-compared-to = Comparison to { $year }
results-per-fte-short = Per FTE
results-per-fte-unknown = FTE not known
results-fte = { $fte } FTE
results-recalculated = recalculated since validation
results-parts-of = { $module }: shares of its parts
results-apart = { $tonnes } t of the total are estimates, shown with the additional categories.
results-made-of = { $module }: what its parts are made of
results-explain = How this figure is made
trips-title = Trips of { $year }
trips-map = Map of the trips by route; the CSV file lists them
trips-plane = Plane
trips-train = Train
trips-by = By
trips-from = From
trips-to = To
trips-count = Trips
trips-width = The wider a line, the more it emits
trips-route = { $from } – { $to }, { $by }: { $count ->
        [one] { $count } trip
       *[other] { $count } trips
    }, { $tonnes } t CO₂-eq
trips-finding = { $count ->
        [one] { $count } trip
       *[other] { $count } trips
    } on { $routes ->
        [one] { $routes } route
       *[other] { $routes } routes
    }. The heaviest: { $heaviest }.
trips-none-listed = None of the places is listed.
trips-not-listed = Places that are not listed
trips-not-drawn = { $count ->
        [one] { $count } trip between places that are not listed is not drawn
       *[other] { $count } trips between places that are not listed are not drawn
    }
uncertainty-none-words = Confidence not stated
uncertainty-low-words = Low uncertainty
uncertainty-medium-words = Moderate uncertainty
uncertainty-high-words = High uncertainty

it-title = IT focus
it-chart = IT among all emissions
it-finding = IT is { $share } % of the validated emissions: { $tonnes } t.
it-not-validated = not validated
it-nothing = The validated data holds no IT emissions.

results-additional-lead = Estimates, shown apart from the unit’s own data but counted in the total
results-additional-validate = Validate { $module } to see this estimate.
results-additional-empty = No emissions in this category.
results-of-quantity = { $share } of the quantity

goal-title = 2040 reduction goal
goal-title-unit = Projection of this unit until 2040
goal-title-institution = The institution until 2040
goal-of = Projection of
goal-of-unit = This unit
goal-of-institution = Institution
goal-presets = Reduction
goal-preset-1 = As usual
goal-preset-3 = Middle of the road
goal-preset-5 = Ambitious
goal-levels = A level for each category
goal-level = { $level ->
    [1] { $level }: no reduction
   *[other] { $level }: −{ $percent } % a year
}
goal-apply = Apply levels
goal-line = target
goal-people = people
goal-none = No institutional goal is set for this year.
goal-set = Set goals
goal-words-unit = The red line is the institutional goal applied to this unit: { $goals }.
goal-words-institution = Bars are what the institution emitted, the red line is its goal: { $goals }. The dotted line is the population forecast.
goal-projection-as-usual = Projection of this unit without reduction.
goal-projection = Projection of this unit with { $percent } % less each year in every category.
goal-projection-mixed = Projection of this unit with a level of its own for each category.
goal-with-people = It follows the population forecast.
goal-without-people = No population forecast is known.
goal-nothing-of-institution = The institution’s footprint is not known for this year.
goal-nothing-validated = The projection appears here once a module with emissions is validated.
goal-beyond-horizon = The year lies beyond the goal of 2040.
goal-finding = From { $before } t in { $base } to { $after } t in 2040.
goal-finding-target = From { $before } t in { $base } to { $after } t in 2040; the target is { $target } t.
goal-finding-institution = { $before } t in { $base }; the target of 2040 is { $target } t.
