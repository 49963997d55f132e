//! The objects of a file that is written as most programs do, read in one go. Whatever is out of the ordinary is left to lopdf,
//! which takes six times as long, since it tries every kind of object at every place.

use memchr::memmem;
use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream, StringFormat};
use std::collections::BTreeMap;
use std::str::FromStr;

/// Objects within one another, and brackets in a text; lopdf reads twice as many.
const DEPTH: usize = 50;
/// The file's end, in which the place of its table of objects is written.
const END: usize = 512;
/// How far that place stands before the mark of the end.
const LAST: usize = 25;

/// Where objects stand, by their number, and their generation.
type Table = BTreeMap<u32, (usize, u16)>;

/// The file as lopdf opens it. None when it is encrypted, has additions or objects in streams, or when anything in it is not as
/// it should be.
pub(super) fn read(bytes: &[u8]) -> Option<Document> {
    let (table, trailer) = table(bytes)?;
    let read = |(number, (at, generation)): (&u32, &(usize, u16))| {
        let id = (*number, *generation);
        Some((id, whole(bytes, *at, id, &table)?))
    };
    let mut doc = Document::new();
    doc.objects = table.iter().map(read).collect::<Option<_>>()?;
    doc.trailer = trailer;
    Some(doc)
}

/// The table of objects and the trailer behind it.
fn table(bytes: &[u8]) -> Option<(Table, Dictionary)> {
    let mut at = Cursor(bytes);
    at.is(b"%PDF-").then_some(())?;
    let mut at = Cursor(bytes.get(table_start(bytes)?..)?);
    at.is(b"xref").then_some(())?;
    at.eol()?;
    let mut table = Table::new();
    while at.first()?.is_ascii_digit() {
        let start: u32 = at.number()?;
        at.is(b" ").then_some(())?;
        let count: u32 = at.number()?;
        at.is(b" ");
        at.eol()?;
        for number in start..start.checked_add(count)? {
            let offset: u32 = at.number()?;
            at.is(b" ").then_some(())?;
            let generation: u16 = at.number()?;
            let used = at.is(b" n");
            (used || at.is(b" f")).then_some(())?;
            [b" \r", b" \n", b"\r\n"]
                .iter()
                .any(|end| at.is(*end))
                .then_some(())?;
            if used {
                table.insert(number, (offset as usize, generation));
            }
        }
    }
    at.space()?;
    (at.is(b"trailer") && !table.is_empty()).then_some(())?;
    at.space()?;
    let trailer = at.dictionary(DEPTH)?;
    let odd = [&b"Prev"[..], b"XRefStm", b"Encrypt"];
    let odd = odd.iter().any(|key| trailer.has(key));
    (!odd && trailer.get(b"Size").is_ok_and(|size| size.as_i64().is_ok())).then_some(())?;
    Some((table, trailer))
}

/// Where the table of objects begins.
fn table_start(bytes: &[u8]) -> Option<usize> {
    let from = bytes.len().saturating_sub(END);
    let end = from + memmem::rfind(bytes.get(from..)?, b"%%EOF")?;
    let last = bytes.get(end.checked_sub(LAST)?..end)?;
    let place = memmem::rfind(last, b"startxref")?;
    let mut at = Cursor(last.get(place..)?.strip_prefix(b"startxref")?);
    at.eol()?;
    let start = at.number()?;
    at.eol()?;
    at.0.is_empty().then_some(start)
}

/// The object of this number that stands at this place.
fn whole(bytes: &[u8], at: usize, id: ObjectId, table: &Table) -> Option<Object> {
    let mut at = Cursor::object_at(bytes, at, id)?;
    if !at.0.starts_with(b"<<") {
        return at.object(DEPTH);
    }
    let dict = at.dictionary(DEPTH)?;
    at.space()?;
    if !at.is(b"stream") {
        return Some(Object::Dictionary(dict));
    }
    if dict.has_type(b"ObjStm") {
        return None;
    }
    at.skip(|byte| matches!(byte, b' ' | b'\t'));
    at.eol()?;
    let length = match dict.get(b"Length").ok()? {
        Object::Reference(id) => {
            let (at, generation) = table.get(&id.0)?;
            let mut at = Cursor::object_at(bytes, *at, (id.0, *generation))?;
            (id.1 == *generation).then(|| at.object(DEPTH))??
        }
        own => own.clone(),
    };
    let length = usize::try_from(length.as_i64().ok()?).ok()?;
    let (content, behind) = at.0.split_at_checked(length)?;
    let mut at = Cursor(behind);
    let _ = at.eol();
    at.is(b"endstream")
        .then(|| Object::Stream(Stream::new(dict, content.to_vec())))
}

