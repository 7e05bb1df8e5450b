//! Archives of the whole institution, for the command line.

use std::path::Path;

use anyhow::Context;

use super::{Export, Kind, Options, Order, Written};
use crate::access::Scope;
use crate::audit::Actor;
use crate::carbon::ids::Year;
use crate::platform::App;
use crate::reporting::filter::Filter;
use crate::web::Lang;

/// Writes an archive for the whole institution to a file; what was there before is replaced only by a whole archive.
pub async fn to_file(
    app: &App,
    kind: Kind,
    years: &[Year],
    options: Options,
    output: &Path,
) -> anyhow::Result<Vec<Written>> {
    let order = Order {
        kind,
        filter: Filter::of_years(years.iter().copied()),
        scope: Scope::Institution,
        lang: Lang::En,
        options,
        ignored: Vec::new(),
        at: app.clock.now(),
    };
    let export = Export::prepare(&app.read_db, order).await?;
    let mut partial = output.as_os_str().to_owned();
    partial.push(".partial");
    let file = std::fs::File::create(&partial).with_context(|| format!("cannot write {}", output.display()))?;
    export.record(&app.db, &Actor::program("calco2 export")).await?;
    let written = export.write_to(std::io::BufWriter::new(file)).await;
    let saved = written.and_then(|(file, files)| {
        file.into_inner()?.sync_all()?;
        Ok(files)
    });
    match saved {
        Ok(files) => {
            std::fs::rename(&partial, output).with_context(|| format!("cannot write {}", output.display()))?;
            Ok(files)
        }
        Err(error) => {
            let _ = std::fs::remove_file(&partial);
            Err(error)
        }
    }
}
