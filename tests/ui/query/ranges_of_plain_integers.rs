use singletable::Entity;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "CART#<cart>", sk = "LINE#<row:plain>#<sku>#<count:plain>")]
struct Line {
    cart: String,
    row: u32,
    sku: String,
    count: u32,
}

fn main() {
    let _ = |lines: LineRepository| {
        // What is meant.
        let row = lines.query("c").prefix((7,));
        let pens = lines.query("c").within((7,), "pen".."pencil");
        let begins = lines.query("c").begins_with((7, "pen"), "1");
        // Ranges of an integer that has no order.
        let after = lines.query("c").after((7,));
        let between = lines.query("c").between((7, "pen"), (8,));
        let rows = lines.query("c").within((), 7..10);
        let counts = lines.query("c").within((7, "pen"), 1..);
    };
}
