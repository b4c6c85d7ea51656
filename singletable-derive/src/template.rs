//! Key templates: literal text, `<field>` and `<field:spec>`; `<<` is a literal `<`.

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
}

/// What is wrong with the text of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// There is no text at all.
    Empty,
    /// The `<` before that text has no `>`.
    Unclosed(String),
    /// `<>` or `<:spec>`.
    NoField,
    /// White space between `<` and `>`.
    Space(String),
    /// A spec that does not exist.
    Spec { field: String, spec: String },
    /// A width of 0 or above 39.
    Width { field: String, spec: String },
    /// `:raw` in a field that is not the last part.
    RawNotLast(String),
}

/// The parts of a template, and what is wrong with it. The parts are there in spite of errors, as
/// far as they can be made out.
pub(crate) fn parse(text: &str) -> (Vec<Piece>, Vec<Malformed>) {
    let mut pieces = Vec::new();
    let mut errors = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        literal.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('<') {
            literal.push('<');
            rest = after;
            continue;
        }
        let Some(end) = rest
            .find(['>', '<'])
            .filter(|&end| rest[end..].starts_with('>'))
        else {
            errors.push(Malformed::Unclosed(rest.to_owned()));
            rest = "";
            break;
        };
        let inside = &rest[..end];
        rest = &rest[end + 1..];
        if let Some(field) = placeholder(inside, &mut errors) {
            if !literal.is_empty() {
                pieces.push(Piece::Literal(std::mem::take(&mut literal)));
            }
            pieces.push(field);
        }
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal));
    }
    if text.is_empty() {
        errors.push(Malformed::Empty);
    }
    let last = pieces.len().saturating_sub(1);
    for piece in &pieces[..last] {
        if let Piece::Field { name, encoding } = piece
            && *encoding == Encoding::Raw
        {
            errors.push(Malformed::RawNotLast(name.clone()));
        }
    }
    (pieces, errors)
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
    let encoding = match spec.map_or(Ok(Encoding::Plain), |spec| Encoding::named(spec.trim())) {
        Ok(encoding) => encoding,
        Err(wrong) => {
            let (field, spec) = (name.to_owned(), spec.unwrap_or_default().to_owned());
            errors.push(match wrong {
                WrongSpec::Unknown => Malformed::Spec { field, spec },
                WrongSpec::Width => Malformed::Width { field, spec },
            });
            Encoding::Plain
        }
    };
    Some(Piece::Field {
        name: name.to_owned(),
        encoding,
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
            ("", Encoding::Plain),
        ] {
            assert_eq!(good(&format!("<a{spec}>")), [field("a", encoding)]);
            assert_eq!(encoding.spec(), spec);
        }
    }

    #[test]
    fn two_opening_brackets_are_one_literal_and_a_lone_closing_one_is_itself() {
        assert_eq!(good("a<<b>c"), [literal("a<b>c")]);
        assert_eq!(
            good("<<<a>>"),
            [literal("<"), field("a", Encoding::Plain), literal(">")]
        );
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
        assert_eq!(bad("<a:raw>#X"), Malformed::RawNotLast("a".into()));
        assert_eq!(bad("<a:raw>#<b:raw>"), Malformed::RawNotLast("a".into()));
    }

    #[test]
    fn all_errors_of_a_template_are_found() {
        assert_eq!(parse("<a:x>#<>#<b").1.len(), 3);
    }
}
