# The console: pipelines and their jobs

navigation-pipelines = Pipelines
pipelines-title = Pipelines
pipelines-lead = Uploads, recalculations and synchronisations: what runs, what ended, what needs you.
pipelines-document-title = Pipelines: { pipelines-count }
pipelines-count = { $count ->
    [one] one pipeline
   *[other] { $count } pipelines
}
pipelines-caption = Pipelines ({ $count }), the newest first
pipelines-refresh = Refresh
pipelines-shown = Pipelines { $from }–{ $to } of { $total }

live-hint = Live
live-hint-reloads = Reloads every 5 s
live-updated = Figures updated
live-lost = Live updates stopped.
live-lost-next = Trying again… The figures below stay as they were.

pipeline-status-not-started = Waiting
pipeline-status-running = Running
pipeline-status-success = Done
pipeline-status-warning = Done with warnings
pipeline-status-warnings = { $count ->
    [one] Done, one warning
   *[other] Done, { $count } warnings
}
pipeline-status-partial = Partly failed
pipeline-status-failed = Failed
pipeline-status-cancelled = Cancelled

pipeline-kind-data-ingest = Data upload
pipeline-kind-factor-ingest = Factor upload
pipeline-kind-reference-ingest = Reference upload
pipeline-kind-exchange-rates-ingest = Exchange rates
pipeline-kind-reduction-objectives-ingest = Reduction objectives
pipeline-kind-computed-factors = Facility sums
pipeline-kind-recalculation = Recalculation
pipeline-kind-unit-sync = Unit synchronisation
pipeline-kind-export = Export

pipeline-phase-begins = Beginning
pipeline-phase-reading = Reading the file
pipeline-phase-storing = Storing rows
pipeline-phase-calculating = Calculating emissions
pipeline-phase-replacing = Putting the results in place
pipeline-phase-fetching = Asking the directory
pipeline-phase-units = Storing units
pipeline-phase-reports = Creating reports
pipeline-phase-modules = Creating modules
pipeline-step-of = { $phase }, { $processed } of { $total }
pipeline-step-count = { $phase }, { $processed } so far

pipeline-progress-waiting = Waits for its turn
pipeline-progress-again = Is tried again at { $time }
pipeline-progress-next = The next job is about to begin
pipeline-progress-merged = Another pipeline does it
pipeline-progress-done = Done
pipeline-progress-failed = { $failed ->
    [one] one of { $total } jobs failed
   *[other] { $failed } of { $total } jobs failed
}
pipeline-progress-cancelled = Cancelled by { $name }
pipeline-rows = { $count ->
    [one] one row in
   *[other] { $count } rows in
}
pipeline-entries = { $count ->
    [one] one entry
   *[other] { $count } entries
}
pipeline-refused = { $count ->
    [one] one refused
   *[other] { $count } refused
}
pipeline-folded = { $total } jobs, { $done } done
pipeline-speed = { $rows } rows a second

counters-title = How many pipelines stand where
counters-now = now
counters-all-time = in all
counters-since = since { $day }
counters-in-span = in these days
counters-filter-on = filter on

workers-title = Workers
workers-live = { $count ->
    [0] No worker is live
    [one] One worker live
   *[other] { $count } workers live
}
workers-jobs = { $count ->
    [0] no job
    [one] one job
   *[other] { $count } jobs
}
workers-heard = heard { $seconds } s ago
workers-same = same version { $version }
workers-differ = The workers run different programs: { $versions }.
workers-differ-next = Restart the older ones, or wait until the update has gone through.
workers-missing = No worker is live and jobs wait.
workers-missing-next = Start the program with its worker; the jobs then begin by themselves.
workers-details = Details
workers-version = Version
workers-commit = Commit
workers-since = Started
workers-last-sign = Last sign of life

pipelines-state = State
pipelines-kind = Kind
pipelines-module = Module
pipelines-year = Year
pipelines-since = From
pipelines-until = To
pipelines-author = By
pipelines-author-placeholder = Name
pipelines-search = Search
pipelines-search-placeholder = Message, file, number
pipelines-has-errors = Only with errors
pipelines-apply = Apply
pipelines-all-states = All states
pipelines-all-kinds = All kinds
pipelines-all-modules = All modules
pipelines-all-years = All years
pipelines-all-units = All units
pipelines-one-unit = One unit
pipelines-nobody = Nobody in particular
pipelines-command-line = Command line
pipelines-seed = Demo data

pipelines-colon = :
pipelines-what = What
pipelines-scope = Module and scope
pipelines-progress = Progress
pipelines-jobs = Jobs
pipelines-jobs-failed = { $count } failed
pipelines-started = Started
pipelines-duration = Duration
pipelines-actions = Actions
pipelines-open = Details
pipelines-open-page = Open page
pipelines-cancel = Cancel…
pipelines-retry = Retry…
pipelines-release = Release…
pipelines-mark-failed = Mark as failed…
pipelines-abandoned = No sign of life
pipelines-abandoned-by = No sign of life from { $worker } within its time.
pipelines-continues-in = Continues in
pipelines-nothing-yet = No pipeline has run yet.
pipelines-nothing-yet-next = Uploads, recalculations and synchronisations appear here as soon as somebody starts one.
pipelines-empty = No pipeline matches these filters.

pipelines-details-of = Details: { $pipeline }
pipelines-failed-lead = { $name }: not done.
pipelines-remedy-file = Correct the file and upload it again. A retry reads the same file once more.
pipelines-remedy-recalculation = The emissions concerned stay as they were. Correct the factors or the entries, then retry.
pipelines-remedy-other = Nothing of it was stored. Retry; if it fails again, send the number of the pipeline to the support.
pipelines-raw = Raw details
pipelines-copy = Copy the number
pipelines-copied = The number was copied
pipelines-dry-run = Check only, nothing stored
pipeline-document-title = { $what }: { $scope }
pipeline-page-lead = Asked for at { $time }, { $day }, by { $name }.

