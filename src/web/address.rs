//! Addresses of lists: written from the parts of a view, and numbers of them read back.

/// A path with a query string.
pub fn address(path: &str, pairs: &[(&'static str, String)]) -> String {
    if pairs.is_empty() {
        return path.to_owned();
    }
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{path}?{query}")
}

/// A number from one to `most`, or the message key of what is wrong.
pub fn within(value: &str, most: u32) -> Result<u32, &'static str> {
    let number: u32 = value.parse().map_err(|_| "parameter-malformed")?;
    if (1..=most).contains(&number) { Ok(number) } else { Err("parameter-out-of-range") }
}
