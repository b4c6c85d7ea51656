//! What is measured.

mod bulk;
mod items;
mod reads;
mod writes;

use crate::harness::Bench;
use crate::shapes::assets::Assets;
use crate::shapes::document::Document;
use crate::shapes::flat::{Flat5, Flat13, Flat25, Flat50, Wide};
use crate::shapes::text::Text;
use crate::shapes::user::User;

/// All cases.
pub fn run(bench: &mut Bench) {
    reads::get::<User>(bench);
    reads::get::<Wide>(bench);
    reads::get::<Document>(bench);
    reads::get::<Text>(bench);
    reads::get::<Assets>(bench);
    for count in [1, 10, 100, 1000] {
        reads::query::<User>(bench, count);
    }
    reads::query::<Wide>(bench, 100);
    reads::query::<Document>(bench, 100);
    // A page has 1 MB at most.
    reads::query::<Text>(bench, 25);
    reads::query::<Assets>(bench, 100);
    reads::scan(bench, 1000);
    reads::batch_get(bench, 100);
    reads::growth::<Flat5>(bench, 1000);
    reads::growth::<Flat13>(bench, 1000);
    reads::growth::<Flat25>(bench, 1000);
    reads::growth::<Flat50>(bench, 1000);
    writes::single(bench);
    writes::together(bench);
    writes::built(bench);
    items::to_item::<User>(bench);
    items::to_item::<Wide>(bench);
    items::to_item::<Document>(bench);
    items::to_item::<Text>(bench);
    items::to_item::<Assets>(bench);
    items::from_item::<User>(bench);
    items::from_item::<Wide>(bench);
    items::from_item::<Document>(bench);
    items::from_item::<Text>(bench);
    items::from_item::<Assets>(bench);
    bulk::puts(bench);
}
