//! `calco2 serve`.

use std::process::ExitCode;

use calco2::access::personas::PERSONAS;
use calco2::access::{refresh, sessions};
use calco2::jobs::WorkerThread;
use calco2::pipeline::Events;
use calco2::platform::App;
use calco2::seed::SeedError;
use calco2::web::{Lang, server};
use calco2::{audit, routes, seed};

use tokio_util::sync::CancellationToken;

use super::{USAGE, complain};

#[derive(clap::Args)]
pub(super) struct ServeArgs {
    /// Leave jobs to other processes.
    #[arg(long)]
    no_worker: bool,
}

pub(super) async fn serve(app: App, url: &str, args: ServeArgs) -> ExitCode {
    let listener = match server::listen(app.config.bind).await {
        Ok(listener) => listener,
        Err(error) => return complain(&error, USAGE),
    };
    if app.config.dev_sign_in
        && let Err(code) = fill_when_empty(&app).await
    {
        return code;
    }
    let events = Events::default();
    let router = match routes::router(&app, &events) {
        Ok(router) => router,
        Err(error) => return complain(&error, 1),
    };
    let worker = if args.no_worker { None } else { Some(WorkerThread::start(&app, url, events.clone()).await) };
    let worker = match worker.transpose() {
        Ok(worker) => worker,
        Err(error) => return complain(&error, 1),
    };
    announce(&app);
    tokio::spawn(events.listen(app.db.clone()));
    tokio::spawn(sessions::sweep(app.db.clone()));
    tokio::spawn(audit::announce(app.db.clone()));
    tokio::spawn(audit::shipping::run(app.clone()));
    tokio::spawn(refresh::sweep(app.clone()));
    let (asked, stop) = (CancellationToken::new(), CancellationToken::new());
    tokio::spawn({
        let (asked, stop) = (asked.clone(), stop.clone());
        async move {
            server::asked_to_stop().await;
            asked.cancel();
            stop.cancel();
        }
    });
    let served = server::serve(router, listener, server::TIME_FOR_HEAD, asked.cancelled_owned());
    let put_back = async {
        stop.cancelled().await;
        if let Some(worker) = worker {
            worker.stop().await;
        }
    };
    tokio::join!(
        async {
            served.await;
            stop.cancel();
        },
        put_back
    );
    ExitCode::SUCCESS
}

/// `calco2 worker`: runs jobs until it is asked to stop.
pub(super) async fn work(app: App, url: &str) -> ExitCode {
    let events = Events::default();
    let worker = match WorkerThread::start(&app, url, events.clone()).await {
        Ok(worker) => worker,
        Err(error) => return complain(&error, 1),
    };
    tokio::spawn(events.listen(app.db.clone()));
    tokio::spawn(audit::shipping::run(app.clone()));
    println!("calco2 runs jobs");
    server::asked_to_stop().await;
    worker.stop().await;
    ExitCode::SUCCESS
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
