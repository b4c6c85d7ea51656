//! Case rules: serde's renames, and the names of what is generated.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;

/// A rule of `#[serde(rename_all = "…")]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RenameRule {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

/// Serde's names of the rules, in serde's order.
const RULES: [(&str, RenameRule); 8] = [
    ("lowercase", RenameRule::Lower),
    ("UPPERCASE", RenameRule::Upper),
    ("PascalCase", RenameRule::Pascal),
    ("camelCase", RenameRule::Camel),
    ("snake_case", RenameRule::Snake),
    ("SCREAMING_SNAKE_CASE", RenameRule::ScreamingSnake),
    ("kebab-case", RenameRule::Kebab),
    ("SCREAMING-KEBAB-CASE", RenameRule::ScreamingKebab),
];

impl RenameRule {
    /// The rule that serde calls so.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let found = RULES.iter().find(|(known, _)| *known == name);
        found.map(|(_, rule)| *rule)
    }

    /// All names of rules.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        RULES.iter().map(|(name, _)| *name)
    }

    /// The name that serde gives a field. Serde takes fields to be in `snake_case`.
    pub(crate) fn field(self, name: &str) -> String {
        match self {
            Self::Lower | Self::Snake => name.to_owned(),
            Self::Upper | Self::ScreamingSnake => name.to_ascii_uppercase(),
            Self::Pascal => pascal(name),
            Self::Camel => uncapitalized(&pascal(name)),
            Self::Kebab => name.replace('_', "-"),
            Self::ScreamingKebab => name.to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// The name that serde gives a variant. Serde takes variants to be in `PascalCase`.
    pub(crate) fn variant(self, name: &str) -> String {
        match self {
            Self::Pascal => name.to_owned(),
            Self::Lower => name.to_ascii_lowercase(),
            Self::Upper => name.to_ascii_uppercase(),
            Self::Camel => uncapitalized(name),
            Self::Snake => snake(name),
            Self::ScreamingSnake => snake(name).to_ascii_uppercase(),
            Self::Kebab => snake(name).replace('_', "-"),
            Self::ScreamingKebab => snake(name).to_ascii_uppercase().replace('_', "-"),
        }
    }
}

/// `by_status` as `ByStatus`.
pub(crate) fn pascal(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut capitalize = true;
    for c in name.chars() {
        if c == '_' {
            capitalize = true;
        } else if capitalize {
            out.push(c.to_ascii_uppercase());
            capitalize = false;
        } else {
            out.push(c);
        }
    }
    out
}

/// `BlogPost` as `blog_post`, as serde does it: each capital begins a word.
fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for (i, c) in name.char_indices() {
        if i > 0 && c.is_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// `BlogPost` as `blog_post`, `GSI1` as `gsi1`, `HTTPLog` as `http_log`: runs of capitals are one
/// word. What is not a letter or digit becomes an underscore.
pub(crate) fn words(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 4);
    for (i, &c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            out.push('_');
            continue;
        }
        let after_small = i > 0 && (chars[i - 1].is_lowercase() || chars[i - 1].is_numeric());
        let ends_run = i > 0
            && chars[i - 1].is_uppercase()
            && chars.get(i + 1).is_some_and(|next| next.is_lowercase());
        if c.is_uppercase() && (after_small || ends_run) {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// The name of the constant of a field: `user_id` and `userId` as `USER_ID`.
pub(crate) fn screaming(name: &str) -> String {
    words(name).to_uppercase()
}

fn uncapitalized(name: &str) -> String {
    let mut chars = name.chars();
    match chars.next() {
        Some(first) => first.to_ascii_lowercase().to_string() + chars.as_str(),
        None => String::new(),
    }
}

/// The identifier that the text is, a raw one if it is a keyword; `None` where it is none at all.
pub(crate) fn identifier(text: &str, span: Span) -> Option<Ident> {
    if syn::parse_str::<Ident>(text).is_ok() {
        return Some(Ident::new(text, span));
    }
    let is_word = syn::parse::Parser::parse_str(Ident::parse_any, text).is_ok();
    let is_never_raw = matches!(text, "self" | "Self" | "super" | "crate" | "_");
    (is_word && !is_never_raw).then(|| Ident::new_raw(text, span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_renamed_as_serde_does() {
        for (rule, outcome, very_tasty) in [
            ("lowercase", "outcome", "very_tasty"),
            ("UPPERCASE", "OUTCOME", "VERY_TASTY"),
            ("PascalCase", "Outcome", "VeryTasty"),
            ("camelCase", "outcome", "veryTasty"),
            ("snake_case", "outcome", "very_tasty"),
            ("SCREAMING_SNAKE_CASE", "OUTCOME", "VERY_TASTY"),
            ("kebab-case", "outcome", "very-tasty"),
            ("SCREAMING-KEBAB-CASE", "OUTCOME", "VERY-TASTY"),
        ] {
            let rule = RenameRule::named(rule).expect("a rule of serde");
            assert_eq!(rule.field("outcome"), outcome);
            assert_eq!(rule.field("very_tasty"), very_tasty);
        }
    }

    #[test]
    fn variants_are_renamed_as_serde_does() {
        for (rule, outcome, very_tasty, a, z42) in [
            ("lowercase", "outcome", "verytasty", "a", "z42"),
            ("UPPERCASE", "OUTCOME", "VERYTASTY", "A", "Z42"),
            ("PascalCase", "Outcome", "VeryTasty", "A", "Z42"),
            ("camelCase", "outcome", "veryTasty", "a", "z42"),
            ("snake_case", "outcome", "very_tasty", "a", "z42"),
            ("SCREAMING_SNAKE_CASE", "OUTCOME", "VERY_TASTY", "A", "Z42"),
            ("kebab-case", "outcome", "very-tasty", "a", "z42"),
            ("SCREAMING-KEBAB-CASE", "OUTCOME", "VERY-TASTY", "A", "Z42"),
        ] {
            let rule = RenameRule::named(rule).expect("a rule of serde");
            assert_eq!(rule.variant("Outcome"), outcome);
            assert_eq!(rule.variant("VeryTasty"), very_tasty);
            assert_eq!(rule.variant("A"), a);
            assert_eq!(rule.variant("Z42"), z42);
        }
    }

    #[test]
    fn runs_of_capitals_are_one_word() {
        assert_eq!(words("User"), "user");
        assert_eq!(words("BlogPost"), "blog_post");
        assert_eq!(words("GSI1"), "gsi1");
        assert_eq!(words("HTTPLog"), "http_log");
        assert_eq!(words("by-date.v2"), "by_date_v2");
        assert_eq!(screaming("userId"), "USER_ID");
        assert_eq!(screaming("created_at"), "CREATED_AT");
        assert_eq!(pascal("by_status"), "ByStatus");
    }
}
