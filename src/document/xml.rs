//! XML bytes → `Tree`, with the namespaces of office formats folded to fixed prefixes. Reads on after damage.

use super::charset;
use super::tree::{Id, ROOT, Tree, What};
use foldhash::HashMap;
use memchr::memmem;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

/// Namespaces by their beginning and the prefix that stands for them in the tree. Transitional and strict OOXML share one.
const SPACES: &[(&str, &str)] = &[
    (
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "w",
    ),
    ("http://purl.oclc.org/ooxml/wordprocessingml/main", "w"),
    ("http://schemas.microsoft.com/office/word/2003/wordml", "w"),
    (
        "http://schemas.microsoft.com/office/word/2010/wordml",
        "w14",
    ),
    (
        "http://schemas.microsoft.com/office/word/2012/wordml",
        "w15",
    ),
    (
        "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "mc",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "r",
    ),
    (
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
        "r",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "m",
    ),
    ("http://purl.oclc.org/ooxml/officeDocument/math", "m"),
    ("http://schemas.openxmlformats.org/drawingml/2006/main", "a"),
    ("http://purl.oclc.org/ooxml/drawingml/main", "a"),
    (
        "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "wps",
    ),
    ("urn:schemas-microsoft-com:vml", "v"),
    ("http://schemas.microsoft.com/office/2006/xmlPackage", "pkg"),
    ("urn:oasis:names:tc:opendocument:xmlns:office:1.0", "office"),
    ("urn:oasis:names:tc:opendocument:xmlns:text:1.0", "text"),
    ("urn:oasis:names:tc:opendocument:xmlns:table:1.0", "table"),
    ("urn:oasis:names:tc:opendocument:xmlns:drawing:1.0", "draw"),
    ("urn:oasis:names:tc:opendocument:xmlns:form:1.0", "form"),
    ("urn:oasis:names:tc:opendocument:xmlns:style:1.0", "style"),
    (
        "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "fo",
    ),
    (
        "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
        "manifest",
    ),
    (
        "urn:org:documentfoundation:names:experimental:office:xmlns:field:1.0",
        "field",
    ),
    (
        "urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0",
        "field",
    ),
    (
        "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
        "loext",
    ),
    ("http://openoffice.org/2004/office", "ooo"),
    ("http://www.w3.org/1999/xlink", "xlink"),
    ("http://www.w3.org/XML/1998/namespace", "xml"),
];

/// Most nodes that a tree may have: a form has some thousands, a bomb has millions.
const NODES: usize = 4_000_000;

/// A tree, and what was wrong with the XML that it was read from.
pub(super) struct Parsed {
    /// The tree, as far as it could be read.
    pub(super) tree: Tree,
    /// What was wrong, in words.
    pub(super) damage: Option<String>,
}

/// Reads XML. Names in the tree are `prefix:local` with our own prefixes, or the bare local name in other namespaces.
pub(super) fn parse(bytes: &[u8]) -> Parsed {
    parse_without(bytes, &[])
}

/// The name of an element that is left out with all that is in it; if a value stands beside it, only where an attribute has
/// this value.
pub(super) type LeftOut = (&'static str, &'static str);

/// Reads XML without some elements.
pub(super) fn parse_without(bytes: &[u8], left_out: &'static [LeftOut]) -> Parsed {
    let text = charset::decode_xml(bytes);
    let mut builder = Builder {
        tree: Tree::new(),
        open: vec![ROOT],
        scopes: vec![(String::from("xml"), "xml")],
        counts: Vec::new(),
        known: [HashMap::default(), HashMap::default()],
        left_out,
        to_leave_out: Vec::new(),
        skipped: 0,
    };
    let mut begin = 0;
    let mut reader = reader(&text);
    let damage = loop {
        match reader.read_event() {
            Ok(Event::Eof) => break None,
            Ok(Event::Start(start)) if builder.skipped == 0 && builder.is_left_out(&start) => {
                let at = begin + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
                match text
                    .get(at..)
                    .and_then(|rest| end_of(start.name().as_ref(), rest))
                {
                    Some(length) => {
                        begin = at + length;
                        reader = self::reader(text.get(begin..).unwrap_or_default());
                    }
                    None => builder.skipped = 1,
                }
            }
            Ok(event) => builder.take(event),
            Err(error) => {
                break Some(format!(
                    "XML is broken at byte {}: {error}",
                    begin as u64 + reader.error_position()
                ));
            }
        }
        if builder.tree.len() > NODES {
            break Some("XML has too many elements".to_owned());
        }
    };
    Parsed {
        tree: builder.tree,
        damage,
    }
}