/// What is left of the file from some place on.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    /// Behind the head of the object that stands at a place; none when it is another one.
    fn object_at(bytes: &'a [u8], at: usize, id: ObjectId) -> Option<Cursor<'a>> {
        let mut at = Cursor(bytes.get(at..)?);
        at.space()?;
        let found = at.pair()?;
        (found == id && at.is(b"obj")).then_some(())?;
        at.space()?;
        Some(at)
    }

    fn first(&self) -> Option<u8> {
        self.0.first().copied()
    }

    /// Steps over these bytes when they stand here.
    fn is(&mut self, word: &[u8]) -> bool {
        let behind = self.0.strip_prefix(word);
        self.0 = behind.unwrap_or(self.0);
        behind.is_some()
    }

    /// Steps over some bytes, and returns them.
    fn skip(&mut self, wanted: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self.0.iter().position(|byte| !wanted(*byte));
        let (skipped, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        self.0 = rest;
        skipped
    }

    /// The end of a line.
    fn eol(&mut self) -> Option<()> {
        let found = self.is(b"\r\n") || self.is(b"\n") || self.is(b"\r");
        found.then_some(())
    }

    /// White space and comments, perhaps none.
    fn space(&mut self) -> Option<()> {
        loop {
            self.skip(is_white);
            if self.first() != Some(b'%') {
                return Some(());
            }
            let end = memchr::memchr2(b'\r', b'\n', self.0)?;
            self.0 = self.0.get(end..)?;
        }
    }

    /// A number without a sign.
    fn number<T: FromStr>(&mut self) -> Option<T> {
        parsed(self.skip(|byte| byte.is_ascii_digit()))
    }

    /// The number and the generation of an object, and the space behind them.
    fn pair(&mut self) -> Option<ObjectId> {
        let number = self.number()?;
        self.space()?;
        let generation = self.number()?;
        self.space()?;
        Some((number, generation))
    }

    /// An object and the space behind it.
    fn object(&mut self, depth: usize) -> Option<Object> {
        let depth = depth.checked_sub(1)?;
        let object = match self.first()? {
            b'/' => Object::Name(self.name()?),
            b'(' => Object::String(self.text()?, StringFormat::Literal),
            b'<' if self.0.starts_with(b"<<") => Object::Dictionary(self.dictionary(depth)?),
            b'<' => Object::String(self.hexadecimal()?, StringFormat::Hexadecimal),
            b'[' => Object::Array(self.array(depth)?),
            b'n' => self.is(b"null").then_some(Object::Null)?,
            b't' => self.is(b"true").then_some(Object::Boolean(true))?,
            b'f' => self.is(b"false").then_some(Object::Boolean(false))?,
            _ => self.reference().or_else(|| self.value())?,
        };
        self.space()?;
        Some(object)
    }

    /// A reference to an object; nothing is stepped over when there is none.
    fn reference(&mut self) -> Option<Object> {
        let mut at = Cursor(self.0);
        let id = at.pair()?;
        at.is(b"R").then_some(())?;
        self.0 = at.0;
        Some(Object::Reference(id))
    }

    /// A number of any kind.
    fn value(&mut self) -> Option<Object> {
        let mut at = Cursor(self.0);
        let _ = at.is(b"-") || at.is(b"+");
        let mut digits = at.skip(|byte| byte.is_ascii_digit()).len();
        let is_whole = !at.is(b".");
        if !is_whole {
            digits += at.skip(|byte| byte.is_ascii_digit()).len();
        }
        let text = self.0.get(..self.0.len() - at.0.len())?;
        self.0 = at.0;
        match (digits, is_whole) {
            (0, _) => None,
            (_, true) => Some(Object::Integer(parsed(text)?)),
            (_, false) => Some(Object::Real(parsed(text)?)),
        }
    }

    fn name(&mut self) -> Option<Vec<u8>> {
        self.is(b"/").then_some(())?;
        let mut name = self.skip(is_regular).to_vec();
        while self.is(b"#") {
            let (digits, rest) = self.0.split_at_checked(2)?;
            if !digits.iter().all(u8::is_ascii_hexdigit) {
                return None;
            }
            name.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            self.0 = rest;
            name.extend(self.skip(is_regular));
        }
        Some(name)
    }

    /// A text in brackets.
    fn text(&mut self) -> Option<Vec<u8>> {
        self.is(b"(").then_some(())?;
        let (mut text, mut open) = (Vec::new(), 0);
        loop {
            text.extend(self.skip(|byte| !matches!(byte, b'(' | b')' | b'\\')));
            let sign = self.first()?;
            self.0 = self.0.get(1..)?;
            match sign {
                b'\\' => text.extend(self.escaped()?),
                b')' if open == 0 => return Some(text),
                b')' => open -= 1,
                _ if open == DEPTH => return None,
                _ => open += 1,
            }
            if sign != b'\\' {
                text.push(sign);
            }
        }
    }

    /// What a sign behind a backslash stands for: nothing at the end of a line.
    fn escaped(&mut self) -> Option<Option<u8>> {
        if self.eol().is_some() {
            return Some(None);
        }
        let is_octal = |byte: &&u8| matches!(**byte, b'0'..=b'7');
        let octal = self.0.iter().take(3).take_while(is_octal).count();
        if octal > 0 {
            let (digits, rest) = self.0.split_at(octal);
            self.0 = rest;
            let digits = digits.iter().map(|digit| u32::from(digit - b'0'));
            return Some(Some(digits.fold(0, |all, digit| all * 8 + digit) as u8));
        }
        let (sign, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(Some(match sign {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'f' => 12,
            other => *other,
        }))
    }

    fn hexadecimal(&mut self) -> Option<Vec<u8>> {
        self.is(b"<").then_some(())?;
        let digits = self.skip(|byte| is_white(byte) || byte.is_ascii_hexdigit());
        self.is(b">").then_some(())?;
        let digits = digits
            .iter()
            .filter_map(|byte| char::from(*byte).to_digit(16));
        let (mut text, mut high) = (Vec::new(), None);
        for digit in digits {
            match high.take() {
                Some(high) => text.push((high << 4 | digit) as u8),
                None => high = Some(digit),
            }
        }
        // A digit that is missing is a zero.
        text.extend(high.map(|high| (high << 4) as u8));
        Some(text)
    }

    fn array(&mut self, depth: usize) -> Option<Vec<Object>> {
        self.is(b"[").then_some(())?;
        self.space()?;
        let mut array = Vec::new();
        while !self.is(b"]") {
            array.push(self.object(depth)?);
        }
        Some(array)
    }

    fn dictionary(&mut self, depth: usize) -> Option<Dictionary> {
        self.is(b"<<").then_some(())?;
        self.space()?;
        let mut dict = Dictionary::new();
        while !self.is(b">>") {
            let key = self.name()?;
            self.space()?;
            dict.set(key, self.object(depth)?);
        }
        Some(dict)
    }
}

fn parsed<T: FromStr>(text: &[u8]) -> Option<T> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0 | 12)
}

