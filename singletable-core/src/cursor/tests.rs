//! Tests of cursors without an engine.

use super::{
    Binding, Cursor, CursorError, CursorKeys, Position, decode_positions, encode_positions,
};
use crate::expr::names::Placeholders;
use crate::value::Item;
use aws_sdk_dynamodb::types::AttributeValue;
use proptest::collection::vec;
use proptest::prelude::*;

const NAMES: [&str; 3] = ["pk", "sk", "n"];

fn position() -> impl Strategy<Value = Position> {
    let key = (".{0,6}", "[0-9]{1,5}", vec(any::<u8>(), 0..300));
    let key = key.prop_map(|(text, number, bytes)| {
        Position::After(Item::from([
            ("pk".to_owned(), AttributeValue::S(text)),
            ("sk".to_owned(), AttributeValue::B(bytes.into())),
            ("n".to_owned(), AttributeValue::N(number)),
        ]))
    });
    prop_oneof![Just(Position::Start), Just(Position::End), key]
}

fn all_keys() -> Vec<CursorKeys> {
    vec![
        CursorKeys::default(),
        #[cfg(feature = "sealed-cursors")]
        CursorKeys::new([[7; 32]]),
    ]
}

proptest! {
    #[test]
    fn positions_are_read_back_equal(positions in vec(position(), 0..5)) {
        let bytes = encode_positions(positions.iter(), &NAMES);
        prop_assert_eq!(decode_positions(&bytes, &NAMES), Ok(positions));
    }

    #[test]
    fn any_bytes_are_positions_or_refused(bytes in vec(any::<u8>(), 0..64)) {
        if let Ok(positions) = decode_positions(&bytes, &NAMES) {
            prop_assert!(positions.len() <= bytes.len());
        }
    }

    #[test]
    fn any_text_is_refused(text in ".{0,80}") {
        for keys in all_keys() {
            prop_assert!(keys.read(&Binding::new("a"), &text).is_err());
        }
    }

    #[test]
    fn a_cursor_altered_in_any_way_is_refused(
        content in vec(any::<u8>(), 0..40),
        position in any::<prop::sample::Index>(),
        other in "[A-Za-z0-9_-]",
        more in "[A-Za-z0-9_=-]{1,4}",
    ) {
        for keys in all_keys() {
            let bound = Binding::new("a");
            let text = keys.write(&bound, &content).unwrap().to_string();
            prop_assert_eq!(keys.read(&bound, &text), Ok(content.clone()));
            let at = position.index(text.len());
            let altered = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            if altered != text {
                prop_assert!(keys.read(&bound, &altered).is_err());
            }
            prop_assert!(keys.read(&bound, &text[..at]).is_err());
            prop_assert!(keys.read(&bound, &text[at + 1..]).is_err());
            let longer = format!("{text}{more}");
            prop_assert!(keys.read(&bound, &longer).is_err());
            let elsewhere = Binding::new("b");
            prop_assert_eq!(keys.read(&elsewhere, &text), Err(CursorError::Foreign));
        }
    }
}

#[test]
fn a_binding_is_the_same_in_every_process_and_version() {
    let binding = Binding::new("query").text("Blog").text("");
    assert_eq!(
        binding.digest()[..8],
        [0xa6, 0xb4, 0x5a, 0xd5, 0x67, 0xc2, 0xce, 0x9f]
    );
    let cursor = CursorKeys::default().write(&binding, &[1, 0]).unwrap();
    assert_eq!(cursor.to_string(), "AcO0I62vDM4qeCXrX07oSasBAA");
}

#[test]
fn the_parts_of_a_binding_do_not_run_into_each_other() {
    let one = Binding::new("query").text("ab").text("c").digest();
    let other = Binding::new("query").text("a").text("bc").digest();
    assert_ne!(one, other);
}

#[test]
fn the_order_of_sets_and_maps_does_not_matter() {
    let digest = |elements: [&str; 2]| {
        let mut placeholders = Placeholders::default();
        let set = elements.map(str::to_owned).to_vec();
        placeholders.push_value(&mut String::new(), AttributeValue::Ss(set));
        Binding::new("query")
            .expression(None, placeholders.names(), placeholders.values())
            .digest()
    };
    assert_eq!(digest(["a", "b"]), digest(["b", "a"]));
    assert_ne!(digest(["a", "b"]), digest(["a", "c"]));
}

#[test]
fn a_cursor_is_text_for_people_and_serde_and_nothing_for_logs() {
    let cursor = CursorKeys::default()
        .write(&Binding::new("a"), b"content")
        .unwrap();
    assert_eq!(cursor.to_string().parse(), Ok(cursor.clone()));
    assert_eq!(format!("{cursor:?}"), "Cursor(…)");
    assert_eq!("".parse::<Cursor>(), Err(CursorError::Malformed));
    assert_eq!("AAAA".parse::<Cursor>(), Err(CursorError::Version));
}

#[cfg(feature = "sealed-cursors")]
#[test]
fn a_sealed_cursor_opens_with_its_key_and_older_keys_only() {
    let (old, new) = ([1; 32], [2; 32]);
    let bound = Binding::new("a");
    let sealed = CursorKeys::new([old]).write(&bound, b"content").unwrap();
    let again = CursorKeys::new([old]).write(&bound, b"content").unwrap();
    assert_ne!(sealed, again, "each is sealed with a nonce of its own");
    let read = |keys: &CursorKeys| keys.read(&bound, sealed.as_str());
    assert_eq!(read(&CursorKeys::new([new, old])), Ok(b"content".to_vec()));
    assert_eq!(read(&CursorKeys::new([new])), Err(CursorError::Foreign));
    assert_eq!(read(&CursorKeys::default()), Err(CursorError::Sealed));
    let plain = CursorKeys::default().write(&bound, b"content").unwrap();
    let refused = CursorKeys::new([new]).read(&bound, plain.as_str());
    assert_eq!(refused, Err(CursorError::NotSealed));
}
