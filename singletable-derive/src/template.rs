//! Key templates: literal text, `<field>` and `<field:spec>`. Two of the same bracket are a literal one:
//! `<<`, `>>`, `{{` and `}}`.

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Literal(String),
    Field { name: String, encoding: Encoding },
}

/// What follows the colon of `<field:spec>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Plain,
    Width(u8),
    Ordered,
    Millis,
    Micros,
    Nanos,
    Raw,
    Lower,
    Upper,
    LowerRaw,
    UpperRaw,
    Unpadded,
    Rfc3339,
}

/// What is wrong with the text of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// There is no text at all.
    Empty,
    /// The `<` before that text has no `>`.
    Unclosed(String),
    /// A `>` that closes nothing.
    Stray,
    /// A `{` or `}` alone; and the template that is meant, where that is clear.
    Brace(Option<String>),
    /// `<>` or `<:spec>`.
    NoField,
    /// White space between `<` and `>`.
    Space(String),
    /// A spec that does not exist.
    Spec { field: String, spec: String },
    /// A width of 0 or above 39.
    Width { field: String, spec: String },
    /// Two options that do not go together, or the same one twice.
    Apart {
        field: String,
        one: String,
        other: String,
    },
    /// Two fields without text between them.
    Adjacent(String, String),
}

/// The parts of a template, and what is wrong with it. The parts are there in spite of errors, as
/// far as they can be made out.
pub(crate) fn parse(text: &str) -> (Vec<Piece>, Vec<Malformed>) {
    let mut parser = Parser::default();
    let mut rest = text;
    while let Some(at) = rest.find(['<', '>', '{', '}']) {
        parser.literal.push_str(&rest[..at]);
        rest = parser.bracket(&rest[at..]);
    }
    parser.literal.push_str(rest);
    parser.end_literal();
    let Parser { pieces, errors, .. } = parser;
    let mut errors = errors;
    if let Some(brace) = errors.iter_mut().find_map(Malformed::brace) {
        *brace = with_angles(text);
    }
    if text.is_empty() {
        errors.push(Malformed::Empty);
    }
    for pair in pieces.windows(2) {
        if let [Piece::Field { name, .. }, Piece::Field { name: next, .. }] = pair {
            errors.push(Malformed::Adjacent(name.clone(), next.clone()));
        }
    }
    (pieces, errors)
}

/// What was read of a template.
#[derive(Default)]
struct Parser {
    pieces: Vec<Piece>,
    errors: Vec<Malformed>,
    /// The literal text that is not a piece yet.
    literal: String,
}

impl Parser {
    /// Reads what begins with a bracket, and returns the rest.
    fn bracket<'t>(&mut self, text: &'t str) -> &'t str {
        let (bracket, rest) = text.split_at(1);
        if let Some(rest) = rest.strip_prefix(bracket) {
            self.literal.push_str(bracket);
            return rest;
        }
        match bracket {
            "<" => self.field(rest),
            ">" => {
                self.errors.push(Malformed::Stray);
                rest
            }
            _ => self.brace(bracket, rest),
        }
    }

    /// Reads what follows a `<`.
    fn field<'t>(&mut self, text: &'t str) -> &'t str {
        let end = text.find(['>', '<']);
        let Some(end) = end.filter(|&end| text[end..].starts_with('>')) else {
            self.errors.push(Malformed::Unclosed(text.to_owned()));
            // The field that is meant: with it the key keeps its shape.
            let name = &text[..identifier_len(text)];
            if !name.is_empty() {
                self.push(Piece::plain(name));
            }
            return "";
        };
        let field = placeholder(&text[..end], &mut self.errors);
        if let Some(field) = field {
            self.push(field);
        }
        &text[end + 1..]
    }

    /// Reads what follows a `{` or `}` that is alone. All of them in a template are one mistake.
    fn brace<'t>(&mut self, brace: &str, text: &'t str) -> &'t str {
        if self.errors.iter_mut().all(|error| error.brace().is_none()) {
            self.errors.push(Malformed::Brace(None));
        }
        let Some((name, rest)) = braced(text).filter(|_| brace == "{") else {
            return text;
        };
        if self.literal.ends_with('$') {
            self.literal.pop();
        }
        // What is wrong with the rest of it is said once it has angle brackets.
        if let Some(field) = placeholder(name, &mut Vec::new()) {
            self.push(field);
        }
        rest
    }

    fn push(&mut self, piece: Piece) {
        self.end_literal();
        self.pieces.push(piece);
    }

    fn end_literal(&mut self) {
        if !self.literal.is_empty() {
            let literal = std::mem::take(&mut self.literal);
            self.pieces.push(Piece::Literal(literal));
        }
    }
}

