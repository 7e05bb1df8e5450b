# Files of reporting: the card of the page, README.txt.

export-too-many-rows = A spreadsheet has room for 1’048’575 rows, { $file } would have { $count }. Choose CSV, or fewer units or years.
export-title = Export data
export-lead = { $count ->
    [0] No unit matches the filters.
    [one] Every file holds exactly the unit filtered above.
   *[other] Every file holds exactly the { $count } units filtered above.
}
export-results = Results
export-results-text = Emissions by unit, module, category and emission type
export-detailed = Detailed data per module
export-detailed-text = Every entry, one file for each data type; can be imported again
export-usage = Usage
export-usage-text = Progress by school, and by unit and module; names the principal users
export-combined = Combined
export-combined-text = Usage and results files in one archive
export-format = Format
export-format-csv = CSV
export-format-xlsx = Excel
export-delimiter = Column separator
export-delimiter-comma = Comma
export-delimiter-semicolon = Semicolon
export-mark = Mark for Excel
export-persons = These files contain names, staff numbers and trips. The download is recorded in the log.
export-pseudonyms = Replace names and staff numbers by codes
export-validations = Add who validated each module, and when
export-size = { $units ->
    [one] One unit
   *[other] { $units } units
}, about { $size } as CSV
export-size-entries = { $units ->
    [one] One unit
   *[other] { $units } units
}, { $entries ->
    [one] one entry
   *[other] { $entries } entries
}, about { $size }
export-files = Files
export-download = Download ZIP
export-preparing = Preparing the file…
export-begun = The download has begun; your browser shows how far it is.
export-progress = { $sent } of about { $whole }
export-progress-open = { $sent } so far
export-progress-whole = The file is complete: { $sent }.
export-progress-broken-off = The download ended after { $sent }; the file is not complete.
export-progress-label = How far the download is
export-close = Close
export-nothing = No unit matches the filters: there is nothing to export.
export-incomplete = { $count ->
    [one] The figures of one unit-year are missing or do not add up. Nothing was exported. Recalculate the year in data management, or ask an operator to run “calco2 aggregates rebuild”.
   *[other] The figures of { $count } unit-years are missing or do not add up. Nothing was exported. Recalculate the year in data management, or ask an operator to run “calco2 aggregates rebuild”.
}

readme-title = calco2 export: { $kind }
readme-generated = Generated: { $moment } (UTC)
readme-filters = Filters
readme-no-constraint = no constraint
readme-more = and { $count } more
readme-yes = yes
readme-scope = What you may see: { $scope }
readme-scope-part = subtrees { $codes }
readme-ignored = Ignored, because not understood: { $values }
readme-units = Units: { $count }
readme-unit-years = Reports (unit-years): { $count }
readme-entries = Data entries: { $count }
readme-without-emission = Data entries without emission: { $count }
readme-stale = Module figures computed with factors or references that have changed since: { $count }
readme-files = Files
readme-rows = { $file }: { $count ->
    [one] one row
   *[other] { $count } rows
}
readme-results-note = results has one row per unit and year. Kilograms of CO2-eq, not rounded. The module columns, the category columns and the scopes each add up to total_kg, and so do the rows of the unit and year in results_by_emission_type.
readme-detailed-note = One row per data entry. kg_co2eq holds a total that was imposed; kg_co2eq_total is the effective one.
readme-usage-note = usage_raw_data has one row per unit and module of the year. usage_per_school counts its units and modules by status, school by school; the last row is their sum, completion_rate_percent the share of validated units.
readme-options = Options: { $options }
readme-import-note = The files can be uploaded again as they are. They name persons: who takes them is recorded.
readme-pseudonyms-note = Codes stand for persons (user_institutional_id, and name of headcount): the same person has the same code in every file of this archive, and another one in any other archive. sius_code and note are left empty, because they may tell who somebody is. Such files are not meant to be uploaded.
readme-csv-note = CSV: UTF-8 { $mark ->
    [yes] with
   *[no] without
} byte order mark, { $delimiter ->
    [semicolon] semicolon
   *[comma] comma
}, CRLF, decimal point. Cells that a spreadsheet would take for a formula begin with an apostrophe.
readme-xlsx-note = Excel: one worksheet a file, without formulas. Numbers are numbers, moments are those of UTC.
