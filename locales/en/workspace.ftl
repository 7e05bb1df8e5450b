workspace-year-not-open = The year is not open to units. Ask the back office to open it.
workspace-module-validated = The module is validated. Its principal user must un-validate it before it can be changed.
workspace-inputs-deactivated = The back office has switched off the entry of this kind of data for the year.
workspace-only-own-entries = You may only write entries of your own.
workspace-duplicate = This person is already among the unit’s members.
workspace-status-choices = Give not_started, in_progress or validated.
