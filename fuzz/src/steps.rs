//! Items of all that a type may tell serde.

use arbitrary::{Result, Unstructured};
use singletable_core::fuzzing::{Model, StaticName, Steps};

/// The most levels of a value: more than DynamoDB has.
const MAX_DEPTH: u32 = 40;

/// An item: an input that looks like JSON describes one, so that a seed can be read, and any other
/// is what the choices are made by. `None` where the description is none.
#[must_use]
pub fn steps(input: &[u8]) -> Option<Steps> {
    if input.starts_with(b"{") {
        return serde_json::from_slice(input).ok();
    }
    written(&mut Unstructured::new(input)).ok()
}

fn written(choices: &mut Unstructured<'_>) -> Result<Steps> {
    let mut attributes = Vec::new();
    for _ in 0..choices.int_in_range(0..=5)? {
        attributes.push((attribute(choices)?, model(choices, 0)?));
    }
    let removed = choices
        .ratio(1, 3)?
        .then(|| attribute(choices))
        .transpose()?;
    Ok(Steps {
        attributes,
        removed,
    })
}

fn attribute(choices: &mut Unstructured<'_>) -> Result<String> {
    if choices.ratio(1, 4)? {
        return choices.arbitrary();
    }
    let name = *choices.choose(&["a", "b", "pk", "a\"", "a\\", "\n", "é", ""])?;
    Ok(name.to_owned())
}

fn model(choices: &mut Unstructured<'_>, depth: u32) -> Result<Model> {
    let kinds = if depth < MAX_DEPTH { 29 } else { 18 };
    Ok(match choices.int_in_range(0..=kinds)? {
        0 => Model::Bool(choices.arbitrary()?),
        1 => Model::I8(choices.arbitrary()?),
        2 => Model::I16(choices.arbitrary()?),
        3 => Model::I32(choices.arbitrary()?),
        4 => Model::I64(choices.arbitrary()?),
        5 => Model::I128(choices.arbitrary()?),
        6 => Model::U8(choices.arbitrary()?),
        7 => Model::U16(choices.arbitrary()?),
        8 => Model::U32(choices.arbitrary()?),
        9 => Model::U64(choices.arbitrary()?),
        10 => Model::U128(choices.arbitrary()?),
        11 => Model::F32(choices.arbitrary()?),
        12 => Model::F64(choices.arbitrary()?),
        13 => Model::Char(choices.arbitrary()?),
        14 => Model::Str(choices.arbitrary()?),
        15 => Model::Bytes(choices.arbitrary()?),
        16 => {
            let nothing = [Model::None, Model::Unit, Model::UnitStruct];
            choices.choose(&nothing)?.clone()
        }
        17 | 18 => Model::UnitVariant(name(choices)?),
        19 => Model::Some(Box::new(model(choices, depth + 1)?)),
        20 => Model::NewtypeStruct(Box::new(model(choices, depth + 1)?)),
        21 => Model::NewtypeVariant(name(choices)?, Box::new(model(choices, depth + 1)?)),
        22 => Model::Seq(models(choices, depth)?),
        23 => Model::Tuple(models(choices, depth)?),
        24 => Model::TupleStruct(models(choices, depth)?),
        25 => Model::TupleVariant(name(choices)?, models(choices, depth)?),
        26 | 27 => Model::Map(all(choices, |choices| {
            Ok((key(choices)?, model(choices, depth + 1)?))
        })?),
        28 => Model::Struct(fields(choices, depth)?),
        _ => Model::StructVariant(name(choices)?, fields(choices, depth)?),
    })
}

/// The name of a map's entry, which is mostly one that can be.
fn key(choices: &mut Unstructured<'_>) -> Result<Model> {
    if choices.ratio(1, 12)? {
        return model(choices, MAX_DEPTH);
    }
    Ok(match choices.int_in_range(0..=4)? {
        0 => Model::Str(attribute(choices)?),
        1 => Model::I8(choices.arbitrary()?),
        2 => Model::Char(choices.arbitrary()?),
        3 => Model::NewtypeStruct(Box::new(Model::Str(attribute(choices)?))),
        _ => Model::UnitVariant(name(choices)?),
    })
}

fn name(choices: &mut Unstructured<'_>) -> Result<StaticName> {
    choices.arbitrary().map(StaticName)
}

fn models(choices: &mut Unstructured<'_>, depth: u32) -> Result<Vec<Model>> {
    all(choices, |choices| model(choices, depth + 1))
}

fn fields(choices: &mut Unstructured<'_>, depth: u32) -> Result<Vec<(StaticName, Model)>> {
    all(choices, |choices| {
        Ok((name(choices)?, model(choices, depth + 1)?))
    })
}

fn all<T>(
    choices: &mut Unstructured<'_>,
    mut one: impl FnMut(&mut Unstructured<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let count = choices.int_in_range(0..=4)?;
    (0..count).map(|_| one(choices)).collect()
}
