//! The files themselves.

use super::{Case, Expect, FileCode, HEADER, case};

fn lines(header: &str, rows: &[&str]) -> String {
    rows.iter().fold(header.to_owned(), |file, row| file + row + "\n")
}

fn utf16(text: &str, mark: [u8; 2], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    mark.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect()
}

/// Refused as a whole.
pub(super) fn refused_files() -> Vec<Case> {
    let row = "7001,CO2,,1,\n";
    let file = |code, words| Expect::File(code, words);
    let (empty, encoding, column) = (FileCode::Empty, FileCode::Encoding, FileCode::MissingColumn);
    let before = |n: usize| format!("c{n},");
    let many = (0..10_000).map(before).collect::<String>();
    vec![
        case("nothing", "", file(empty, "The file is empty")),
        case("a byte order mark alone", "\u{feff}", file(empty, "The file is empty")),
        case("line ends alone", "\n\r\n\r\r\n", file(empty, "The file is empty")),
        case("commas alone", ",,,,\n,,,,\n", file(empty, "The file is empty")),
        case("a header alone", HEADER, file(empty, "a header but no row")),
        case("a header and blank rows", lines(HEADER, &[",,,,", "", " , ,\t,,"]), file(empty, "no row")),
        case("null characters", format!("{HEADER}7001,CO2\0,,1,\n"), file(encoding, "not a text file")),
        case("UTF-16 of Windows", utf16(HEADER, [0xff, 0xfe], u16::to_le_bytes), file(encoding, "UTF-16")),
        case("UTF-16 of networks", utf16(HEADER, [0xfe, 0xff], u16::to_be_bytes), file(encoding, "UTF-16")),
        case("UTF-16 without a mark", utf16(HEADER, [b'u', 0], u16::to_le_bytes), file(encoding, "not a text file")),
        case("an archive", b"PK\x03\x04\x14\0\0\0members.csv", file(encoding, "zip archive")),
        case("a workbook", b"PK\x03\x04\x14\0\0\0xl/workbook.xml", file(encoding, "This is an Excel workbook")),
        case("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", file(encoding, "This is an Excel workbook")),
        case("a document", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", file(encoding, "PDF")),
        case("an image", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", file(encoding, "image")),
        case("a photograph", b"\xff\xd8\xff\xe0\0\x10JFIF", file(encoding, "image")),
        case("a compressed file", b"\x1f\x8b\x08\0\0\0\0\0\0\x03", file(encoding, "gzip")),
        case("bytes of every kind", (0..=255).collect::<Vec<u8>>(), file(encoding, "not a text file")),
        case("bytes above 127", (128..=255).collect::<Vec<u8>>(), file(column, "no columns")),
        case("a web page", "<!DOCTYPE html>\n<html><body>Sign in</body></html>\n", file(column, "no columns")),
        case("JSON", "[{\"unit_institutional_id\": \"7001\", \"quantity\": 1}]\n", file(column, "no columns")),
        case("SQL", "insert into data_entries values (1); drop table units;\n", file(column, "no columns")),
        case("one column", "category\nCO2\n", file(column, "quantity")),
        case("no header", row, file(column, "no columns")),
        case("another delimiter", lines(HEADER, &["7001,CO2,,1,"]).replace(',', "|"), file(column, "no columns")),
        case("another language", "unité,catégorie,quantité\n7001,CO2,1\n", file(column, "no columns")),
        case("10,000 other columns", format!("{many}\n{many}\n"), file(column, "no columns")),
        case("a column twice", "unit_institutional_id,category,quantity,quantity\n", file(column, "“quantity” twice")),
        case(
            "a column twice, written otherwise",
            "unit_institutional_id,category,quantity,\" QUANTITY\u{a0}\"\n7001,CO2,1,2\n",
            file(column, "“quantity” twice"),
        ),
        case("one cell of 50 MB", "x".repeat(50_000_000), file(column, "cannot be a header")),
        case("a quote of 50 MB", format!("\"{}", "x\n".repeat(25_000_000)), file(column, "cannot be a header")),
        case(
            "line ends within the header",
            "unit_institutional_id,\"category\nquantity\"\n",
            file(column, "no columns"),
        ),
    ]
}

/// Readable, with no row that can be used, or some.
pub(super) fn refused_rows() -> Vec<Case> {
    let with = |cell: &str| format!("7001,CO2,,\"{}\",", cell.replace('"', "\"\""));
    let all = |cells: &[&str]| {
        let rows: Vec<String> = cells.iter().map(|cell| with(cell)).collect();
        lines(HEADER, &rows.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let no_numbers = [
        "1'000",
        "1 000",
        "1\u{a0}000",
        "1\u{202f}000",
        "1_000",
        "1,000",
        "1,5",
        "1.000,5",
        "1.2.3",
        "0x10",
        "0b1",
        "1e400",
        "NaN",
        "nan",
        "inf",
        "-inf",
        "infinity",
        "∞",
        "12kg",
        "--1",
        "1e",
        ".",
        "+",
        "١٢",
        "１２",
        "½",
        "1/2",
        "=1+1",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "true",
        "null",
        "'1",
        "\u{202e}21",
        "1\u{200b}2",
        "<b>1</b>",
        "0.1.",
        "1e1e1",
    ];
    let long = "7".repeat(20_000);
    let wide = ",".repeat(200_000);
    vec![
        case("texts that are no numbers", all(&no_numbers), Expect::AllRefused("not_a_number")),
        case("numbers beyond measure", all(&["-1", "-0.0001", "1e16", "1e300"]), Expect::AllRefused("out_of_range")),
        case("no numbers", all(&["", " "]), Expect::AllRefused("missing")),
        case(
            "units that nobody knows",
            lines(
                HEADER,
                &[
                    "U999,CO2,,1,",
                    &format!("{long},CO2,,1,"),
                    "7001',CO2,,1,",
                    "7001; drop table units,CO2,,1,",
                    "\u{200f}7001,CO2,,1,",
                    "7001.0,CO2,,1,",
                    "😀,CO2,,1,",
                ],
            ),
            Expect::AllRefused("unknown_unit"),
        ),
        case("no unit", lines(HEADER, &[",CO2,,1,", "\u{a0},CO2,,1,"]), Expect::AllRefused("unit_code_missing")),
        case(
            "too many and too few cells",
            lines(HEADER, &["7001,CO2,,1,,", "7001,CO2,,1", "7001"]),
            Expect::AllRefused("malformed_row"),
        ),
        case("a decimal comma", lines(HEADER, &["7001,CO2,,1,5,"]), Expect::AllRefused("malformed_row")),
        case(
            "a row of 200,000 cells",
            lines(HEADER, &[&wide, &format!("7001{wide}")]),
            Expect::AllRefused("malformed_row"),
        ),
        case(
            "a row of 2 MB",
            lines(HEADER, &[&format!("7001,CO2,,1,{}", "x".repeat(2_000_000))]),
            Expect::AllRefused("malformed_row"),
        ),
        case(
            "a quote without end",
            lines(HEADER, &["7001,CO2,,1,\"open", "7001,CO2,,1,"]),
            Expect::Rows(0, vec!["malformed_row"]),
        ),
        case(
            "a good row before a quote without end",
            lines(HEADER, &["7001,CO2,,1,", "7001,CO2,,1,\"open", "7001,CO2,,1,"]),
            Expect::Rows(0, vec!["malformed_row"]),
        ),
        case(
            "a note of 10,001 characters",
            lines(HEADER, &[&format!("7001,CO2,,1,{}", "é".repeat(10_001))]),
            Expect::AllRefused("out_of_range"),
        ),
        case(
            "a gas of 300 characters",
            lines(HEADER, &[&format!("7001,{},,1,", "g".repeat(300))]),
            Expect::AllRefused("out_of_range"),
        ),
        case(
            "good rows among bad ones",
            lines(HEADER, &["U999,CO2,,1,", "7001,CO2,,1,", "7001,,,1,", "7001,CO2,,x,", "7002,CO2,,3,", "7001"]),
            Expect::Rows(2, vec!["unknown_unit", "missing", "not_a_number", "malformed_row"]),
        ),
        case(
            "a row wrong in every cell",
            lines(HEADER, &[&format!("7001,,{},x,{}", "s".repeat(256), "n".repeat(10_001))]),
            Expect::Rows(0, vec!["missing", "out_of_range", "not_a_number", "out_of_range"]),
        ),
    ]
}

/// Unusual, and readable.
pub(super) fn odd_rows() -> Vec<Case> {
    let stored = |rows| Expect::Rows(rows, Vec::new());
    let behind = |n: usize| format!(",c{n}");
    let many = (0..10_000).map(behind).collect::<String>();
    let blanks = ",".repeat(10_000);
    vec![
        case(
            "old Macintosh line ends",
            lines(HEADER, &["7001,CO2,,1,", "7001,CO2,,2,"]).replace('\n', "\r"),
            stored(2),
        ),
        case("mixed line ends", format!("{HEADER}7001,CO2,,1,\r\n7001,CO2,,2,\r\r\n7001,CO2,,3,\n\n"), stored(3)),
        case("no last line end", format!("{HEADER}7001,CO2,,1,"), stored(1)),
        case("a byte order mark", format!("\u{feff}{HEADER}7001,CO2,,1,\n"), stored(1)),
        case(
            "semicolons and decimal commas",
            lines(HEADER, &["7001,CO2,,1.5,"]).replace(',', ";").replace('.', ","),
            stored(1),
        ),
        case("tabs", lines(HEADER, &["7001,CO2,,1.5,"]).replace(',', "\t"), stored(1)),
        case(
            "a header in capitals with spaces",
            lines(&HEADER.to_uppercase().replace(',', " , "), &["7001,CO2,,1,"]),
            stored(1),
        ),
        case(
            "a header with marks of direction",
            lines("\u{200f}unit_institutional_id,cate\u{200b}gory,\u{202b}quantity\u{202c}\n", &["7001,CO2,1"]),
            stored(1),
        ),
        case(
            "10,000 more columns",
            format!("unit_institutional_id,category,quantity{many}\n7001,CO2,1{blanks}\n"),
            stored(1),
        ),
        case(
            "quotes in the middle",
            lines(HEADER, &["7001,CO2,,1,a 5\" disk", "7001,CO2,,1,\"a \"\"5\"\" \"disk"]),
            stored(2),
        ),
        case("blank rows of quotes", lines(HEADER, &["\"\",\"\",\"\",\"\",\"\"", "7001,CO2,,1,", ",,,,"]), stored(1)),
        case("a note over several lines", format!("{HEADER}7001,CO2,,1,\"a\r\nb\n\rc\"\n"), stored(1)),
        case(
            "emoji, right to left, control characters",
            lines(HEADER, &["7001,CO2,,1,👩‍🔬 مرحبا \u{202e}abc \u{1}\u{7f}"]),
            stored(1),
        ),
        case(
            "numbers at their bounds",
            lines(
                HEADER,
                &["7001,CO2,,-0,", "7001,CO2,,+1,", "7001,CO2,,1e-300,", "7001,CO2,,1e15,", "7001,CO2,, 007.50 ,"],
            ),
            stored(5),
        ),
        case(
            "letters of Windows-1252",
            [HEADER.as_bytes(), b"7001,CO2,,1,d\xe9p\xf4t \x80 \x81\n"].concat(),
            stored(1),
        ),
        case(
            "half a letter of UTF-8",
            [HEADER.as_bytes(), b"7001,CO2,,1,\xed\xa0\x80 \xc0\xaf \xf0\x9f\n"].concat(),
            stored(1),
        ),
        case("a gas that nobody knows", lines(HEADER, &["7001,phlogiston,,1,"]), stored(1)),
        case(
            "a note of 10,000 characters",
            lines(HEADER, &[&format!("7001,CO2,,1,{}", "é".repeat(10_000))]),
            stored(1),
        ),
    ]
}
