//! Guards of items that expire.

use super::{App, Coupon, CouponRepository, Seat, SeatRepository, everything, seat, violated};
use crate::support::{MovableClock, table};
use singletable::aws_sdk_dynamodb::types::AttributeValue;
use singletable::{Table, Timestamp};
use singletable_local::Local;
use std::time::Duration;

#[tokio::test]
async fn guards_expire_with_their_owner() {
    let clock = MovableClock::at("2026-01-01T00:00:00.000Z");
    let table = table::<App>().await.with_clock(clock.clock());
    let (seats, coupons) = (SeatRepository::new(&table), CouponRepository::new(&table));
    let ends = |seconds| Some(clock.now().saturating_add(Duration::from_secs(seconds)));
    let first = Seat {
        ends: ends(10),
        ..seat("1", Some(7))
    };
    seats.create(&first).send().await.unwrap();
    let coupon = Coupon {
        id: "c".into(),
        code: "x".into(),
        uses: 0,
    };
    coupons.create(&coupon).send().await.unwrap();
    let ttl = async |pk: &str| {
        let items = everything(&table).await;
        let (_, item) = items.into_iter().find(|(key, _)| key == pk).unwrap();
        item.get("ttl").cloned()
    };
    let seconds = |seconds: i64| Some(AttributeValue::N((1_767_225_600 + seconds).to_string()));
    let (seat_guard, coupon_guard) = ("_UNIQUE#SEAT#number#7", "_UNIQUE#COUPON#code#x");
    assert_eq!(ttl(seat_guard).await, seconds(10));
    assert_eq!(ttl(coupon_guard).await, seconds(3600));

    // Another time to live of the owner is the guard's too.
    let longer = Seat {
        ends: ends(20),
        ..first.clone()
    };
    let longer = seats.save(&first, &longer).send().await.unwrap();
    assert_eq!((longer.version, longer.ends), (2, ends(20)));
    assert_eq!(ttl(seat_guard).await, seconds(20));
    clock.move_by(5);
    coupons
        .save(&coupon, &coupon)
        .refresh_ttl()
        .send()
        .await
        .unwrap();
    assert_eq!(ttl("COUPON#c").await, seconds(3605));
    assert_eq!(ttl(coupon_guard).await, seconds(3605));
    let recoded = Coupon {
        code: "y".into(),
        ..coupon.clone()
    };
    clock.move_by(5);
    coupons.save(&coupon, &recoded).send().await.unwrap();
    assert_eq!(ttl("COUPON#c").await, seconds(3610));
    assert_eq!(ttl("_UNIQUE#COUPON#code#y").await, seconds(3610));

    // Until then the value is held, and from then on it is free, before anything was deleted.
    clock.move_by(9);
    assert_eq!(
        violated(seats.create(&seat("2", Some(7))).send().await),
        "number"
    );
    clock.move_by(1);
    assert_eq!(seats.by_unique_number(7_u32).send().await.unwrap(), None);
    let late = seats.by_unique_number(7_u32).include_expired().send().await;
    assert_eq!(late.unwrap().unwrap().id, "1");
    let late = seats.save(&longer, &seat("1", Some(8))).send().await;
    assert!(late.unwrap_err().is_not_found());
    seats.create(&seat("2", Some(7))).send().await.unwrap();
    let found = seats.by_unique_number(7_u32).send().await.unwrap();
    assert_eq!(found.unwrap().id, "2");
    assert_eq!(ttl(seat_guard).await, None);
    // The expired owner's key is free too, and it can hold another value.
    seats.create(&seat("1", Some(9))).send().await.unwrap();
}

#[tokio::test]
async fn the_sweep_of_an_expired_owner_leaves_no_guard() {
    let clock = singletable_local::Clock::at_millis(1_767_225_600_000);
    let local = Local::memory_with_clock(clock.clone()).unwrap();
    let now = clock.clone();
    let now =
        singletable::Clock::new(move || Timestamp::from_epoch_millis(now.now_millis()).unwrap());
    let table = Table::<App>::new(local.client()).with_clock(now);
    table.create_table().send().await.unwrap();
    let coupons = CouponRepository::new(&table);
    for (id, code) in [("1", "x"), ("2", "y")] {
        let (id, code) = (id.into(), code.into());
        coupons
            .create(&Coupon { id, code, uses: 0 })
            .send()
            .await
            .unwrap();
    }
    clock.advance(Duration::from_secs(3601));
    local.sweep_expired().unwrap();
    assert_eq!(everything(&table).await, []);
}