/// A reader that goes on after what can be gone on after.
fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    reader.config_mut().allow_dangling_amp = true;
    reader
}

/// Length of the content and end tag of an element that has just begun. Nothing when that is not seen at a glance.
fn end_of(name: &str, rest: &str) -> Option<usize> {
    let end = format!("</{name}>");
    let at = memmem::find(rest.as_bytes(), end.as_bytes())?;
    let inside = rest.as_bytes().get(..at)?;
    // One of the same name inside has the same end tag.
    let again = memmem::find(inside, format!("<{name}").as_bytes());
    again.is_none().then_some(at + end.len())
}

struct Builder {
    tree: Tree,
    open: Vec<Id>,
    /// Prefixes in force, innermost last.
    scopes: Vec<(String, &'static str)>,
    /// How many prefixes each open element declared.
    counts: Vec<usize>,
    /// Names as written → their number, as long as no declaration changes: those of elements, and those of attributes, for
    /// which the default namespace does not count.
    known: [HashMap<String, u32>; 2],
    /// Elements that are left out.
    left_out: &'static [LeftOut],
    /// Those among them that occur, by the number of the name.
    to_leave_out: Vec<(u32, &'static str)>,
    /// How many open elements are being left out.
    skipped: u32,
}

impl Builder {
    fn take(&mut self, event: Event<'_>) {
        if self.skipped > 0 {
            match event {
                Event::Start(_) => self.skipped += 1,
                Event::End(_) => self.skipped -= 1,
                _ => {}
            }
            return;
        }
        match event {
            Event::Empty(start) if self.is_left_out(&start) => {}
            Event::Start(start) => self.start(&start),
            Event::Empty(start) => {
                self.start(&start);
                self.end();
            }
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(&text.into_inner()),
            Event::CData(data) => self.text(&data.into_inner()),
            Event::GeneralRef(reference) => {
                if let Ok(Some(character)) = reference.resolve_char_ref() {
                    self.text(character.encode_utf8(&mut [0; 4]));
                } else {
                    let name = reference.into_inner();
                    let text = quick_xml::escape::resolve_predefined_entity(&name);
                    self.text(text.unwrap_or_default());
                }
            }
            _ => {}
        }
    }

    fn is_left_out(&mut self, start: &BytesStart<'_>) -> bool {
        if self.left_out.is_empty() {
            return false;
        }
        let number = self.name(start.name().as_ref(), false);
        let found = self.to_leave_out.iter().find(|(known, _)| *known == number);
        found.is_some_and(|(_, value)| {
            value.is_empty()
                || start
                    .attributes()
                    .with_checks(false)
                    .flatten()
                    .any(|attribute| attribute.value == *value)
        })
    }

    fn start(&mut self, start: &BytesStart<'_>) {
        let before = self.scopes.len();
        let mut attributes: Vec<(&str, String)> = Vec::new();
        for attribute in start.attributes().with_checks(false).flatten() {
            let key: &str = attribute.key.into_inner();
            if key.contains("rsid") {
                continue;
            }
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .unwrap_or_default();
            if key == "xmlns" {
                self.scopes.push((String::new(), fold_space(&value)));
            } else if let Some(prefix) = key.strip_prefix("xmlns:") {
                self.scopes.push((prefix.to_owned(), fold_space(&value)));
            } else {
                attributes.push((key, value.into_owned()));
            }
        }
        let declared = self.scopes.len() - before;
        if declared > 0 {
            self.forget();
        }
        self.counts.push(declared);
        let name = self.name(start.name().as_ref(), false);
        let attributes = attributes
            .into_iter()
            .map(|(key, value)| (self.name(key, true), value))
            .collect();
        let node = self.tree.add(What::Element(name, attributes));
        let parent = self.open.last().copied().unwrap_or(ROOT);
        self.tree.append(parent, node);
        self.open.push(node);
    }

    fn end(&mut self) {
        // The root stays open: a closing tag too many must not end the document.
        if self.open.len() > 1 {
            self.open.pop();
            let declared = self.counts.pop().unwrap_or(0);
            if declared > 0 {
                self.scopes.truncate(self.scopes.len() - declared);
                self.forget();
            }
        }
    }

    fn forget(&mut self) {
        self.known.iter_mut().for_each(HashMap::clear);
    }

    fn text(&mut self, text: &str) {
        let parent = self.open.last().copied().unwrap_or(ROOT);
        if text.is_empty() || parent == ROOT {
            return;
        }
        if let Some(last) = self.tree.last_child(parent)
            && self.tree.extend_text(last, text)
        {
            return;
        }
        let node = self.tree.add(What::Text(text.to_owned()));
        self.tree.append(parent, node);
    }

    fn name(&mut self, written: &str, attribute: bool) -> u32 {
        let [elements, attributes] = &self.known;
        let known = if attribute { attributes } else { elements };
        if let Some(&number) = known.get(written) {
            return number;
        }
        let (prefix, local) = written.split_once(':').unwrap_or(("", written));
        let space = if attribute && prefix.is_empty() {
            ""
        } else {
            self.scopes
                .iter()
                .rev()
                .find(|(known, _)| known == prefix)
                .map_or("", |(_, space)| space)
        };
        let number = if space.is_empty() {
            self.tree.number(local)
        } else {
            self.tree.number(&format!("{space}:{local}"))
        };
        let [elements, attributes] = &mut self.known;
        let known = if attribute { attributes } else { elements };
        known.insert(written.to_owned(), number);
        let word = self.tree.word(number);
        let left_out = self.left_out.iter().find(|(name, _)| *name == word);
        if let Some((_, value)) = left_out
            && self.to_leave_out.iter().all(|(known, _)| *known != number)
        {
            self.to_leave_out.push((number, value));
        }
        number
    }
}

fn fold_space(uri: &str) -> &'static str {
    SPACES
        .iter()
        .find(|(known, _)| *known == uri)
        .map_or("", |(_, prefix)| prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strict_and_transitional_namespaces_are_one_and_prefixes_do_not_matter() {
        for uri in [
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ] {
            let xml = format!("<x:p xmlns:x='{uri}' x:val='1'><x:t>a&amp;&#233;</x:t></x:p>");
            let tree = parse(xml.as_bytes()).tree;
            let p = tree.child(ROOT, "w:p").unwrap();
            assert_eq!(tree.attribute(p, "w:val"), Some("1"));
            assert_eq!(tree.text(p), "a&é");
        }
    }

    #[test]
    fn what_stands_before_the_damage_is_kept() {
        let parsed = parse(b"<a><b>one</b><c>two</c></x></a><d <");
        assert_eq!(parsed.tree.text(ROOT), "onetwo");
        assert!(parsed.damage.is_some());
    }

    #[test]
    fn what_is_left_out_goes_with_all_that_is_in_it_and_nothing_else_goes() {
        let out: &[LeftOut] = &[("w:tabs", ""), ("w:style", "table")];
        let xml = "<w:a xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>one\
            <w:tabs><w:tab>x</w:tab></w:tabs>two<w:tabs/>three<w:tabs ><w:tabs>x</w:tabs>x</w:tabs >four\
            <w:style w:type='table'><w:b>x</w:b></w:style><w:style w:type='paragraph'>five</w:style>\
            <tabs>six</tabs><w:tabsX>seven</w:tabsX><w:tabs>x<!-- no end --></w:a>";
        let parsed = parse_without(xml.as_bytes(), out);
        assert_eq!(parsed.tree.text(ROOT), "onetwothreefourfivesixseven");
        assert_eq!(parsed.damage, None);
        // The place of a damage is the same, whatever was left out before it.
        let broken = "<a>one<w:tabs><b/></w:tabs>two<b <";
        let out: &[LeftOut] = &[("tabs", "")];
        let told = parse_without(broken.as_bytes(), out);
        assert_eq!(told.tree.text(ROOT), "onetwo");
        assert!(told.damage.is_some());
        assert_eq!(told.damage, parse(broken.as_bytes()).damage);
    }

    #[test]
    fn a_hundred_thousand_levels_neither_overflow_the_stack_nor_lose_text() {
        let xml = "<a>".repeat(100_000) + "deep" + &"</a>".repeat(100_000);
        let tree = parse(xml.as_bytes()).tree;
        assert_eq!(tree.text(ROOT), "deep");
    }
}
