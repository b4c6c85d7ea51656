use singletable::schema::{TableLayout, TtlSchema};

fn main() {
    let _ = TtlSchema { seconds: None };
    let _ = |layout: TableLayout| TableLayout {
        name: "Blog",
        ..layout
    };
}