impl Piece {
    fn plain(name: &str) -> Self {
        Self::Field {
            name: name.to_owned(),
            encoding: Encoding::Plain,
        }
    }
}

impl Malformed {
    /// The template that is meant instead of one with braces.
    fn brace(&mut self) -> Option<&mut Option<String>> {
        match self {
            Self::Brace(meant) => Some(meant),
            _ => None,
        }
    }
}

/// What stands in braces, if it is a name, with a spec or without; and what follows them.
fn braced(text: &str) -> Option<(&str, &str)> {
    let (inside, rest) = text.split_once('}')?;
    let (name, spec) = inside.split_once(':').unwrap_or((inside, "x"));
    let name = name.strip_prefix("r#").unwrap_or(name);
    let is_name = !name.is_empty() && identifier_len(name) == name.len();
    let is_spec = spec.chars().all(|c| c == ':' || c.is_alphanumeric());
    (is_name && is_spec).then_some((inside, rest))
}

/// The template with `<field>` for `{field}` and `${field}`, if each brace belongs to one.
fn with_angles(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        let (brace, after) = from.split_at(1);
        if let Some(after) = after.strip_prefix(brace) {
            out.push_str(before);
            out.push_str(&brace.repeat(2));
            rest = after;
            continue;
        }
        let (inside, after) = braced(after).filter(|_| brace == "{")?;
        out.push_str(before.strip_suffix('$').unwrap_or(before));
        out.extend(["<", inside, ">"]);
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

/// How many bytes at the beginning of the text are those of an identifier.
fn identifier_len(text: &str) -> usize {
    let is_part = |c: char| c == '_' || c.is_alphanumeric();
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    if text.starts_with(|c: char| c.is_numeric()) {
        0
    } else {
        end
    }
}

/// The first field that text without any `<field>` names as other languages do (`:field`, `$field`,
/// `%field`, `[field]`, `(field)`): the sign before the name, and the name.
pub(crate) fn foreign_field(text: &str, is_field: impl Fn(&str) -> bool) -> Option<(&str, &str)> {
    let signs = text.match_indices([':', '$', '%', '[', '(']);
    let mut names = signs.map(|(at, sign)| {
        let rest = &text[at + 1..];
        (sign, &rest[..identifier_len(rest)])
    });
    names.find(|(_, name)| is_field(name))
}

/// The field between `<` and `>`. With a wrong spec it is taken as a plain one.
fn placeholder(inside: &str, errors: &mut Vec<Malformed>) -> Option<Piece> {
    let (name, spec) = match inside.split_once(':') {
        Some((name, spec)) => (name, Some(spec)),
        None => (inside, None),
    };
    if inside.contains(char::is_whitespace) {
        errors.push(Malformed::Space(inside.to_owned()));
    }
    let name = name.trim();
    let name = name.strip_prefix("r#").unwrap_or(name);
    if name.is_empty() {
        errors.push(Malformed::NoField);
        return None;
    }
    let encoding = spec.map_or(Ok(Encoding::Plain), |spec| options(name, spec));
    Some(Piece::Field {
        name: name.to_owned(),
        encoding: encoding.unwrap_or_else(|wrong| {
            errors.push(wrong);
            Encoding::Plain
        }),
    })
}

/// The encoding of a field with these options, which are joined by colons.
fn options(field: &str, spec: &str) -> Result<Encoding, Malformed> {
    let mut options = spec.split(':').map(str::trim);
    let first = options.next().unwrap_or_default();
    let named = |option: &str| {
        Encoding::named(option).map_err(|wrong| {
            let (field, spec) = (field.to_owned(), option.to_owned());
            match wrong {
                WrongSpec::Unknown => Malformed::Spec { field, spec },
                WrongSpec::Width => Malformed::Width { field, spec },
            }
        })
    };
    options.try_fold(named(first)?, |encoding, option| {
        let other = named(option)?;
        encoding.with(other).ok_or_else(|| Malformed::Apart {
            field: field.to_owned(),
            one: encoding.spec(),
            other: other.spec(),
        })
    })
}

enum WrongSpec {
    Unknown,
    Width,
}

impl Encoding {
    fn named(spec: &str) -> Result<Self, WrongSpec> {
        Ok(match spec {
            "ordered" => Self::Ordered,
            "ms" => Self::Millis,
            "us" => Self::Micros,
            "ns" => Self::Nanos,
            "raw" => Self::Raw,
            "lower" => Self::Lower,
            "upper" => Self::Upper,
            "plain" => Self::Unpadded,
            "rfc3339" => Self::Rfc3339,
            _ => {
                let digits = spec.strip_prefix('0').ok_or(WrongSpec::Unknown)?;
                if !digits.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(WrongSpec::Unknown);
                }
                match digits.parse() {
                    Ok(width @ 1..=39) => Self::Width(width),
                    _ => return Err(WrongSpec::Width),
                }
            }
        })
    }

    /// Both at once, where they go together.
    fn with(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Lower, Self::Raw) | (Self::Raw, Self::Lower) => Some(Self::LowerRaw),
            (Self::Upper, Self::Raw) | (Self::Raw, Self::Upper) => Some(Self::UpperRaw),
            _ => None,
        }
    }

    /// As it is written in a template, with the colon; nothing for the plain one.
    pub(crate) fn spec(self) -> String {
        match self {
            Self::Plain => String::new(),
            Self::Width(width) => format!(":0{width}"),
            Self::Ordered => ":ordered".to_owned(),
            Self::Millis => ":ms".to_owned(),
            Self::Micros => ":us".to_owned(),
            Self::Nanos => ":ns".to_owned(),
            Self::Raw => ":raw".to_owned(),
            Self::Lower => ":lower".to_owned(),
            Self::Upper => ":upper".to_owned(),
            Self::LowerRaw => ":lower:raw".to_owned(),
            Self::UpperRaw => ":upper:raw".to_owned(),
            Self::Unpadded => ":plain".to_owned(),
            Self::Rfc3339 => ":rfc3339".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str) -> Piece {
        Piece::Literal(text.to_owned())
    }

    fn field(name: &str, encoding: Encoding) -> Piece {
        Piece::Field {
            name: name.to_owned(),
            encoding,
        }
    }

    fn good(text: &str) -> Vec<Piece> {
        let (pieces, errors) = parse(text);
        assert_eq!(errors, [], "{text}");
        pieces
    }

    fn bad(text: &str) -> Malformed {
        let (_, mut errors) = parse(text);
        assert_eq!(errors.len(), 1, "{text}: {errors:?}");
        errors.remove(0)
    }

    #[test]
    fn literals_and_fields_alternate() {
        assert_eq!(good("#METADATA"), [literal("#METADATA")]);
        assert_eq!(good("<a>"), [field("a", Encoding::Plain)]);
        assert_eq!(
            good("A#<a>#B#<b:raw>"),
            [
                literal("A#"),
                field("a", Encoding::Plain),
                literal("#B#"),
                field("b", Encoding::Raw),
            ]
        );
    }

    #[test]
    fn every_spec_is_read_and_written_alike() {
        for (spec, encoding) in [
            (":010", Encoding::Width(10)),
            (":01", Encoding::Width(1)),
            (":039", Encoding::Width(39)),
            (":ordered", Encoding::Ordered),
            (":ms", Encoding::Millis),
            (":us", Encoding::Micros),
            (":ns", Encoding::Nanos),
            (":raw", Encoding::Raw),
            (":lower", Encoding::Lower),
            (":upper", Encoding::Upper),
            (":lower:raw", Encoding::LowerRaw),
            (":upper:raw", Encoding::UpperRaw),
            (":plain", Encoding::Unpadded),
            (":rfc3339", Encoding::Rfc3339),
            ("", Encoding::Plain),
        ] {
            assert_eq!(good(&format!("<a{spec}>")), [field("a", encoding)]);
            assert_eq!(encoding.spec(), spec);
        }
    }

    #[test]
    fn options_have_no_order() {
        assert_eq!(good("<a:raw:lower>"), good("<a:lower:raw>"));
        assert_eq!(good("<a:raw:upper>"), good("<a:upper:raw>"));
    }

    #[test]
    fn options_that_do_not_go_together_are_an_error() {
        for (one, other) in [
            (":lower", ":upper"),
            (":raw", ":raw"),
            (":plain", ":raw"),
            (":010", ":plain"),
            (":lower:raw", ":upper"),
            (":lower:raw", ":raw"),
        ] {
            let error = Malformed::Apart {
                field: "a".into(),
                one: one.into(),
                other: other.into(),
            };
            assert_eq!(bad(&format!("<a{one}{other}>")), error);
        }
    }

    #[test]
    fn two_of_the_same_bracket_are_one_literal() {
        assert_eq!(good("a<<b>>c"), [literal("a<b>c")]);
        assert_eq!(good("a{{b}}c"), [literal("a{b}c")]);
        assert_eq!(good("{{{{}}"), [literal("{{}")]);
        assert_eq!(
            good("<<<a>>>"),
            [literal("<"), field("a", Encoding::Plain), literal(">")]
        );
        assert_eq!(
            good("{{<a>}}"),
            [literal("{"), field("a", Encoding::Plain), literal("}")]
        );
    }

    #[test]
    fn a_bracket_alone_is_no_text() {
        for stray in [">", "a>", "a>#<b>", "<a>#>", "<a>>#>"] {
            let (_, errors) = parse(stray);
            assert!(errors.contains(&Malformed::Stray), "{stray}: {errors:?}");
        }
        for unclear in [
            "{", "}", "a{", "a}#<b>", "{}", "{0}", "{a b}", "{a.b}", "{a}}",
        ] {
            assert_eq!(bad(unclear), Malformed::Brace(None), "{unclear}");
        }
    }

    #[test]
    fn fields_in_braces_are_one_error_that_shows_the_template_that_is_meant() {
        for (braces, angles) in [
            ("{id}", "<id>"),
            ("A#{id}", "A#<id>"),
            ("A#${id}#{b}#<c>", "A#<id>#<b>#<c>"),
            ("{{${id:010}}}", "{{<id:010>}}"),
            ("{r#type}", "<r#type>"),
            ("{id:lower:raw}", "<id:lower:raw>"),
        ] {
            assert_eq!(bad(braces), Malformed::Brace(Some(angles.to_owned())));
            assert_eq!(parse(braces).0, good(angles));
        }
    }

    #[test]
    fn fields_as_other_languages_write_them_are_found() {
        let is_field = |name: &str| name == "id";
        for sign in [":", "$", "%", "[", "("] {
            let text = format!("A:ids#{sign}id#B");
            assert_eq!(foreign_field(&text, is_field), Some((sign, "id")));
        }
        for text in ["A#id", "A:ids", "A:id2", ":", "A$_id", "id"] {
            assert_eq!(foreign_field(text, is_field), None, "{text}");
        }
    }

    #[test]
    fn a_raw_identifier_is_meant_by_its_plain_name() {
        assert_eq!(good("<r#type>"), good("<type>"));
    }

    #[test]
    fn malformed_templates_are_told_apart() {
        assert_eq!(bad(""), Malformed::Empty);
        assert_eq!(bad("A#<a"), Malformed::Unclosed("a".into()));
        assert_eq!(bad("A#<a<b>"), Malformed::Unclosed("a<b>".into()));
        assert_eq!(bad("A#<>"), Malformed::NoField);
        assert_eq!(bad("A#<:010>"), Malformed::NoField);
        assert_eq!(bad("< a>"), Malformed::Space(" a".into()));
        let spec = |spec: &str| (String::from("a"), String::from(spec));
        for wrong in ["10", "x", "", "0x", "Lower"] {
            let (field, spec) = spec(wrong);
            assert_eq!(
                bad(&format!("<a:{wrong}>")),
                Malformed::Spec { field, spec }
            );
        }
        for wrong in ["0", "00", "040", "0999"] {
            let (field, spec) = spec(wrong);
            assert_eq!(
                bad(&format!("<a:{wrong}>")),
                Malformed::Width { field, spec }
            );
        }
        let spec = |spec: &str| (String::from("a"), String::from(spec));
        for (wrong, option) in [("lower:x", "x"), ("x:lower", "x"), ("lower:", "")] {
            let (field, spec) = spec(option);
            assert_eq!(
                bad(&format!("<a:{wrong}>")),
                Malformed::Spec { field, spec }
            );
        }
        let adjacent = Malformed::Adjacent("a".into(), "b".into());
        assert_eq!(bad("<a><b>"), adjacent);
        assert_eq!(bad("#<a:raw><b>#<c>"), adjacent);
    }

    #[test]
    fn all_errors_of_a_template_are_found() {
        assert_eq!(parse("<a:x>#<>#<b").1.len(), 3);
    }
}