fact-pipeline = Pipeline
fact-file = File
fact-size = Size
fact-asked = Asked for
fact-started = Started
fact-ended = Ended
fact-worker = Worker
fact-attempts = Attempts
fact-by = By

upload-effect = Effect
upload-read = Rows read
upload-loaded = Rows loaded
upload-loaded-note = { $stored } stored, { $unchanged } already there
upload-stored = Rows stored
upload-unchanged = Rows already there
upload-refused = Rows refused
upload-share = { $percent } % of the file
upload-time = Time
upload-replaced = Rows replaced
upload-without-emission = Entries without emission
upload-units = Units changed
upload-before = Total before
upload-after = Total now

comparison-title = Before and after
comparison-from = From
comparison-to = to
comparison-entries = { $count ->
    [one] one entry computed
   *[other] { $count } entries computed
}
comparison-errors = { $count ->
    [one] one could not be computed
   *[other] { $count } could not be computed
}
comparison-validated = { $count ->
    [one] one validated module changed
   *[other] { $count } validated modules changed
}
comparison-types = Before and after by data entry type
comparison-type = Data entry type
comparison-column-entries = Entries
comparison-column-errors = Errors
comparison-before = Before
comparison-after = After
comparison-change = Change
comparison-units = { $count ->
    [one] The unit that changed
   *[other] The { $count } units that changed most
}
comparison-most-changed = Units that changed most

row-errors-title = Row errors ({ $count })
row-errors-csv = Errors as CSV
row-errors-reasons = Why rows were refused
row-errors-reason = Reason
row-errors-rows = Rows
row-errors-next = What to do
row-errors-list = Refused rows
row-errors-entry = Entry
row-errors-line = Line
row-errors-column = Column
row-errors-value = Value
row-errors-problem = Problem
row-errors-empty = (empty)
row-errors-only = Shown: { $reason }.
row-errors-every = Show every reason
row-errors-shown = Rows { $from }–{ $to } of { $total }
row-errors-all = { $count ->
    [one] The refused row
   *[other] All { $count } refused rows
}

row-code-missing = A required value is missing
row-code-missing-next = Fill in the column.
row-code-not-a-number = Not a number
row-code-not-a-number-next = Write a number with a decimal point and without unit.
row-code-not-an-integer = Not a whole number
row-code-not-an-integer-next = Round to a whole number.
row-code-not-a-date = Not a date
row-code-not-a-date-next = Write year-month-day, for example 2025-03-31.
row-code-bad-enum = Not one of the accepted words
row-code-bad-enum-next = Use a word of the template or of the factor file.
row-code-out-of-range = Outside the accepted bounds
row-code-out-of-range-next = Check the value; the problem names the bounds.
row-code-unknown-unit = Unknown unit
row-code-unknown-unit-next = Check the unit code; closed units are refused.
row-code-unit-code-missing = No unit given
row-code-unit-code-missing-next = Fill in the code of the unit.
row-code-duplicate = Stands twice
row-code-duplicate-next = Keep one of the rows.
row-code-ambiguous = Several things match
row-code-ambiguous-next = Make the factors or the row differ, so that exactly one matches.
row-code-type-undetermined = The kind of entry cannot be told
row-code-type-undetermined-next = Fill in the column that tells it.
row-code-unusable-factor = A factor that no entry could use
row-code-unusable-factor-next = Correct what the factor is for, or leave it out.
row-code-module-validated = The unit has validated its module
row-code-module-validated-next = Ask the principal user to un-validate it, then upload again.
row-code-malformed-row = Another number of cells than the header
row-code-malformed-row-next = Check separators and quotation marks of the line.

confirm-cancel-title = Cancel this pipeline?
confirm-cancel-consequence = Jobs that wait never begin. Jobs that run stop, and what they had not finished is not stored. What is done stays. A cancelled pipeline can be retried.
confirm-cancel-button = Cancel the pipeline
confirm-retry-title = Retry what failed?
confirm-retry-consequence = Every failed job begins again with the same file and the same choices; its refused rows are counted anew. What succeeded stays as it is.
confirm-retry-button = Retry the failed jobs
confirm-release-title = Release this job?
confirm-release-consequence = The process that ran it gave no sign of life. Another one begins the job from the start; what was not finished was not stored. Should the first process still live, it can no longer store anything.
confirm-release-button = Release the job
confirm-fail-title = Mark this job as failed?
confirm-fail-consequence = The job ends as failed, what it had not finished is not stored, and jobs that would follow it are not created. It can be retried later. Your reason is kept in the log.
confirm-fail-button = Mark as failed
confirm-reason = Reason
confirm-reason-help = What you know about it, for those who look at this job later.
confirm-back = Leave it as it is
confirm-job = Job
confirm-jobs-running = Jobs that run
confirm-jobs-waiting = Jobs that wait
confirm-jobs-done = Jobs that are done
confirm-jobs-failed = Jobs that failed

pipelines-reason-missing = Enter a reason.
pipelines-reason-long = Enter a reason of at most { $most } characters.
pipelines-cancelled = The pipeline was cancelled.
pipelines-retried = The failed jobs wait to begin again.
pipelines-released = Job #{ $job } waits to begin again.
pipelines-marked-failed = Job #{ $job } was marked as failed.
pipelines-already-finished = It has already ended. Nothing was changed.
pipelines-not-retryable = There is nothing to retry: nothing failed, or the file is no longer kept. Upload the file again.
pipelines-lease-alive = A process is at work on this job. Nothing was changed. Cancel the pipeline to stop it.
