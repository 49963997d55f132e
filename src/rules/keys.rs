//! Every key of every rule file, documented once: what is not here is refused, and `rules schema` and the manual's table are
//! made from it.

/// One kind of rule file.
#[derive(Debug)]
pub(super) struct Kind {
    /// As `rules schema` calls it.
    pub name: &'static str,
    /// The files of this kind, below `rules/`.
    pub files: &'static str,
    /// What stands in them.
    pub about: &'static str,
    /// What a file looks like.
    pub shape: Shape,
}

/// A key of a table.
#[derive(Debug)]
pub(super) struct Key {
    /// As written.
    pub name: &'static str,
    /// A mistake when it is missing.
    pub needed: bool,
    /// What it says.
    pub about: &'static str,
    /// What its value looks like.
    pub shape: Shape,
}

/// What a value looks like.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// A text in quotes.
    Text,
    /// A whole number above 0.
    Number,
    /// A date or a moment, without quotes.
    Date,
    /// One of these words; beside each, what it means.
    OneOf(&'static [(&'static str, &'static str)]),
    /// A list of texts, or one text.
    Texts,
    /// A list of country codes.
    Codes,
    /// A list of lists of texts.
    Lists,
    /// A table with these keys and no others.
    Table(&'static [Key]),
    /// `[[name]]`: several tables with these keys and no others.
    Tables(&'static [Key]),
    /// A table whose keys the administrator chooses.
    Map(Names, &'static Shape),
}

/// What the keys of a table are that the administrator chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// Language codes: `en`, `fr`, `pt-BR`.
    Languages,
    /// Country codes: `FR`.
    Countries,
    /// Ids of fields.
    Fields,
    /// Values of a choice.
    Values,
    /// Ids of UCLG sections.
    Sections,
    /// Purposes of words, which the program knows.
    Purposes,
    /// Names of texts, which the program knows.
    Texts,
}

/// One text a language.
const TITLES: Shape = Shape::Map(Names::Languages, &Shape::Text);

/// Several texts a language.
const WORDINGS: Shape = Shape::Map(Names::Languages, &Shape::Texts);

const fn key(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key {
        name,
        needed: false,
        about,
        shape,
    }
}

const fn needed(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key {
        name,
        needed: true,
        about,
        shape,
    }
}

/// How much a record needs a field.
pub(super) const NEEDS: &[(&str, &str)] = &[
    ("required", "a record is incomplete without it"),
    ("wished", "asked for when it is missing, but not blocking"),
    ("optional", "taken when it is there"),
    ("derived", "concluded from other values, never read"),
];

/// What a value is.
pub(super) const TYPES: &[(&str, &str)] = &[
    ("text", "one line: a name of a place or thing, a role"),
    (
        "person",
        "a person's name; a function behind a comma is split off",
    ),
    ("long_text", "several lines or paragraphs"),
    (
        "country",
        "a country, kept as its ISO code; known names stand in countries.toml",
    ),
    ("section", "the UCLG section, concluded from the country"),
    ("choice", "one of the [[field.choice]] tables"),
    ("integer", "a whole number, in digits or words"),
    ("url", "a web address"),
    ("period", "a term of office, kept as 2023-2027"),
    ("email", "an e-mail address"),
    (
        "phone",
        "a telephone number, kept with its country code: +34600000000",
    ),
    (
        "yes_no",
        "yes or no; the words for them stand in words.toml, [yes] and [no]",
    ),
    ("date", "a date, kept as 2026-06-25"),
    (
        "wave",
        "the wave of the campaign, concluded from the day of receipt",
    ),
];

/// The keys of a choice.
pub(super) const CHOICE: &[Key] = &[
    needed(
        "value",
        Shape::Text,
        "What a record keeps, in English small letters.",
    ),
    key("titles", TITLES, "As forms print it, one text a language."),
    key("words", WORDINGS, "Other words for it, by language."),
];

/// The keys of a field.
pub(super) const FIELD: &[Key] = &[
    needed(
        "id",
        Shape::Text,
        "What the record calls it: small letters, digits, underscores. Fillable fields of this name are this field.",
    ),
    needed("need", Shape::OneOf(NEEDS), "How much a record needs it."),
    needed(
        "type",
        Shape::OneOf(TYPES),
        "What its value is, and so how it is read.",
    ),
    needed(
        "titles",
        TITLES,
        "How our mails call it, one text a language.",
    ),
    key(
        "names",
        Shape::Texts,
        "Further names that fillable fields and content controls have for it.",
    ),
    key(
        "labels",
        WORDINGS,
        "Labels in other wordings, by language. Case, accents and punctuation at the ends do not matter, and a typing error or two is forgiven.",
    ),
    key(
        "weak_labels",
        WORDINGS,
        "Labels so common that they count only where their surroundings support them. Several fields may share one.",
    ),
    key(
        "function_field",
        Shape::Text,
        "For a person: the id of the field that takes the function written beside the name (\"Ana Pérez, Mayor\").",
    ),
    key(
        "pattern",
        Shape::Text,
        "For a text: what the whole value must look like, as a regular expression of the regex crate. What does not match is asked about.",
    ),
    key(
        "choice",
        Shape::Tables(CHOICE),
        "For a choice: what may be chosen.",
    ),
];

/// The keys of `fields.toml`.
pub(super) const FIELDS: &[Key] = &[
    key(
        "other_labels",
        WORDINGS,
        "Printed lines that belong to no field: headings, instructions. They end the value before them.",
    ),
    needed(
        "field",
        Shape::Tables(FIELD),
        "The fields, in the order in which people see them.",
    ),
];

/// The keys of a part of the blank form.
pub(super) const SECTION: &[Key] = &[
    needed("titles", TITLES, "Its heading, one text a language."),
    needed("fields", Shape::Texts, "Ids of its fields, in their order."),
];

/// The other words of the blank form.
pub(super) const BLANK: &[Key] = &[
    key(
        "introduction",
        Shape::Text,
        "What stands below the title. A blank line starts a new paragraph.",
    ),
    key(
        "note",
        Shape::Text,
        "What the asterisk beside a label means.",
    ),
    key(
        "required",
        Shape::Text,
        "The same in one word, for those who hear the form.",
    ),
    key("yes", Shape::Text, "One answer to a yes_no field."),
    key("no", Shape::Text, "The other."),
    key(
        "page",
        Shape::Text,
        "The line with the page number: `Page {{ page }} of {{ pages }}`.",
    ),
];

/// The keys of a form's file.
pub(super) const FORM: &[Key] = &[
    key(
        "titles",
        TITLES,
        "What the form is called, one text a language.",
    ),
    needed(
        "labels",
        Shape::Map(Names::Languages, &Shape::Map(Names::Fields, &Shape::Texts)),
        "By language: field id = the label that the form prints, in the order of the form.",
    ),
    key(
        "other_labels",
        WORDINGS,
        "Its printed lines that belong to no field: headings, instructions. They end the value before them.",
    ),
    key(
        "section",
        Shape::Tables(SECTION),
        "The parts of the blank form that `cisdp-intake form` writes. Without them its fields follow the labels.",
    ),
    key(
        "lines",
        Shape::Map(Names::Fields, &Shape::Number),
        "Field id = lines that the blank form leaves for the answer; else 1, or 7 for a long_text.",
    ),
    key(
        "hints",
        Shape::Map(Names::Languages, &Shape::Map(Names::Fields, &Shape::Text)),
        "By language: field id = a line of help on the blank form.",
    ),
    key(
        "texts",
        Shape::Map(Names::Languages, &Shape::Table(BLANK)),
        "By language: what else the blank form prints.",
    ),
    key(
        "names",
        Shape::Map(Names::Fields, &Shape::Texts),
        "Field id = names that the fillable fields of this form have for it.",
    ),
    key(
        "choices",
        Shape::Map(
            Names::Languages,
            &Shape::Map(Names::Fields, &Shape::Map(Names::Values, &Shape::Texts)),
        ),
        "By language and field: value of a choice, or yes and no = as the form prints it.",
    ),
    key(
        "field",
        Shape::Tables(FIELD),
        "Fields that only this form asks for. Other forms are complete without them.",
    ),
];

/// The keys of `waves.toml`.
pub(super) const WAVES: &[Key] = &[needed(
    "wave",
    Shape::Tables(WAVE),
    "The waves, oldest first.",
)];

/// The keys of a wave.
pub(super) const WAVE: &[Key] = &[
    needed("number", Shape::Number, "Its number, from 1."),
    needed("title", Shape::Text, "Its motto."),
    needed(
        "from",
        Shape::Date,
        "Mail received from this day on belongs to it: 2025-08-01, without quotes.",
    ),
];

/// The keys of the files of countries.
pub(super) const COUNTRIES: &[Key] = &[
    key(
        "month_first",
        Shape::Codes,
        "Codes of countries where dates are written month first.",
    ),
    key(
        "aliases",
        Shape::Map(Names::Countries, &Shape::Texts),
        "Code = further names, in any language.",
    ),
    key(
        "names",
        Shape::Map(
            Names::Languages,
            &Shape::Map(Names::Countries, &Shape::Text),
        ),
        "By language: code = the name as our mails show it.",
    ),
    key(
        "index",
        Shape::Table(INDEX),
        "Generated names; nothing to edit.",
    ),
];

/// The keys of the generated names.
pub(super) const INDEX: &[Key] = &[key(
    "names",
    Shape::Text,
    "Lines of a name in its comparison form, a tab and a code.",
)];

/// The keys of `sections.toml`.
pub(super) const SECTIONS: &[Key] = &[
    needed(
        "names",
        Shape::Map(Names::Sections, &TITLES),
        "The sections with their names by language.",
    ),
    needed(
        "countries",
        Shape::Map(Names::Sections, &Shape::Codes),
        "Section = codes of its countries.",
    ),
];

/// The keys of `cities.toml`.
pub(super) const CITIES: &[Key] = &[key(
    "aliases",
    Shape::Map(Names::Countries, &Shape::Lists),
    "Country code = lists of the names of one place each; the first stands for the others.",
)];

/// The keys of `robots.toml`.
pub(super) const ROBOTS: &[Key] = &[
    key(
        "senders",
        Shape::Texts,
        "What stands before the @ of a robot's address; * stands for any characters.",
    ),
    key(
        "subjects",
        Shape::Texts,
        "How the subject of an out-of-office reply begins.",
    ),
    key(
        "bounce_subjects",
        Shape::Texts,
        "How the subject of a delivery report begins.",
    ),
    key(
        "list_header_exceptions",
        Shape::Texts,
        "Domains of people whose gateway makes their mail look like a newsletter.",
    ),
];

/// All kinds of rule files.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "fields",
        files: "fields.toml",
        about: "What a record holds, and by which labels it is known wherever it stands.",
        shape: Shape::Table(FIELDS),
    },
    Kind {
        name: "form",
        files: "forms/*.toml",
        about: "What one form prints, for every carrier. The file's name is the form's id.",
        shape: Shape::Table(FORM),
    },
    Kind {
        name: "waves",
        files: "waves.toml",
        about: "The waves of the campaign.",
        shape: Shape::Table(WAVES),
    },
    Kind {
        name: "words",
        files: "words.toml, phrases.toml",
        about: "Words and phrases by purpose and language.",
        shape: Shape::Map(Names::Purposes, &WORDINGS),
    },
    Kind {
        name: "texts",
        files: "texts/*.toml",
        about: "What our mails say, in the language that the file is named by.",
        shape: Shape::Map(Names::Texts, &Shape::Text),
    },
    Kind {
        name: "countries",
        files: "countries.toml, countries-cldr.toml",
        about: "Names of countries.",
        shape: Shape::Table(COUNTRIES),
    },
    Kind {
        name: "sections",
        files: "sections.toml",
        about: "The sections of UCLG and their countries.",
        shape: Shape::Table(SECTIONS),
    },
    Kind {
        name: "cities",
        files: "cities.toml",
        about: "Places with several names.",
        shape: Shape::Table(CITIES),
    },
    Kind {
        name: "robots",
        files: "robots.toml",
        about: "Signs of mail that no person wrote, which is never answered.",
        shape: Shape::Table(ROBOTS),
    },
];
