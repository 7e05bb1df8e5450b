# Where a figure comes from

explain-title = { $what }: { $unit }, { $year }
explain-lead = { $unit } · { $code } · { $year }
explain-total = Total of the module
explain-counted = Validated: counted in the unit’s results.
explain-not-counted = Not validated: not counted in the unit’s results.
explain-types = Data entry types
explain-types-caption = { $module }: data entry types with their entries and emissions
explain-type = Data entry type
explain-entries = Entries
explain-kg = kg CO₂-eq
explain-share = Share
explain-without = Without emission
explain-threshold = Threshold (kg)
explain-above = Above threshold
explain-no-entries = Nothing was entered in this module.
explain-entries-closed = Entries are shown to the unit’s own people and to those who may export them.
explain-leaves = Emissions by type and scope
explain-leaf = Emission type
explain-scope = Scope
explain-quantity = Quantity
without-no-factor = { $count } without factor
without-unknown-location = { $count } with unknown location
without-no-surface = { $count } without surface
without-no-exchange-rate = { $count } without exchange rate
reason-no-factor = no factor of the year fits
reason-unknown-location = the place is not known
reason-no-surface = the surface of the room is not known
reason-no-exchange-rate = the currency has no rate in the year

entries-title = { $type } ({ $count })
entries-caption = Entries, the heaviest first
entries-entry = Entry
entries-details = Details
entries-changed = Changed
entries-explain = Explain
entries-above = above { $threshold } kg
entries-threshold = { $count ->
    [0] No entry is above the threshold of { $threshold } kg.
    [one] One entry is above the threshold of { $threshold } kg.
   *[other] { $count } entries are above the threshold of { $threshold } kg.
}
entries-imposed = total given with the entry
entries-own = Only your own entries are listed. The total is that of the unit.
entries-hidden = Persons are not named here.
entries-none = There is no entry to show.
entries-shown = Entries { $from }–{ $to } of { $total }

entry-emissions = Emissions of this entry
entry-above = Above the threshold of { $threshold } kg of its type.
entry-data = What was entered
entry-hidden-field = not shown: names a person
entry-formula = How it is computed
entry-imposed = The total was given with the entry: { $kg } kg. It takes the place of the formula.
entry-imposed-part = given, not computed
entry-without = No emission: { $reason }.
entry-today = With the factors and lists of today it would be { $kg } kg. What is stored was computed before they changed.
entry-factor = Factor
entry-factor-number = Factor { $id }, revision { $revision }, { $year }
entry-applies-to = Applies to
entry-values = Values
entry-source = Source
entry-source-file = { $file }, { $date }
entry-source-unknown = copied or computed, { $date }
entry-quantity = Quantity: { $quantity }
entry-changed = Last change { $moment }

term-fte = FTE
term-amount = amount
term-annual-consumption = annual consumption
term-days-per-week = days per week
term-exchange-rate = exchange rate
term-kwh-per-m2 = kWh per m²
term-kwh-per-week = kWh per week
term-kg-co2eq-per-kg = kg CO₂-eq per kg
term-kg-of-the-facility-for-the-kind = kg of the facility for the kind of animal
term-kg-of-the-facility = kg of the facility
term-kg-per-currency-unit = kg per currency unit
term-kg-per-kwh = kg per kWh
term-kg-per-km = kg per km
term-kg-per-m2 = kg per m²
term-kg-per-request = kg per request
term-kg-per-unit-consumed = kg per unit consumed
term-kg-per-unit = kg per unit
term-km-one-way = km one way
term-m2-allocated = m² allocated
term-quantity = quantity
term-radiative-forcing-adjustment = radiative forcing adjustment
term-requests-per-day = requests per day
term-share-of-the-facility-s-use = share of the facility’s use
term-trips = trips
term-units-per-fte = units per FTE
term-weeks = weeks
term-imposed-total-computed-total = total given / total computed
