//! `calco2 serve`.

use std::process::ExitCode;

use calco2::access::personas::PERSONAS;
use calco2::access::sessions;
use calco2::platform::App;
use calco2::seed::SeedError;
use calco2::web::{Lang, server};
use calco2::{routes, seed};

use super::{USAGE, complain};

pub(super) async fn serve(app: App) -> ExitCode {
    let listener = match server::listen(app.config.bind).await {
        Ok(listener) => listener,
        Err(error) => return complain(&error, USAGE),
    };
    if app.config.dev_sign_in
        && let Err(code) = fill_when_empty(&app).await
    {
        return code;
    }
    let router = match routes::router(&app) {
        Ok(router) => router,
        Err(error) => return complain(&error, 1),
    };
    announce(&app);
    tokio::spawn(sessions::sweep(app.db.clone()));
    match server::serve(router, listener, server::asked_to_stop()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error, 1),
    }
}

async fn fill_when_empty(app: &App) -> Result<(), ExitCode> {
    let is_needed = async { seed::is_needed(&mut *app.db.acquire().await?).await };
    match is_needed.await {
        Ok(false) => return Ok(()),
        Ok(true) => {}
        Err(error) => return Err(complain(&error, 1)),
    }
    eprintln!("Making the demo institution…");
    match seed::demo(app).await {
        Ok(entries) => eprintln!("The demo institution has {entries} data entries."),
        // another process has made it meanwhile
        Err(SeedError::NotEmpty) => {}
        Err(error) => return Err(complain(&error, 1)),
    }
    Ok(())
}

fn announce(app: &App) {
    println!("calco2 serves {}", app.config.public_url);
    if app.config.dev_sign_in {
        println!("Sign in as one of the demo's people:");
        for persona in PERSONAS {
            println!("  {:<11} {}", persona.key, Lang::En.t(persona.sees));
        }
    }
}
