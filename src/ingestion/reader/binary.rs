//! Files that are no text, told by their first bytes: people are told what to do with them.

use super::Text;

const NOT_TEXT: &str = "The file is not a text file in UTF-8 or Windows-1252. Save it as CSV (UTF-8).";
const EXCEL: &str = "This is an Excel workbook. Save it as CSV (UTF-8) and upload that file.";

/// Why a file that begins like this cannot be read.
pub(super) fn refusal(beginning: &[u8], text: Text) -> Option<String> {
    let contains = |part: &[u8]| beginning.windows(part.len()).any(|window| window == part);
    let known = match beginning {
        [b'P', b'K', 3 | 5 | 7, ..] if contains(b"xl/") || contains(b"[Content_Types].xml") => EXCEL,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => EXCEL,
        [b'P', b'K', 3 | 5 | 7, ..] => "This is a zip archive. Unpack it and upload the CSV file inside.",
        [0x1f, 0x8b, ..] => "This is a gzip archive. Unpack it and upload the CSV file inside.",
        [b'%', b'P', b'D', b'F', ..] => {
            "This is a PDF document. Upload the table it was made from, saved as CSV (UTF-8)."
        }
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] | [b'G', b'I', b'F', b'8', ..] => {
            "This is an image. Upload a table saved as CSV (UTF-8)."
        }
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "The file is text in UTF-16. Save it as CSV (UTF-8).",
        _ if text == Text::Binary => NOT_TEXT,
        _ => return None,
    };
    Some(known.to_owned())
}
