//! A report as the answer to a request.

use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::{Block, Report};
use crate::web::{Frame, Problem, figures};

impl Report {
    /// The report of what a request asked for.
    pub fn asked(frame: &Frame, title: String, blocks: Vec<Block>) -> Self {
        let moment = figures::date_time(frame.now);
        let foot =
            [("institution", (&frame.institution).into()), ("title", (&title).into()), ("moment", moment.into())];
        Self {
            title,
            language: frame.lang.code(),
            created: frame.now,
            foot: frame.lang.t_with("report-foot", &foot),
            page_number: frame.lang.t("report-page-number"),
            blocks,
        }
    }

    /// The file, to be saved under a name that needs no quoting.
    pub async fn sent(self, name: &str) -> Result<Response, Problem> {
        let bytes = tokio::task::spawn_blocking(move || self.to_pdf()).await.map_err(anyhow::Error::from)?;
        let headers = [
            (header::CONTENT_TYPE, "application/pdf".to_owned()),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ];
        Ok((headers, bytes.map_err(anyhow::Error::from)?).into_response())
    }
}
