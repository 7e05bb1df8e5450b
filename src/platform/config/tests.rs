use super::*;

fn error(values: &[(&str, &str)]) -> String {
    let message = Config::from_values(values).unwrap_err().to_string();
    assert_eq!(message.lines().count(), 1, "{message}");
    message
}

#[test]
fn without_any_variable_everything_has_a_default() {
    let config = Config::from_values(&[]).unwrap();
    assert_eq!(config.bind.to_string(), "127.0.0.1:8080");
    assert_eq!(config.public_url, "http://127.0.0.1:8080");
    assert!(config.data_dir.is_absolute() && config.data_dir.ends_with("var"));
    assert!(!config.dev_sign_in);
    assert_eq!(config.directory, Directory::Seeded);
    assert!(config.database_url.is_none() && config.oidc.is_none() && config.accred.is_none());
}

#[test]
fn a_wrong_value_is_named_with_what_is_accepted() {
    assert_eq!(
        error(&[("CALCO2_BIND", "8080")]),
        "CALCO2_BIND=8080 is not an address with a port: expected for instance 127.0.0.1:8080"
    );
    assert!(error(&[("CALCO2_DEV_SIGN_IN", "maybe")]).contains("expected true or false"));
    assert!(error(&[("CALCO2_PUBLIC_URL", "calco2.example.org")]).contains("https://host"));
    assert!(error(&[("CALCO2_DIRECTORY_FILE", "/does/not/exist")]).contains("is not a file"));
    assert!(error(&[("RUST_LOG", "calco2=loud")]).starts_with("RUST_LOG=calco2=loud"));
}

#[test]
fn an_empty_directory_file_means_no_directory_and_an_unset_one_the_seeded_institution() {
    let empty = Config::from_values(&[("CALCO2_DIRECTORY_FILE", "")]).unwrap();
    assert_eq!(empty.directory, Directory::Absent);
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().to_str().unwrap();
    let given = Config::from_values(&[("CALCO2_DIRECTORY_FILE", path)]).unwrap();
    assert_eq!(given.directory, Directory::File(file.path().to_owned()));
}

#[test]
fn dev_sign_in_is_refused_off_loopback() {
    let open = error(&[("CALCO2_DEV_SIGN_IN", "true"), ("CALCO2_BIND", "0.0.0.0:8080")]);
    assert!(open.contains("not a loopback address"), "{open}");
    for url in ["https://calco2.example.org", "http://127.0.0.1.example.org:8080", "http://localhost@example.org"] {
        let public = error(&[("CALCO2_DEV_SIGN_IN", "true"), ("CALCO2_PUBLIC_URL", url)]);
        assert!(public.contains("is not this machine"), "{public}");
    }
    for url in ["http://localhost:8080/", "https://[::1]", "http://127.0.0.1"] {
        let own = Config::from_values(&[("CALCO2_DEV_SIGN_IN", "true"), ("CALCO2_PUBLIC_URL", url)]);
        assert!(own.unwrap().dev_sign_in, "{url}");
    }
    assert!(Config::from_values(&[("CALCO2_DEV_SIGN_IN", "true"), ("CALCO2_BIND", "[::1]:80")]).unwrap().dev_sign_in);
}

const PROVIDER: [(&str, &str); 3] =
    [("OIDC_ISSUER", "https://id.example.org/"), ("OIDC_CLIENT_ID", "calco2"), ("OIDC_CLIENT_SECRET", "hush")];

fn with_provider(values: &[(&str, &str)]) -> Config {
    Config::from_values(&[&PROVIDER, values].concat()).unwrap()
}

#[test]
fn beside_an_identity_provider_dev_sign_in_is_gone() {
    assert!(!with_provider(&[("CALCO2_DEV_SIGN_IN", "true")]).dev_sign_in);
}

#[test]
fn pages_are_served_to_others_only_where_people_sign_in_as_themselves() {
    for open in [("CALCO2_BIND", "0.0.0.0:8080"), ("CALCO2_PUBLIC_URL", "https://calco2.example.org")] {
        let refused = Config::from_values(&[open]).unwrap().check_serving().unwrap_err().to_string();
        assert!(refused.starts_with("OIDC_ISSUER is not set") && refused.lines().count() == 1, "{refused}");
        assert_eq!(with_provider(&[open]).check_serving(), Ok(()));
    }
    assert_eq!(Config::from_values(&[]).unwrap().check_serving(), Ok(()));
}

