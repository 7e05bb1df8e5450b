use super::*;

fn open(bytes: &[u8], expected: &[&'static str]) -> Result<Table, FileError> {
    Table::open(&crate::ingestion::Content::Bytes(bytes).spool(), expected).map_err(|stop| match stop {
        Stop::File(error) => error,
        Stop::Job(error) => panic!("{error}"),
    })
}

fn all(table: &Table) -> Vec<Record> {
    let (mut records, mut record, mut found) = (table.records().unwrap(), Record::default(), Vec::new());
    while records.next(&mut record).unwrap() {
        found.push(record.clone());
    }
    found
}

fn rows(text: &str) -> Vec<(i32, i32, Option<String>)> {
    let table = open(text.as_bytes(), &["name", "note"]).unwrap();
    let note = |record: Record| (record.row, record.line, table.cell(&record, "note").map(str::to_owned));
    all(&table).into_iter().map(note).collect()
}

fn with_note((row, line, text): (i32, i32, &str)) -> (i32, i32, Option<String>) {
    (row, line, Some(text.to_owned()))
}

#[test]
fn lines_count_blank_lines_and_quoted_line_ends() {
    let unix = "name,note\n\nA,\"two\nlines\"\n\nB,x\n,\nC,y";
    assert_eq!(rows(unix), [(1, 3, "two\nlines"), (2, 6, "x"), (3, 7, ""), (4, 8, "y")].map(with_note));
    let windows = unix.replace('\n', "\r\n");
    assert_eq!(rows(&windows).iter().map(|row| row.1).collect::<Vec<_>>(), [3, 6, 7, 8]);
    let old_mac = "name,note\rA,x\rB,y";
    assert_eq!(rows(old_mac).iter().map(|row| row.1).collect::<Vec<_>>(), [2, 3]);
    let mixed = "name,note\r\nA,x\nB,\"a\r\nb\rc\n\"\rC,y\r\n";
    assert_eq!(rows(mixed).iter().map(|row| row.1).collect::<Vec<_>>(), [2, 3, 7]);
}

#[test]
fn byte_order_mark_header_case_and_semicolons_are_understood() {
    let text = "\u{feff} Name ;NOTE\nA;0,5\n";
    let table = open(text.as_bytes(), &["name", "note"]).unwrap();
    assert!(table.has_column("name") && table.has_column("note"));
    assert_eq!(table.decimal_mark(), DecimalMark::PointOrComma);
}

#[test]
fn invisible_marks_in_a_header_are_passed_over() {
    let table = open("\u{200f}name\u{200b},\u{202b}note\u{202c}\nA,x\n".as_bytes(), &["name", "note"]).unwrap();
    assert!(table.has_column("name") && table.has_column("note"));
}

#[test]
fn windows_1252_is_read_as_text() {
    let table = open(b"name,note\nGen\xe8ve,x\n", &["name", "note"]).unwrap();
    assert_eq!(table.cell(&all(&table)[0], "name"), Some("Genève"));
}

#[test]
fn quotes_close_double_and_stand_in_the_middle_of_cells() {
    let text = "name,note\nA,\"x \"\"y\"\"\"\nB,a 5\" disk\nC,\"z\" tail\nD,\"\"\n\"E\"\"\",\"\"\"\"\n";
    let notes: Vec<_> = rows(text).into_iter().map(|row| row.2.unwrap()).collect();
    assert_eq!(notes, ["x \"y\"", "a 5\" disk", "z tail", "", "\""]);
}

#[test]
fn a_quote_that_is_never_closed_is_noticed_in_the_last_record() {
    let unclosed = |text: &str| {
        let table = open(text.as_bytes(), &["name", "note"]).unwrap();
        all(&table).iter().map(|record| record.is_unclosed).collect::<Vec<_>>()
    };
    assert_eq!(unclosed("name,note\nA,x\nB,\"y\nC,z\n"), [false, true]);
    assert_eq!(unclosed("name,note\n\"A,x\nB,y"), [true]);
    assert_eq!(unclosed("name,note\nA,\"x \"\"y\"\"\"\nB,a 5\" disk\n"), [false, false]);
    assert_eq!(unclosed("name,note\nA,\"\"\"\"\n"), [false]);
}

#[test]
fn a_repeated_column_refuses_the_file() {
    assert_eq!(open(b"name,note,Name \nA,x,B\n", &["name"]).unwrap_err().columns, ["name"]);
    assert!(open(b"name,extra,extra\nA,x,B\n", &["name"]).is_ok());
}

#[test]
fn columns_that_nobody_knows_are_named_once() {
    let said = |text: &str| {
        let tally = open(text.as_bytes(), &["name"]).unwrap().tally();
        tally.warnings.first().iter().map(|warning| warning.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(said("name,Colour,,taste\nA,x,,y\n"), ["columns that are not used: “colour”, “taste”"]);
    assert_eq!(said("name,\nA,\n"), Vec::<String>::new());
    let column = |n: usize| format!(",c{n}");
    let many = (0..10_000).map(column).collect::<String>();
    assert!(said(&format!("name{many}\n"))[0].ends_with("“c19” and 9980 more"));
}

#[test]
fn empty_binary_and_headless_files_are_refused_by_name() {
    let code = |bytes: &[u8]| open(bytes, &["name"]).err().map(|error| error.code);
    assert_eq!(code(b""), Some(FileCode::Empty));
    assert_eq!(code(b"\xef\xbb\xbf\n\n"), Some(FileCode::Empty));
    assert_eq!(code(b"PK\x03\x04\x00\x00"), Some(FileCode::Encoding));
    assert_eq!(open(b"title\nA\n", &["name"]).unwrap().require(&["name"]).unwrap_err().columns, ["name"]);
}

#[test]
fn a_record_without_end_is_read_over() {
    let text = format!("name,note\nA,{}\nB,y\n\"{}", "x".repeat(3 << 20), "z".repeat(3 << 20));
    let table = open(text.as_bytes(), &["name", "note"]).unwrap();
    let found: Vec<_> = all(&table).iter().map(|r| (r.line, r.is_too_long, r.is_unclosed)).collect();
    assert_eq!(found, [(2, true, false), (3, false, false), (4, true, true)]);
    assert!(open("x".repeat(3 << 20).as_bytes(), &["name"]).is_err());
}

#[test]
fn records_are_the_same_wherever_blocks_of_the_file_end() {
    let row = |n: usize| format!("A{n},\"é {n}\r\nb\"\r\n");
    for padding in 1..12 {
        let text = format!("name,note\n{}\n{}", "x".repeat(padding), (0..9_000).map(row).collect::<String>());
        let found = rows(&text);
        assert_eq!(found.len(), 9_001);
        assert_eq!(found[9_000], (9_001, 3 + 2 * 8_999, Some("é 8999\r\nb".to_owned())));
    }
}
