//! A record as the contract of the audit service wants it.

use std::net::IpAddr;

use chrono::SecondsFormat;
use chrono_tz::Europe::Zurich;
use serde_json::{Value, json};

use crate::audit::Action;
use crate::audit::read::Record;
use crate::platform::config::Shipping;

/// What becomes of a record.
#[derive(Debug, PartialEq)]
pub(super) enum Fate {
    /// Its document goes out.
    Ship(Value),
    /// It stays here.
    Skip,
    /// The contract has no place for it.
    Violation(&'static str),
}

/// What the settings and the contract say about a record.
pub(super) fn fate(record: &Record, shipping: &Shipping) -> Fate {
    // what the program did by itself, nobody did from anywhere: the contract is about people
    let is_programs_own = record.actor_user_id.is_none() && record.ip_address.is_none();
    if is_programs_own
        || shipping.skipped_entity_types.contains(&record.entity_type)
        || shipping.skipped_actors.contains(&record.actor)
    {
        return Fate::Skip;
    }
    let Some(source) = record.ip_address.as_deref().and_then(|address| address.parse::<IpAddr>().ok()) else {
        return Fate::Violation("the contract wants the address a request came from; the record has none");
    };
    let Some(letter) = Action::parse(&record.action).map(letter) else {
        return Fate::Violation("the contract has no letter for this kind of act");
    };
    let handled = match record.handled_ids.as_slice() {
        [] if record.actor.is_empty() => {
            return Fate::Violation("the contract wants a person who acted or whose data was touched");
        }
        [] => record.actor.clone(),
        ids => ids.join(","),
    };
    let payload = json!({
        "route_path": record.details.get("path"),
        "route_payload": record.details,
        "change_reason": record.summary,
        "entity_type": record.entity_type,
        "entity_id": record.entity_id,
    });
    Fate::Ship(json!({
        "@timestamp": record.recorded_at.with_timezone(&Zurich).to_rfc3339_opts(SecondsFormat::AutoSi, false),
        "handler_id": record.actor,
        "handled_id": handled,
        "crudt": letter,
        "source": source.to_string(),
        "payload": payload.to_string(),
    }))
}

/// The letter of the contract: created, read, updated, deleted.
fn letter(action: Action) -> &'static str {
    match action {
        // coming begins a session, leaving ends it
        Action::Create | Action::SignIn => "C",
        // who takes data out has read it; who was refused tried to
        Action::Read | Action::Export | Action::Denied => "R",
        Action::Update => "U",
        Action::Delete | Action::SignOut => "D",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::Config;

    fn shipping() -> Shipping {
        let config = Config::from_values(&[
            ("AUDIT_SHIP_URL", "https://search.example.org"),
            ("AUDIT_SHIP_INDEX", "logs"),
            ("AUDIT_SHIP_API_KEY", "key"),
            ("AUDIT_SHIP_SKIP_ENTITY_TYPES", "user"),
            ("AUDIT_SHIP_SKIP_ACTORS", "900001"),
        ]);
        config.unwrap().logs.shipping.unwrap()
    }

    fn record() -> Record {
        Record {
            id: 7,
            recorded_at: "2026-07-01T10:00:00Z".parse().unwrap(),
            actor_user_id: Some(1),
            actor: "123456".into(),
            actor_name: None,
            action: "update".into(),
            entity_type: "data_entry".into(),
            entity_id: Some("42".into()),
            summary: "plane entry of unit 4 for 2025".into(),
            details: json!({ "after": { "trips": 2 } }),
            handled_ids: vec!["222222".into(), "333333".into()],
            request_id: None,
            ip_address: Some("128.178.1.1".into()),
            previous_hash: String::new(),
            hash: "0".repeat(64),
        }
    }

    #[test]
    fn a_document_has_the_fields_of_the_contract() {
        let expected = json!({
            "@timestamp": "2026-07-01T12:00:00+02:00",
            "handler_id": "123456",
            "handled_id": "222222,333333",
            "crudt": "U",
            "source": "128.178.1.1",
            "payload": "{\"route_path\":null,\"route_payload\":{\"after\":{\"trips\":2}},\
                \"change_reason\":\"plane entry of unit 4 for 2025\",\"entity_type\":\"data_entry\",\"entity_id\":\"42\"}",
        });
        assert_eq!(fate(&record(), &shipping()), Fate::Ship(expected));
    }

    #[test]
    fn time_is_that_of_zurich_in_winter_too() {
        let winter = Record { recorded_at: "2026-01-01T10:00:00Z".parse().unwrap(), ..record() };
        let Fate::Ship(document) = fate(&winter, &shipping()) else { panic!() };
        assert_eq!(document["@timestamp"], "2026-01-01T11:00:00+01:00");
    }

    #[test]
    fn who_touched_nobody_handled_themselves() {
        let Fate::Ship(document) = fate(&Record { handled_ids: Vec::new(), ..record() }, &shipping()) else { panic!() };
        assert_eq!(document["handled_id"], "123456");
    }

    #[test]
    fn a_source_that_is_no_address_breaks_the_contract() {
        for source in [None, Some("unknown".to_owned()), Some(String::new())] {
            let fate = fate(&Record { ip_address: source, ..record() }, &shipping());
            assert!(matches!(fate, Fate::Violation(_)), "{fate:?}");
        }
        let Fate::Ship(document) = fate(&Record { ip_address: Some("2001:db8::1".into()), ..record() }, &shipping())
        else {
            panic!()
        };
        assert_eq!(document["source"], "2001:db8::1");
    }

    #[test]
    fn what_is_to_stay_and_what_the_program_did_by_itself_stays() {
        let stays = [
            Record { entity_type: "user".into(), ..record() },
            Record { actor: "900001".into(), ..record() },
            Record { actor: "seed".into(), actor_user_id: None, ip_address: None, ..record() },
        ];
        for record in stays {
            assert_eq!(fate(&record, &shipping()), Fate::Skip, "{record:?}");
        }
    }
}
