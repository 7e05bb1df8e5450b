# Files of reporting: the card of the page, README.txt.

export-too-many-rows = A spreadsheet has room for 1,048,575 rows, { $file } would have { $count }. Choose CSV, or fewer units or years.
export-title = Export data
export-lead = { $count ->
    [one] Every file holds exactly the unit filtered above.
   *[other] Every file holds exactly the { $count } units filtered above.
}
export-results = Results
export-results-text = Emissions by unit, module, category and emission type, with a README, in one archive
export-detailed = Detailed data per module
export-detailed-text = Every entry with its emissions, one file per type. It names persons: the download is logged.
export-usage = Usage
export-usage-text = How far schools, units and modules are, year by year. It names the principal users.
export-combined = Combined
export-combined-text = The files of usage and of results in one archive. It names the principal users.
export-download = Download (ZIP)
export-incomplete = { $count ->
    [one] The figures of one unit-year are missing or do not add up. Nothing was exported.
   *[other] The figures of { $count } unit-years are missing or do not add up. Nothing was exported.
}

readme-title = calco2 export: { $kind }
readme-generated = Generated: { $moment } (UTC)
readme-filters = Filters
readme-no-constraint = no constraint
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
