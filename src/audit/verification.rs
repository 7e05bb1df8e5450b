//! Reading the whole chain again and saying where it does not hold.

use std::fmt;

use futures_util::TryStreamExt;
use sqlx::PgConnection;

use super::chain::Sealed;

/// Number and hash of a record: who keeps them elsewhere can tell later whether the chain still holds that record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub id: i64,
    /// Its seal.
    pub hash: String,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.id, self.hash)
    }
}

impl std::str::FromStr for Head {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = "expected the number of a record, a colon and its hash, as `calco2 audit verify` prints them";
        let (id, hash) = text.split_once(':').ok_or(expected)?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        match id.parse() {
            Ok(id) if is_hash && id > 0 => Ok(Self { id, hash: hash.to_owned() }),
            _ => Err(expected),
        }
    }
}

/// What came of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every record holds; the newest one, if there is any.
    Intact(Option<Head>),
    /// The first thing that does not hold.
    Broken(Break),
}

/// Where a chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Break {
    /// Records between two others are gone.
    #[error("record {0} is missing: the next one there is {1}")]
    Missing(i64, i64),
    /// A column is not what was sealed.
    #[error("record {0} was changed: its content does not fit its hash")]
    Changed(i64),
    /// The record before is not the one it was sealed with.
    #[error("record {0} was sealed after another record {previous} than the one that is there", previous = .0 - 1)]
    Unchained(i64),
    /// The newest records are gone.
    #[error("the newest records are missing: the last one there is {0}, but {1} was written")]
    CutOff(i64, i64),
    /// A record known from elsewhere has another hash, or is not there.
    #[error("record {0} is not the one that was expected: the records up to it were replaced or removed")]
    NotExpected(i64),
}

/// The newest record as the chain knows it.
pub async fn head(conn: &mut PgConnection) -> sqlx::Result<Option<Head>> {
    let head = sqlx::query_as!(Head, "select id, hash from audit_head where id > 0");
    head.fetch_optional(conn).await
}

/// Recomputes every hash from the first record on, one record in memory at a time; `expected` is a record that was noted
/// somewhere else.
pub async fn verify(conn: &mut PgConnection, expected: Option<&Head>) -> sqlx::Result<Verdict> {
    let newest = head(&mut *conn).await?;
    // what is appended from here on is checked too, but not missed
    let anchors: Vec<&Head> = newest.iter().chain(expected).collect();
    let mut records = sqlx::query!("select * from audit_records order by id").fetch(conn);
    let mut last: Option<Head> = None;
    while let Some(row) = records.try_next().await? {
        let (last_id, last_hash) = last.as_ref().map_or((0, ""), |last| (last.id, last.hash.as_str()));
        let sealed = Sealed {
            id: row.id,
            recorded_at: row.recorded_at,
            actor_user_id: row.actor_user_id,
            actor: &row.actor,
            action: &row.action,
            entity_type: &row.entity_type,
            entity_id: row.entity_id.as_deref(),
            summary: &row.summary,
            details: &row.details,
            handled_ids: &row.handled_ids,
            request_id: row.request_id.as_deref(),
            ip_address: row.ip_address.as_deref(),
            previous_hash: &row.previous_hash,
        };
        if row.id != last_id + 1 {
            return Ok(Verdict::Broken(Break::Missing(last_id + 1, row.id)));
        }
        if row.hash != sealed.hash() {
            return Ok(Verdict::Broken(Break::Changed(row.id)));
        }
        if row.previous_hash != last_hash {
            return Ok(Verdict::Broken(Break::Unchained(row.id)));
        }
        if anchors.iter().any(|anchor| anchor.id == row.id && anchor.hash != row.hash) {
            return Ok(Verdict::Broken(Break::NotExpected(row.id)));
        }
        last = Some(Head { id: row.id, hash: row.hash });
    }
    let last_id = last.as_ref().map_or(0, |last| last.id);
    Ok(match anchors.iter().map(|anchor| anchor.id).max() {
        Some(written) if written > last_id => Verdict::Broken(Break::CutOff(last_id, written)),
        _ => Verdict::Intact(last),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_back_as_it_was_printed() {
        let head = Head { id: 42, hash: "0a".repeat(32) };
        assert_eq!(head.to_string().parse(), Ok(head));
        for wrong in
            ["", "42", "42:", "x:00", "0:00", &format!("42:{}", "0A".repeat(32)), &format!("-1:{}", "0".repeat(64))]
        {
            assert!(wrong.parse::<Head>().is_err(), "{wrong}");
        }
    }
}
