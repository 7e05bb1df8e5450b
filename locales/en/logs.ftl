# The audit trail

navigation-logs = Logs
logs-title = Logs
logs-lead = Who did what, and when: every record is sealed with the one before it.
logs-figures = Records by kind
logs-total = All records
logs-creates = Added
logs-reads = Looked at
logs-updates = Changed
logs-deletes = Removed
logs-count = { $count ->
    [one] one record
   *[other] { $words } records
}
logs-caption = Records, the newest first
logs-shown = Records { $from }–{ $to } of { $total }
logs-cut = Only the newest 10’000 records can be paged through. Choose a shorter period, or export them all.
logs-nothing-yet = Nothing has been recorded yet
logs-empty = No record matches these filters
logs-links = Other logs
logs-export = Export { $format }
logs-open = Details

logs-period = Period
logs-all-time = All time
logs-today = Today
logs-last-days = Last { $count } days
logs-since = From
logs-until = To
logs-action = Action
logs-all-actions = All actions
logs-all-entities = Everything
logs-module = Module
logs-all-modules = All modules
logs-actor = Who
logs-search = Search
logs-search-placeholder = Summary or number
logs-apply = Apply
logs-summary = Summary
logs-result = Result

log-title = Record { $id }
log-history = All records of { $entity } { $id }
log-id = Record
log-time = Time
log-actor = Actor
log-entity = Concerns
log-entity-id = Its number
log-handled = Data of person
log-address = Address
log-request = Request
log-hash = Seal
log-previous-hash = Seal of the record before
log-difference = Changes
log-added = added:
log-removed = removed:
log-before = before:
log-after = after:
log-facts = Facts
log-metadata = Origin
log-json = As JSON
log-copy = Copy

log-done = Done
log-failed = Failed
log-partly = With refusals
log-refused = Refused

log-action-create = Added
log-action-read = Looked at
log-action-update = Changed
log-action-delete = Removed
log-action-export = Exported
log-action-sign-in = Signed in
log-action-sign-out = Signed out
log-action-denied = Denied

log-of-aggregates = stored sums
log-of-audit-records = audit records
log-of-data-entry = data entry
log-of-factors = factors
log-of-ingestion = uploaded file
log-of-job = job
log-of-module-status = status of a module
log-of-pipeline = pipeline
log-of-recalculation = recalculation
log-of-report = export of reports
log-of-report-module = entries of a module
log-of-route = address
log-of-user = person
log-of-year = year
log-of-year-settings = settings of a year

shipping-title = Copies to the audit service
shipping-shipped = { $count } shipped
shipping-waiting = { $count } waiting
shipping-failed = { $count } failed
shipping-skipped = { $count } stay here
shipping-last = the last one { $ago }
shipping-error = Last error:
