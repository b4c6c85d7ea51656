//! Values that can be unique, and those that no guard can hold.

use super::{App, Coupon, CouponRepository, guards, user, users, violated};
use crate::support::table;
use singletable::bounds::EntityKey as _;
use singletable::{Entity, Error, KeyField, Repository, Timestamp};

#[tokio::test]
async fn a_unique_value_that_no_key_can_hold_is_refused() {
    let users = users().await;
    let empty = users.create(&user("1", "")).send().await.unwrap_err();
    assert_eq!(
        empty.to_string(),
        "User: guard key of unique email \"<email>\", field `email`: the value is empty"
    );
    let long = users.create(&user("1", &"x".repeat(2049))).send().await;
    let Err(Error::Key(long)) = long else {
        panic!("{long:?}")
    };
    assert!(long.to_string().contains("2048"), "{long}");
    // The last value of a constraint may contain the separator, as nothing follows it.
    let coupons = CouponRepository::new(users.table());
    let coupon = |id: &str, code: &str| Coupon {
        id: id.into(),
        code: code.into(),
        uses: 0,
    };
    coupons.create(&coupon("1", "a#b")).send().await.unwrap();
    coupons.create(&coupon("2", "a")).send().await.unwrap();
    let clash = coupons.create(&coupon("3", "a#b")).send().await;
    assert_eq!(violated(clash), "code");
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = App, pk = "<first>#<second>#<third>#<fourth>", sk = "<sort>")]
struct Anything {
    first: String,
    second: String,
    third: String,
    fourth: String,
    sort: String,
}

#[tokio::test]
async fn no_entity_can_be_written_over_a_guard() {
    let all = Repository::<Anything>::new(&table::<App>().await);
    let guard = Anything {
        first: "_UNIQUE".into(),
        second: "USER".into(),
        third: "email".into(),
        fourth: "a".into(),
        sort: "_UNIQUE".into(),
    };
    let refused = all.put(&guard).send().await.unwrap_err();
    assert!(matches!(&refused, Error::Key(_)), "{refused}");
    assert!(all.delete_by(guard.to_key()).send().await.is_err());
    assert!(guard.to_key().item_key().is_err());
    let beside = Anything {
        sort: "e".into(),
        ..guard
    };
    all.put(&beside).send().await.unwrap();
}

/// `KeyField` types of the caller's own are unique by their key text.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize, KeyField)]
#[serde(rename_all = "lowercase")]
enum Room {
    Red,
    Blue,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = App, pk = "TALK#<id>", sk = "#TALK")]
#[entity(unique(slot, fields(starts, room)))]
struct Talk {
    id: u32,
    starts: Timestamp,
    room: Room,
}

#[tokio::test]
async fn any_key_value_can_be_unique() {
    let talks = TalkRepository::new(&table::<App>().await);
    let starts = "2026-01-01T00:00:00.000Z".parse().unwrap();
    let talk = |id, room| Talk { id, starts, room };
    talks.create(&talk(1, Room::Red)).send().await.unwrap();
    let clash = talks.create(&talk(2, Room::Red)).send().await;
    assert_eq!(violated(clash), "slot");
    talks.create(&talk(2, Room::Blue)).send().await.unwrap();
    let found = talks.by_unique_slot(starts, Room::Blue).send().await;
    assert_eq!(found.unwrap(), Some(talk(2, Room::Blue)));
    let key = "_UNIQUE#TALK#slot#2026-01-01T00:00:00.000Z#red";
    assert!(guards(talks.table()).await.contains(&key.to_owned()));
}
