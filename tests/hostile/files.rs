//! Attachments made to do harm: archives that unpack without end, XML that expands, names and sizes that lie.

use flate2::{Compress, Compression, FlushCompress};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// All of them, by the name under which they are attached.
pub fn all() -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| all.push((name.to_owned(), bytes));
    add("zeros.zip", zeros("zeros.txt", 10 << 30));
    add("zeros.docx", zeros("word/document.xml", 10 << 30));
    add("zeros.odt", zeros("content.xml", 10 << 30));
    add("zeros.txt.gz", gzip_of_zeros(2 << 30));
    add("nested.zip", nested(12));
    add("overlapping.zip", overlapping(20_000));
    add("itself.zip", overlapping_itself());
    add("many.zip", many(20_000));
    add("paths.zip", paths());
    add("lying.zip", lying());
    add("laughs.docx", docx(&laughs("w:document")));
    add("laughs.odt", odt(&laughs("office:document-content")));
    add("laughs.fodt", laughs("office:document").into_bytes());
    add("quadratic.docx", docx(&quadratic()));
    add("outside.docx", docx(&outside()));
    add("deep.docx", docx(&deep("w:p", 300_000)));
    add("deep.odt", odt(&deep("text:span", 300_000)));
    add(
        "deep.rtf",
        format!("{{\\rtf1{}", "{".repeat(2_000_000)).into_bytes(),
    );
    add("deep.html", "<div>".repeat(500_000).into_bytes());
    add("deep-tables.docx", docx(&tables(3_000)));
    add("wide-tables.docx", docx(&wide(2_000, 500)));
    add("repeated.ods", odt(&repeated()));
    add(
        "laughs.xlsx",
        zip(&[("xl/workbook.xml", laughs("workbook").as_bytes())]),
    );
    add(
        "long.txt",
        "Country: Spain\n".repeat(1_000_000).into_bytes(),
    );
    add("one-line.csv", ",".repeat(10 << 20).into_bytes());
    add("cut.docx", docx("<w:document>")[..60].to_vec());
    add("empty.pdf", b"%PDF-1.7\n%%EOF".to_vec());
    add("loop.pdf", PDF_LOOP.as_bytes().to_vec());
    add("gigantic.png", png(60_000, 60_000));
    all
}

/// A page tree whose only page is the tree itself.
const PDF_LOOP: &str = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2000000000>>endobj\ntrailer<</Root 1 0 R>>\n";

/// Deflated zeros of any length: one piece, which ends at a byte, again and again.
fn deflated_zeros(length: u64) -> Vec<u8> {
    const PIECE: usize = 64 << 20;
    let mut deflate = Compress::new(Compression::best(), false);
    let mut piece = Vec::with_capacity(1 << 20);
    let zeros = vec![0; PIECE];
    deflate
        .compress_vec(&zeros, &mut piece, FlushCompress::Full)
        .expect("zeros deflate");
    let mut out = Vec::new();
    for _ in 0..length / PIECE as u64 {
        out.extend(&piece);
    }
    // An empty last block (RFC 1951 section 3.2.4).
    out.extend([1, 0, 0, 0xff, 0xff]);
    out
}

/// An archive of one entry of zeros. Its sizes and checksum are wrong, which nobody knows before the end.
fn zeros(name: &str, length: u64) -> Vec<u8> {
    let packed = deflated_zeros(length);
    let mut archive = local_header(name, packed.len() as u32, 100_000);
    archive.extend(&packed);
    let directory = archive.len();
    archive.extend(central_header(name, packed.len() as u32, 100_000, 0));
    end(&mut archive, 1, directory);
    archive
}

fn gzip_of_zeros(length: u64) -> Vec<u8> {
    let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    file.extend(deflated_zeros(length));
    file.extend([0; 8]);
    file
}

/// Archives in archives, ten in each.
fn nested(levels: usize) -> Vec<u8> {
    let mut inner = zip(&[("zeros.txt", &vec![0; 1 << 20])]);
    for _ in 0..levels {
        let names: Vec<String> = (0..10).map(|n| format!("{n}.zip")).collect();
        let files: Vec<(&str, &[u8])> = names
            .iter()
            .map(|name| (name.as_str(), &inner[..]))
            .collect();
        inner = zip(&files);
    }
    inner
}

/// Many names in the directory for one and the same packed bytes.
fn overlapping(entries: u32) -> Vec<u8> {
    let packed = deflated_zeros(64 << 20);
    let mut archive = local_header("0.txt", packed.len() as u32, 64 << 20);
    archive.extend(&packed);
    let directory = archive.len();
    for number in 0..entries {
        archive.extend(central_header(
            &format!("{number}.txt"),
            packed.len() as u32,
            64 << 20,
            0,
        ));
    }
    end(&mut archive, entries, directory);
    archive
}

/// An archive that holds itself: its only entry is stored, and begins where the archive begins.
fn overlapping_itself() -> Vec<u8> {
    let name = "itself.zip";
    let size = 2000;
    let mut archive = local_header(name, size, size);
    archive[8] = 0;
    let whole = archive.clone();
    // The archive's own first bytes, over and over, are what the entry holds.
    while archive.len() < 1500 {
        archive.extend(&whole);
    }
    let directory = archive.len();
    let mut central = central_header(name, size, size, 0);
    central[10] = 0;
    archive.extend(central);
    end(&mut archive, 1, directory);
    archive
}

