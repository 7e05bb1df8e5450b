//! The other end: the bulk interface of an Elasticsearch-compatible service.

use std::time::Duration;

use reqwest::{Client, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::platform::config::Shipping;
use crate::platform::http;

/// What is kept of an answer that says no.
const LONGEST_REASON: usize = 500;
/// Answers beyond this size are not read.
const LARGEST_ANSWER: usize = 4 << 20;

/// The service, ready to be called.
#[derive(Debug, Clone)]
pub struct Service {
    client: Client,
    shipping: Shipping,
}

/// A document on its way.
pub(super) struct Delivery {
    pub(super) record_id: i64,
    /// Its id at the service.
    pub(super) id: String,
    pub(super) document: Value,
}

/// What the service did with one document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It has it, now or from an earlier time.
    Stored,
    /// It may take it another time.
    Later(String),
    /// It will never take it.
    Never(String),
}

#[derive(Deserialize)]
struct Bulk {
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    create: Created,
}

#[derive(Deserialize)]
struct Created {
    #[serde(rename = "_id")]
    id: Option<String>,
    status: u16,
    #[serde(default)]
    error: Value,
}

impl Service {
    /// A service that has so long to answer.
    pub fn new(shipping: &Shipping, limit: Duration) -> reqwest::Result<Self> {
        Ok(Self { client: http::client(limit)?, shipping: shipping.clone() })
    }

    /// Hands documents over; one answer for each, in their order, or why the service did not answer.
    pub(super) async fn create(&self, deliveries: &[Delivery]) -> Result<Vec<Answer>, String> {
        let mut body = String::new();
        for delivery in deliveries {
            for line in [json!({ "create": { "_id": delivery.id } }), delivery.document.clone()] {
                body.push_str(&line.to_string());
                body.push('\n');
            }
        }
        let request = self
            .client
            .post(format!("{}/{}/_bulk", self.shipping.url, self.shipping.index))
            .header(header::CONTENT_TYPE, "application/x-ndjson")
            .header(header::AUTHORIZATION, format!("ApiKey {}", self.shipping.api_key.reveal()))
            .body(body);
        // the address in the error would repeat itself in every line of the log
        let failed = |error: reqwest::Error| cut(&error.without_url().to_string());
        let mut response = request.send().await.map_err(failed)?;
        let status = response.status();
        let mut answer = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(failed)? {
            answer.extend_from_slice(&piece);
            if answer.len() > LARGEST_ANSWER {
                return Err(format!("the answer is larger than {} MiB", LARGEST_ANSWER >> 20));
            }
        }
        if !status.is_success() {
            return Err(cut(&format!("{status}: {}", String::from_utf8_lossy(&answer))));
        }
        let bulk: Bulk = serde_json::from_slice(&answer).map_err(|_| "the answer is no answer to a bulk request")?;
        Ok(answers(deliveries, bulk))
    }
}

/// Finds the answer to each document by its id: nothing is taken for delivered that the service did not say.
fn answers(deliveries: &[Delivery], bulk: Bulk) -> Vec<Answer> {
    let mut by_id: std::collections::HashMap<String, Created> =
        bulk.items.into_iter().filter_map(|item| Some((item.create.id.clone()?, item.create))).collect();
    let answer = |delivery: &Delivery| match by_id.remove(&delivery.id) {
        Some(created) => judge(&created),
        None => Answer::Later("the service said nothing about it".to_owned()),
    };
    deliveries.iter().map(answer).collect()
}

fn judge(created: &Created) -> Answer {
    let reason = || cut(&format!("{}: {}", created.status, created.error));
    match StatusCode::from_u16(created.status) {
        // it is there already: an earlier answer got lost
        Ok(StatusCode::CONFLICT) => Answer::Stored,
        Ok(status) if status.is_success() => Answer::Stored,
        Ok(StatusCode::TOO_MANY_REQUESTS | StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED) => Answer::Later(reason()),
        Ok(status) if status.is_client_error() => Answer::Never(reason()),
        _ => Answer::Later(reason()),
    }
}

/// One line without control characters, not too long.
fn cut(text: &str) -> String {
    let clean = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    clean.take(LONGEST_REASON).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_document_has_its_own_answer_and_silence_is_no_yes() {
        let deliveries = ["1-a", "2-b", "3-c", "4-d", "5-e"].map(|id| Delivery {
            record_id: 0,
            id: id.to_owned(),
            document: Value::Null,
        });
        let bulk = serde_json::from_value(json!({ "items": [
            { "create": { "_id": "3-c", "status": 429, "error": { "type": "busy" } } },
            { "create": { "_id": "2-b", "status": 409, "error": { "type": "version_conflict_engine_exception" } } },
            { "create": { "_id": "1-a", "status": 201 } },
            { "create": { "_id": "4-d", "status": 400, "error": { "type": "mapper_parsing_exception" } } },
            { "create": { "_id": "other", "status": 201 } },
        ] }));
        assert_eq!(
            answers(&deliveries, bulk.unwrap()),
            [
                Answer::Stored,
                Answer::Stored,
                Answer::Later("429: {\"type\":\"busy\"}".into()),
                Answer::Never("400: {\"type\":\"mapper_parsing_exception\"}".into()),
                Answer::Later("the service said nothing about it".into()),
            ]
        );
    }
}
