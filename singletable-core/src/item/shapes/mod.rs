//! Property tests of types as well as values: values are written by the rules of stored forms, by text
//! and by maps, and read again; `serde_dynamo` agrees where the rules are its own.
//!
//! It agrees on every value whose form is decided only by its `Serialize`, except for numbers that it
//! cannot store: integers of 128 bits, including keys of maps, `Number` and `Decimal`. Of values in the
//! forms of their types, it reads those without sequences of bytes and without sets.

mod shape;
mod stored;
mod values;

use super::codec::Serde;
use crate::value::de::from_attribute_value;
use crate::value::form::Form;
use crate::value::ser::{Formed, to_attribute_value};
use crate::wire::reference::{Model, Played, by_text, decodes_alike, encodes_alike};
use aws_sdk_dynamodb::types::AttributeValue;
use proptest::prelude::*;
use shape::{At, Kind, Shape};
use stored::{Reached, form, stored};
use values::{WIDE, shapes, values};

/// A type inside another one, and a value of the outer type.
fn typed() -> impl Strategy<Value = (&'static Shape, Model)> {
    let shapes = (0..=3_u32).prop_flat_map(|levels| shapes(levels, false));
    shapes.prop_flat_map(|shape| {
        let values = values(&shape);
        let around = Shape {
            kind: Kind::Newtype,
            parts: vec![shape],
        };
        // It is used as a type, so it lives as long as the program.
        let around: &'static Shape = Box::leak(Box::new(around));
        values.prop_map(move |value| (around, value))
    })
}

/// Reads a value of the type by maps, and checks that text is read and written alike.
fn read(stored: &AttributeValue) -> Result<Model, TestCaseError> {
    decodes_alike::<At<0>, Serde>(stored);
    encodes_alike::<At<0>, Serde>(stored);
    let read: Result<At<0>, _> = from_attribute_value(stored.clone());
    match read {
        Ok(read) => Ok(read.0),
        Err(_) => Err(TestCaseError::fail(format!("{stored:?} is not read"))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn a_value_of_any_type_is_stored_in_its_form_and_read_again((around, value) in typed()) {
        let _type = around.enter();
        let shape = &around.parts[0];
        for (by_form, form) in [(false, Form::Open), (true, form(shape))] {
            let reached = Reached { by_form, is_buffered: false };
            let expected = stored(shape, &value, reached);
            let played = Played(&value);
            let written = Formed::new(&played, form);
            prop_assert_eq!(to_attribute_value(&written).ok(), Some(expected.clone()));
            // The codec recognises a null at the top.
            let by_text = by_text(|text| text.serialize(&written));
            let is_null = expected == AttributeValue::Null(true);
            prop_assert_eq!(by_text.as_ref(), (!is_null).then_some(&expected));
            prop_assert_eq!(read(&expected)?, value.clone());
        }
    }

    #[test]
    fn serde_dynamo_agrees_where_the_rules_are_its_own((around, value) in typed()) {
        let _type = around.enter();
        let shape = &around.parts[0];
        if shape.has(|part| WIDE.contains(&part.kind)) {
            return Ok(());
        }
        let played = Played(&value);
        let plain: AttributeValue = serde_dynamo::to_attribute_value(&played).unwrap();
        prop_assert_eq!(to_attribute_value(&played).ok(), Some(plain.clone()));
        prop_assert_eq!(read(&plain)?, value.clone());
        let again: At<0> = serde_dynamo::from_attribute_value(plain).unwrap();
        prop_assert_eq!(&again.0, &value);
        let is_bytes = |part: &Shape| {
            matches!(part.kind, Kind::Seq | Kind::Array) && part.parts[0].kind == Kind::U8
        };
        if shape.has(|part| is_bytes(part) || part.kind == Kind::Set) {
            return Ok(());
        }
        let written = to_attribute_value(&Formed::new(&played, form(shape))).ok();
        let again: At<0> = serde_dynamo::from_attribute_value(written.unwrap()).unwrap();
        prop_assert_eq!(again.0, value);
    }
}
