//! What a query asks of the sort key, step by step, and the range of the entity's own keys that it
//! comes to.
//!
//! Every range lies inside the entity's own keys: an open comparison would run into the entities that
//! sort after this one.

use super::error::{KeyError, KeyErrorKind};
use super::field::DynKeyField;
use super::field::key_binary;
use super::range::{Cut, Interval, NumberKey, Parts, SortValue};
use super::template::{KeyContext, KeyTemplate, Segment};
use super::{MAX_SORT_KEY_BYTES, key_number};
use std::ops::Bound;

/// Values of the first fields of a sort key, as the caller gave them.
pub(crate) type Values = Vec<Box<dyn DynKeyField>>;

/// What a query asks of the sort key. The keys meet all of its steps.
#[derive(Default)]
pub(crate) struct Range(Vec<Step>);

/// What a sort key begins with: text, or bytes of a key that is stored as a binary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beginning {
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl From<&str> for Beginning {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Beginning {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Beginning {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<char> for Beginning {
    fn from(text: char) -> Self {
        Self::Text(text.into())
    }
}

impl From<&[u8]> for Beginning {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl From<Vec<u8>> for Beginning {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

/// One thing that is asked.
enum Step {
    /// The key has these values.
    Has(Values),
    /// The key has these values, and goes on with that.
    GoesOn(Values, Beginning),
    /// The key lies between the two.
    Between(Bound<Values>, Bound<Values>),
}

impl Range {
    /// The keys that have these values.
    pub(crate) fn has(&mut self, values: Values) {
        self.0.push(Step::Has(values));
    }

    /// The keys that have these values, and go on with that.
    pub(crate) fn goes_on(&mut self, values: Values, beginning: Beginning) {
        self.0.push(Step::GoesOn(values, beginning));
    }

    /// The keys between the two, each with everything below it.
    pub(crate) fn between(&mut self, low: Bound<Values>, high: Bound<Values>) {
        self.0.push(Step::Between(low, high));
    }

    /// The keys that have these values, and between the two a value of the next field.
    pub(crate) fn within(
        &mut self,
        values: &Values,
        low: Bound<Box<dyn DynKeyField>>,
        high: Bound<Box<dyn DynKeyField>>,
    ) {
        let copy = || values.iter().map(|value| value.boxed());
        let with = |next| copy().chain(std::iter::once(next)).collect();
        self.has(copy().collect());
        self.between(low.map(with), high.map(with));
    }

    /// The keys of that template, as text.
    ///
    /// # Errors
    ///
    /// When a value cannot stand in a key, and when the ends of one step are inverted.
    pub(crate) fn of_text(
        &self,
        template: &KeyTemplate,
        context: KeyContext,
    ) -> Result<Parts<String>, KeyError> {
        let text = TextSteps { template, context };
        let own = text.with(&Vec::new())?;
        self.meet(own, |step| text.step(step))
    }

    /// The keys of that template, whose one field is stored as a number.
    ///
    /// # Errors
    ///
    /// What [`of_text`](Range::of_text) fails with, and where text was given.
    pub(crate) fn of_number(
        &self,
        template: &KeyTemplate,
        context: KeyContext,
    ) -> Result<Parts<NumberKey>, KeyError> {
        let own = match template.segments {
            [Segment::Literal(number)] => Interval::one(NumberKey::of(number)),
            _ => Interval::all(),
        };
        self.meet(own, |step| {
            number_step(step).map_err(|kind| context.error(template, None, kind))
        })
    }

    /// The keys of that template, whose one field is stored as a binary.
    ///
    /// # Errors
    ///
    /// What [`of_text`](Range::of_text) fails with, and where text was given.
    pub(crate) fn of_binary(
        &self,
        template: &KeyTemplate,
        context: KeyContext,
    ) -> Result<Parts<Vec<u8>>, KeyError> {
        self.meet(Interval::all(), |step| {
            binary_step(step).map_err(|kind| context.error(template, None, kind))
        })
    }

    /// Whether a key without fields, of an index that has no sort key, meets it.
    pub(crate) fn meets_unit(&self) -> bool {
        self.0.iter().all(|step| match step {
            Step::Has(_) => true,
            Step::GoesOn(..) => false,
            Step::Between(low, high) => {
                let excluded = |end: &Bound<Values>| matches!(end, Bound::Excluded(_));
                !excluded(low) && !excluded(high)
            }
        })
    }

    /// The keys that are in the range and in each step's.
    fn meet<V: SortValue>(
        &self,
        own: Interval<V>,
        of_step: impl Fn(&Step) -> Result<Interval<V>, KeyError>,
    ) -> Result<Parts<V>, KeyError> {
        self.0.iter().try_fold(Parts::new([own]), |keys, step| {
            Ok(keys.intersect(Parts::new([of_step(step)?])))
        })
    }
}

/// The steps as ranges of text.
struct TextSteps<'t> {
    template: &'t KeyTemplate,
    context: KeyContext,
}

impl TextSteps<'_> {
    fn step(&self, step: &Step) -> Result<Interval<String>, KeyError> {
        match step {
            Step::Has(values) => self.with(values),
            Step::GoesOn(_, Beginning::Bytes(_)) => {
                let kind = KeyErrorKind::TextBeginning;
                Err(self.context.error(self.template, None, kind))
            }
            Step::GoesOn(values, Beginning::Text(text)) => {
                let (mut key, _) = self.prefix(values)?;
                key.push_str(&self.beginning(values.len(), text)?);
                Ok(beginning_with(key))
            }
            Step::Between(low, high) => self.between(low, high),
        }
    }

    /// The key up to the first field without a value, and whether it is whole.
    fn prefix(&self, values: &Values) -> Result<(String, bool), KeyError> {
        let value_at = |index: usize| Some(values[index].as_ref());
        self.template
            .render_prefix(self.context, values.len(), value_at)
    }

    /// The keys that have these values.
    fn with(&self, values: &Values) -> Result<Interval<String>, KeyError> {
        Ok(match self.prefix(values)? {
            (key, true) => Interval::one(key),
            // What the range ends before is no key of the entity: it lacks a literal of the template.
            (key, false) => beginning_with(key).never_meets_end(),
        })
    }

    fn between(
        &self,
        low: &Bound<Values>,
        high: &Bound<Values>,
    ) -> Result<Interval<String>, KeyError> {
        let (low, _) = match low {
            Bound::Unbounded => (Cut::Start, false),
            Bound::Included(values) => self.before(values)?,
            Bound::Excluded(values) => self.after(values)?,
        };
        let (high, whole) = match high {
            Bound::Unbounded => (Cut::End, false),
            Bound::Included(values) => self.after(values)?,
            Bound::Excluded(values) => self.before(values)?,
        };
        let range = Interval::between(low, high);
        if range.is_inverted() {
            let kind = KeyErrorKind::Inverted;
            return Err(self.context.error(self.template, None, kind));
        }
        // No whole key equals a mere beginning, nor what follows all that begin with it.
        Ok(if whole {
            range
        } else {
            range.never_meets_end()
        })
    }

    /// The cut before these values, and whether they are a whole key.
    fn before(&self, values: &Values) -> Result<(Cut<String>, bool), KeyError> {
        let (key, whole) = self.prefix(values)?;
        Ok((before(key), whole))
    }

    /// The cut after these values with everything below them, and whether they are a whole key.
    fn after(&self, values: &Values) -> Result<(Cut<String>, bool), KeyError> {
        let (key, whole) = self.prefix(values)?;
        let end = if whole {
            Cut::after(key)
        } else {
            key.after_all().unwrap_or(Cut::End)
        };
        Ok((end, whole))
    }

    /// The text that a key goes on with, as the next field writes it.
    fn beginning(&self, given: usize, text: &str) -> Result<String, KeyError> {
        let fail = |field, kind| Err(self.context.error(self.template, field, kind));
        let Some((field, follows)) = self.template.nth_field(given) else {
            return fail(None, KeyErrorKind::NothingFollows);
        };
        let text = field.encoding.folded(text);
        match follows.mistake_of_beginning(field, self.context.separator, &text) {
            Some(kind) => fail(Some(field.name), kind),
            None => Ok(text.into_owned()),
        }
    }
}

fn before(key: String) -> Cut<String> {
    // Nothing sorts before an end without values and literal.
    if key.is_empty() {
        Cut::Start
    } else {
        Cut::before(key)
    }
}

/// The texts that begin with that one.
fn beginning_with(key: String) -> Interval<String> {
    let end = key.after_all().unwrap_or(Cut::End);
    Interval::between(before(key), end)
}

/// A step as a range of numbers.
fn number_step(step: &Step) -> Result<Interval<NumberKey>, KeyErrorKind> {
    one_field_step(step, number_of, |_| Err(KeyErrorKind::NumberBeginning))
}

/// A step as a range of binaries.
fn binary_step(step: &Step) -> Result<Interval<Vec<u8>>, KeyErrorKind> {
    one_field_step(step, binary_of, |beginning| match beginning {
        Beginning::Bytes(bytes) if bytes.is_empty() => Ok(Interval::all()),
        Beginning::Bytes(bytes) => {
            let end = bytes.after_all().unwrap_or(Cut::End);
            Ok(Interval::between(Cut::before(bytes.clone()), end))
        }
        Beginning::Text(_) => Err(KeyErrorKind::BinaryBeginning),
    })
}

/// A step as a range of the values of one field, which the key is.
fn one_field_step<V: SortValue>(
    step: &Step,
    value_of: impl Fn(&Values) -> Result<Option<V>, KeyErrorKind>,
    beginning_with: impl FnOnce(&Beginning) -> Result<Interval<V>, KeyErrorKind>,
) -> Result<Interval<V>, KeyErrorKind> {
    match step {
        Step::Has(values) => Ok(value_of(values)?.map_or_else(Interval::all, Interval::one)),
        Step::GoesOn(values, _) if !values.is_empty() => Err(KeyErrorKind::NothingFollows),
        Step::GoesOn(_, beginning) => beginning_with(beginning),
        Step::Between(low, high) => {
            let low = match low {
                Bound::Unbounded => Cut::Start,
                Bound::Included(values) => value_of(values)?.map_or(Cut::Start, Cut::before),
                Bound::Excluded(values) => value_of(values)?.map_or(Cut::End, Cut::after),
            };
            let high = match high {
                Bound::Unbounded => Cut::End,
                Bound::Included(values) => value_of(values)?.map_or(Cut::End, Cut::after),
                Bound::Excluded(values) => value_of(values)?.map_or(Cut::Start, Cut::before),
            };
            let range = Interval::between(low, high);
            if range.is_inverted() {
                return Err(KeyErrorKind::Inverted);
            }
            Ok(range)
        }
    }
}

/// The binary among the values, if there is one.
fn binary_of(values: &Values) -> Result<Option<Vec<u8>>, KeyErrorKind> {
    let value = values.first();
    let bytes = value.map(|value| key_binary(value.as_ref(), MAX_SORT_KEY_BYTES));
    bytes.transpose()
}

/// The number among the values, if there is one.
fn number_of(values: &Values) -> Result<Option<NumberKey>, KeyErrorKind> {
    let Some(value) = values.first() else {
        return Ok(None);
    };
    Ok(Some(NumberKey {
        number: key_number(value.as_ref())?,
        kind: value.kind(),
    }))
}