#[test]
fn the_issuer_is_taken_as_written_and_people_by_the_claim_of_their_directory() {
    let oidc = with_provider(&[]).oidc.unwrap();
    assert_eq!((oidc.issuer.as_str(), oidc.person_claim.as_str()), ("https://id.example.org/", "sub"));
    assert_eq!(oidc.scopes, ["openid", "profile", "email"]);
    let accred = [("ACCRED_URL", "https://accred.example.org"), ("ACCRED_TOKEN", "hush")];
    assert_eq!(with_provider(&accred).oidc.unwrap().person_claim, "uniqueid");
    assert_eq!(with_provider(&[("OIDC_PERSON_CLAIM", "employee")]).oidc.unwrap().person_claim, "employee");
}

#[test]
fn proxies_are_named_by_address_or_network() {
    let named = Config::from_values(&[("CALCO2_TRUSTED_PROXIES", "10.0.0.1, 192.168.0.0/16 ::1")]).unwrap();
    let named: Vec<String> = named.trusted_proxies.iter().map(ToString::to_string).collect();
    assert_eq!(named, ["10.0.0.1/32", "192.168.0.0/16", "::1/128"]);
    assert!(error(&[("CALCO2_TRUSTED_PROXIES", "proxy")]).contains("10.0.0.0/8"));
}

#[test]
fn settings_that_belong_together_are_all_given_or_none() {
    assert!(
        error(&[("OIDC_ISSUER", "https://id.example.org"), ("OIDC_CLIENT_ID", "a")]).starts_with("OIDC_CLIENT_SECRET")
    );
    assert!(error(&[("ACCRED_TOKEN", "hush")]).starts_with("ACCRED_URL is not set"));
}

#[test]
fn links_of_the_logs_have_a_name_and_an_address() {
    let links = |value| Config::from_values(&[("CALCO2_LOG_LINKS", value)]).unwrap().logs.links;
    assert_eq!(links(""), []);
    let two = [("Metrics", "https://m.example.org/d?a=b"), ("Pods", "http://p.example.org")];
    assert_eq!(
        links(" Metrics=https://m.example.org/d?a=b ;Pods= http://p.example.org/;"),
        two.map(|(name, url)| (name.to_owned(), url.to_owned()))
    );
    assert!(error(&[("CALCO2_LOG_LINKS", "https://m.example.org")]).contains("expected Name=https://host"));
    assert!(error(&[("CALCO2_LOG_LINKS", "Metrics=javascript:alert(1)")]).contains("is not a web address"));
}

#[test]
fn shipping_of_records_is_configured_as_a_whole() {
    let given = [
        ("AUDIT_SHIP_URL", "https://search.example.org/"),
        ("AUDIT_SHIP_INDEX", "logs-calco2"),
        ("AUDIT_SHIP_API_KEY", "hush"),
        ("AUDIT_SHIP_SKIP_ACTORS", "seed, command line,"),
    ];
    let shipping = Config::from_values(&given).unwrap().logs.shipping.unwrap();
    assert_eq!((shipping.url.as_str(), shipping.index.as_str()), ("https://search.example.org", "logs-calco2"));
    assert_eq!(shipping.skipped_actors, ["seed", "command line"]);
    assert!(!format!("{shipping:?}").contains("hush"));
    assert!(error(&given[..2]).starts_with("AUDIT_SHIP_API_KEY is not set"));
    assert!(error(&[given[0], ("AUDIT_SHIP_INDEX", "Logs/../x"), given[2]]).contains("data stream"));
}

#[test]
fn secrets_are_neither_printed_nor_named_in_errors() {
    let config = Config::from_values(&[
        ("DATABASE_URL", "postgres://calco2:hush@db/calco2"),
        ("ACCRED_URL", "https://accred.example.org/"),
        ("ACCRED_TOKEN", "hush"),
    ])
    .unwrap();
    assert!(!format!("{config:?}").contains("hush"));
    assert_eq!(config.accred.unwrap().url, "https://accred.example.org");
    assert!(!error(&[("DATABASE_URL", "mysql://calco2:hush@db/calco2")]).contains("hush"));
}

#[test]
fn every_setting_is_explained_in_the_readme() {
    let readme = include_str!("../../../README.md");
    let is_variable =
        |word: &&str| word.contains('_') && word.chars().all(|c| c.is_ascii_uppercase() || "_2".contains(c));
    let sources = [include_str!("mod.rs"), include_str!("logs.rs"), include_str!("roles.rs")];
    let settings: Vec<_> = sources.iter().flat_map(|source| source.split('"')).filter(is_variable).collect();
    assert!(settings.len() > 10);
    for setting in settings {
        assert!(readme.contains(&format!("`{setting}`")), "{setting}");
    }
}
