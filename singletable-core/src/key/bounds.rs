//! Ranges of sort keys, kept inside one entity's own keys.
//!
//! Every range is one `=`, `begins_with` or `BETWEEN`: an open comparison would run into the
//! entities that sort behind this one.

use super::MAX_SORT_KEY_BYTES;
use super::error::{KeyError, KeyErrorKind};
use super::field::DynKeyField;
use super::template::{Encoding, KeyContext, KeyTemplate};

/// A bound, or the text behind it, as the caller gave it: values of the first fields.
pub(crate) type Values = Vec<Box<dyn DynKeyField>>;

/// What a query asks of the sort key.
#[derive(Default)]
pub(crate) struct Range {
    pub(crate) lower: Option<Bound>,
    pub(crate) upper: Option<Bound>,
    pub(crate) exact: Option<Values>,
    pub(crate) text: Option<(Values, String)>,
}

/// One end of a range.
pub(crate) struct Bound {
    pub(crate) values: Values,
    pub(crate) inclusive: bool,
}

/// The condition on a text sort key that a range comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Bounds {
    /// Every key of the partition.
    All,
    /// The one key.
    Equal(String),
    /// The keys that begin with the text.
    BeginsWith(String),
    /// The keys from the first to the second, both included.
    Between(String, String),
    /// The keys from that one on: only where the entity's keys have no literal beginning.
    From(String),
    /// The keys up to that one: only where the entity's keys have no literal beginning.
    To(String),
}

impl Range {
    /// The condition on the sort key of that template.
    pub(crate) fn resolve(
        &self,
        template: &KeyTemplate,
        context: KeyContext,
    ) -> Result<Bounds, KeyError> {
        let prefix = |values: &Values| {
            template.render_prefix(context, values.len(), |i| Some(values[i].as_ref()))
        };
        if let Some(values) = &self.exact {
            return Ok(match prefix(values)? {
                (key, true) => Bounds::Equal(key),
                (key, false) => Bounds::begins_with(key),
            });
        }
        if let Some((values, text)) = &self.text {
            let (mut key, _) = prefix(values)?;
            key.push_str(&beginning(template, context, values.len(), text)?);
            return Ok(Bounds::begins_with(key));
        }
        let (own, whole) = prefix(&Vec::new())?;
        if whole {
            return Ok(Bounds::Equal(own));
        }
        let lower = self.lower.as_ref().map(|bound| {
            let (key, whole) = prefix(&bound.values)?;
            Ok(match (whole, bound.inclusive) {
                // No values and no literal: it leaves nothing out.
                (false, true) if key.is_empty() => None,
                (_, true) => Some(key),
                (true, false) => Some(just_after(key)),
                (false, false) => Some(after_prefix(&key)),
            })
        });
        let upper = self.upper.as_ref().map(|bound| {
            let (key, whole) = prefix(&bound.values)?;
            Ok(match (whole, bound.inclusive) {
                (false, true) if key.is_empty() => None,
                // Nothing sorts before an end without values and literal.
                (false, false) if key.is_empty() => {
                    return Err(context.error(template, None, KeyErrorKind::Empty));
                }
                (true, false) => Some(just_before(&key)),
                (false, true) => Some(after_prefix(&key)),
                // No whole key equals a mere beginning, so as an end that is included it takes
                // nothing with it.
                (true, true) | (false, false) => Some(key),
            })
        });
        let (lower, upper) = (lower.transpose()?.flatten(), upper.transpose()?.flatten());
        let bounds = match (lower, upper) {
            (None, None) => Bounds::begins_with(own),
            (Some(low), Some(high)) => Bounds::Between(low, high),
            (Some(low), None) if own.is_empty() => Bounds::From(low),
            (None, Some(high)) if own.is_empty() => Bounds::To(high),
            (Some(low), None) => Bounds::Between(low, after_prefix(&own)),
            (None, Some(high)) => Bounds::Between(own, high),
        };
        if let Bounds::Between(low, high) = &bounds
            && low > high
        {
            return Err(context.error(template, None, KeyErrorKind::Inverted));
        }
        Ok(bounds)
    }
}

impl Bounds {
    fn begins_with(prefix: String) -> Self {
        if prefix.is_empty() {
            Self::All
        } else {
            Self::BeginsWith(prefix)
        }
    }
}

/// The text that a key goes on with, as the next field writes it.
fn beginning(
    template: &KeyTemplate,
    context: KeyContext,
    given: usize,
    text: &str,
) -> Result<String, KeyError> {
    let Some(field) = template.fields().nth(given) else {
        return Err(context.error(template, None, KeyErrorKind::NothingFollows));
    };
    if field.encoding != Encoding::Raw && text.contains(context.separator) {
        let kind = KeyErrorKind::Separator(context.separator);
        return Err(context.error(template, Some(field.name), kind));
    }
    Ok(match field.encoding {
        Encoding::Lower => text.chars().flat_map(char::to_lowercase).collect(),
        _ => text.to_owned(),
    })
}

/// The smallest text above the one given, among texts that DynamoDB accepts as sort keys.
fn just_after(mut key: String) -> String {
    if key.len() >= MAX_SORT_KEY_BYTES {
        return after_prefix(&key);
    }
    key.push('\0');
    key
}

/// The smallest text above every text that begins with `prefix`, among texts that DynamoDB accepts
/// as sort keys.
///
/// As an inclusive end it can only meet an item of another entity, which a query of one entity
/// passes over.
fn after_prefix(prefix: &str) -> String {
    let mut end = prefix.to_owned();
    while let Some(last) = end.pop() {
        // The next character may take more bytes than this one, and then not fit.
        let next = next_char(last).filter(|c| end.len() + c.len_utf8() <= MAX_SORT_KEY_BYTES);
        if let Some(next) = next {
            end.push(next);
            return end;
        }
    }
    // Every character was the highest: nothing sorts above but longer runs of it.
    fill(prefix.to_owned())
}

/// The largest text below the one given, among texts that DynamoDB accepts as sort keys.
fn just_before(key: &str) -> String {
    let mut below = key.to_owned();
    match below.pop() {
        None | Some('\0') => below,
        Some(last) => {
            let previous = char::from_u32(last as u32 - 1).unwrap_or('\u{D7FF}');
            below.push(previous);
            fill(below)
        }
    }
}

/// Appends the highest characters that fit into a sort key.
fn fill(mut text: String) -> String {
    while text.len() + 4 <= MAX_SORT_KEY_BYTES {
        text.push(char::MAX);
    }
    match MAX_SORT_KEY_BYTES.saturating_sub(text.len()) {
        3 => text.push('\u{FFFF}'),
        2 => text.push('\u{7FF}'),
        1 => text.push('\u{7F}'),
        _ => {}
    }
    text
}

/// The next character in order of code points, which is the order of UTF-8 bytes.
fn next_char(c: char) -> Option<char> {
    match c {
        char::MAX => None,
        '\u{D7FF}' => Some('\u{E000}'),
        _ => char::from_u32(c as u32 + 1),
    }
}
