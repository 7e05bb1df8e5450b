objectives-title = Reduction objectives
objectives-missing = { $count ->
    [one] 1 item missing
   *[other] { $count } items missing
}
slot-footprint = Institution’s carbon footprint
slot-population = Population projections
slot-scenarios = Unit scenarios
card-note-footprint = Columns year, category and co2 in tonnes (or co2_kg).
card-note-population = Columns year and pop.
card-note-scenarios = Columns scenario, year and reduction_percentage from 0 to 1.
upload-replaces-objectives = { $count ->
    [0] There are no rows yet.
    [one] 1 row is there; the file takes its place as a whole.
   *[other] { $count } rows are there; the file takes their place as a whole.
}
goals-change = Change goals
goals-none = No goals are set yet.
goals-one = −{ $percent } % by { $target } against { $reference }
goals-all = Goals: { $goals }.
goals-title = Reduction goals { $year }
goals-lead = Up to three goals. Leave all fields of a goal empty to drop it.
goal-number = Goal { $number }
goal-target = Target year
goal-percent = Reduction in percent
goal-reference = Reference year
goal-target-wrong = Enter a target year after { $year }, such as 2030.
goal-percent-wrong = Enter a reduction from 0 to 100 percent, such as 40.
goal-reference-wrong = Enter a reference year from 1900 on, such as 2019.
goals-save = Save goals
goals-saved = The goals are saved.
