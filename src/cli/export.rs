//! `calco2 export`.

use std::process::ExitCode;

use calco2::carbon::ids::Year;
use calco2::platform::App;
use calco2::reporting::export::options::{Format, Options};
use calco2::reporting::export::{self, Kind};
use calco2::web::Lang;
use calco2::years;

use super::{ExportArgs, USAGE, complain};

pub(super) async fn write(app: &App, args: ExportArgs) -> ExitCode {
    let output = args.output.as_path();
    let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty());
    if output.is_dir() || folder.is_some_and(|folder| !folder.is_dir()) {
        return complain(&format!("{} is not the path of a file in a folder that exists", output.display()), USAGE);
    }
    let options = Options {
        format: args.format,
        delimiter: args.delimiter,
        has_mark: args.bom,
        has_pseudonyms: args.pseudonyms,
        has_validations: args.validations,
    };
    if args.validations && !args.kind.has_usage() {
        return complain(&"only usage tells of validations", USAGE);
    }
    match args.kind {
        Kind::Detailed if args.format == Format::Xlsx => return complain(&"entries are written as CSV only", USAGE),
        Kind::Detailed => {}
        _ if args.pseudonyms => return complain(&"only entries are written with pseudonyms", USAGE),
        _ => {}
    }
    match unknown_year(app, &args.years).await {
        Ok(None) => {}
        Ok(Some(year)) => return complain(&format!("the year {year} does not exist"), 1),
        Err(error) => return complain(&error, 1),
    }
    match export::to_file(app, args.kind, &args.years, options, output).await {
        Ok(files) => {
            for (name, rows) in files {
                println!("{}", Lang::En.t_with("readme-rows", &[("file", name.into()), ("count", rows.into())]));
            }
            println!("Written to {}.", output.display());
            ExitCode::SUCCESS
        }
        Err(error) => complain(&format!("{error:#}"), 1),
    }
}

async fn unknown_year(app: &App, years: &[Year]) -> sqlx::Result<Option<Year>> {
    let known = years::all(&mut *app.db.acquire().await?).await?;
    Ok(years.iter().copied().find(|year| !known.contains(year)))
}