/// True for what stands in a name as it is.
fn is_regular(byte: u8) -> bool {
    let is_sign = matches!(
        byte,
        b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%' | b'#'
    );
    !is_white(byte) && !is_sign
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of these objects, with its table, its trailer and a comment at its head.
    fn file(objects: &[&str], trailer: &str) -> Vec<u8> {
        let mut file = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for (number, object) in (1..).zip(objects) {
            table += &format!("{:010} 00000 n \n", file.len());
            file.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
        }
        let start = file.len();
        file.extend(format!("{table}trailer\n<<{trailer}>>\nstartxref\n{start}\n%%EOF\n").bytes());
        file
    }

    #[test]
    fn objects_are_read_as_lopdf_reads_them() {
        let objects = [
            "<</Type/Catalog /Pages 2 0 R % a comment\n /A[null true false/B#20c/ ()]/A(twice)>>",
            "[1 -2 +3 4. -.5 +6.25 0 0 R 7 0 R8 9 1 2 R[]]",
            "<< /Length 5 /Filter/None>> stream\r\n12345\nendstream",
            "<</Length 6 0 R>>stream\n\nendstream\nendstream",
            "(a(b)\\)\\(\\\\ \\n\\r\\t\\b\\f\\q\\1\\12\\1234\\8 \r\n \\\r\n \\\n c)",
            "1",
            "<48 65 6C6c 6F\0 7>",
            "<</Length 0>>stream\nendstream",
            "2 0 R",
            "<>",
        ];
        let file = file(&objects, "/Size 11/Root 1 0 R");
        let own = read(&file).unwrap();
        let other = Document::load_mem(&file).unwrap();
        assert_eq!(own.objects.len(), objects.len());
        assert_eq!(own.objects, other.objects);
        assert_eq!(own.trailer, other.trailer);
    }

    #[test]
    fn what_is_out_of_the_ordinary_is_left_alone() {
        let deep = format!("{}{}", "[".repeat(60), "]".repeat(60));
        for (object, trailer) in [
            ("<</Type/ObjStm/Length 1>>stream\n1\nendstream", "/Size 2"),
            ("<</Length 3>>stream\n1\nendstream", "/Size 2"),
            ("<</Length 1 0 R>>stream\n1\nendstream", "/Size 2"),
            ("<</A>>", "/Size 2"),
            ("(a", "/Size 2"),
            ("/A#2", "/Size 2"),
            (&deep, "/Size 2"),
            ("1", "/Size 2/Prev 9"),
            ("1", "/Size 2/Encrypt 1 0 R"),
            ("1", ""),
        ] {
            assert!(
                read(&file(&[object], trailer)).is_none(),
                "{object} {trailer}"
            );
        }
        assert!(read(b"%PDF-1.4\n").is_none());
    }
}