fn many(entries: usize) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..entries {
        let name = format!("{number}.txt");
        writer
            .start_file(name, SimpleFileOptions::default())
            .expect("an entry");
        writer.write_all(b"Country: Spain").expect("its bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

/// Names that lead out of any folder into which somebody might unpack.
fn paths() -> Vec<u8> {
    let form = super::mails::FORM.as_bytes();
    zip(&[
        ("../../../../../../tmp/cisdp-hostile-path.txt", form),
        ("/tmp/cisdp-hostile-absolute.txt", form),
        ("C:\\Windows\\CON.txt", form),
        ("a/../../b.txt", form),
        ("\u{202e}txt.exe", form),
    ])
}

/// Sizes that are not true, and a directory beyond the end.
fn lying() -> Vec<u8> {
    let mut archive = local_header("a.txt", u32::MAX, u32::MAX);
    archive.extend(b"x");
    let directory = archive.len();
    archive.extend(central_header("a.txt", u32::MAX, u32::MAX, u32::MAX));
    end(&mut archive, 65_000, directory);
    archive
}

fn local_header(name: &str, packed: u32, size: u32) -> Vec<u8> {
    let mut header = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
    header.extend(packed.to_le_bytes());
    header.extend(size.to_le_bytes());
    header.extend((name.len() as u16).to_le_bytes());
    header.extend([0, 0]);
    header.extend(name.as_bytes());
    header
}

fn central_header(name: &str, packed: u32, size: u32, at: u32) -> Vec<u8> {
    let mut header = b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
    header.extend(packed.to_le_bytes());
    header.extend(size.to_le_bytes());
    header.extend((name.len() as u16).to_le_bytes());
    header.extend([0; 12]);
    header.extend(at.to_le_bytes());
    header.extend(name.as_bytes());
    header
}

fn end(archive: &mut Vec<u8>, entries: u32, directory: usize) {
    let length = archive.len() - directory;
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend((entries as u16).to_le_bytes());
    archive.extend((entries as u16).to_le_bytes());
    archive.extend((length as u32).to_le_bytes());
    archive.extend((directory as u32).to_le_bytes());
    archive.extend([0, 0]);
}

/// An archive of these files.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .expect("an entry");
        writer.write_all(bytes).expect("its bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

/// A Word file with this main part.
pub fn docx(document: &str) -> Vec<u8> {
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    zip(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", relations.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ])
}

fn odt(content: &str) -> Vec<u8> {
    let kind: &[u8] = match content.contains("table:table-row") {
        true => b"application/vnd.oasis.opendocument.spreadsheet",
        false => b"application/vnd.oasis.opendocument.text",
    };
    zip(&[("mimetype", kind), ("content.xml", content.as_bytes())])
}

const WORD: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\"";

/// Entities of entities: a billion times one word.
fn laughs(root: &str) -> String {
    let mut dtd = "<!ENTITY lol0 \"lol\">".to_owned();
    for level in 1..10 {
        let below = format!("&lol{};", level - 1).repeat(10);
        dtd += &format!("<!ENTITY lol{level} \"{below}\">");
    }
    let body = match root.starts_with("w:") {
        true => "<w:body><w:p><w:r><w:t>Country: &lol9;</w:t></w:r></w:p></w:body>",
        false => {
            "<office:body><office:text><text:p>Country: &lol9;</text:p></office:text></office:body>"
        }
    };
    format!("<?xml version=\"1.0\"?><!DOCTYPE x [{dtd}]><{root} {WORD}>{body}</{root}>")
}

/// One long entity, many times.
fn quadratic() -> String {
    format!(
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"{}\">]><w:document {WORD}><w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>",
        "a".repeat(100_000),
        "&a;".repeat(100_000)
    )
}

/// An entity that stands for a file of the reader's machine.
fn outside() -> String {
    format!(
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><w:document {WORD}><w:body><w:p><w:r><w:t>Country: &a;</w:t></w:r></w:p></w:body></w:document>"
    )
}

fn deep(element: &str, levels: usize) -> String {
    format!(
        "<w:document {WORD}><w:body>{}",
        format!("<{element}>").repeat(levels)
    )
}

fn tables(levels: usize) -> String {
    let row = "<w:tbl><w:tr><w:tc>";
    format!("<w:document {WORD}><w:body>{}", row.repeat(levels))
}

fn wide(rows: usize, cells: usize) -> String {
    let row = format!(
        "<w:tr>{}</w:tr>",
        "<w:tc><w:tcPr><w:gridSpan w:val=\"2000000000\"/></w:tcPr><w:p><w:r><w:t>Country</w:t></w:r></w:p></w:tc>".repeat(cells)
    );
    format!(
        "<w:document {WORD}><w:body><w:tbl>{}</w:tbl>",
        row.repeat(rows)
    )
}

/// Few cells that say they stand there a billion times.
fn repeated() -> String {
    let cell = "<table:table-cell table:number-columns-repeated=\"1000000000\"><text:p>Country</text:p></table:table-cell>";
    let row = format!(
        "<table:table-row table:number-rows-repeated=\"1000000000\">{cell}</table:table-row>"
    );
    format!(
        "<office:document-content {WORD}><office:body><office:spreadsheet><table:table>{row}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
}

/// The head of a picture that says it is enormous.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut picture = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    picture.extend(width.to_be_bytes());
    picture.extend(height.to_be_bytes());
    picture.extend([8, 6, 0, 0, 0]);
    picture.extend([0; 4]);
    picture.extend(b"\0\0\0\0IDAT\0\0\0\0");
    picture
}
