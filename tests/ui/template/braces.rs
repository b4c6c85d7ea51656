use singletable::{Collection, Entity};

#[derive(Entity)]
#[entity(pk = "EVENTS#{id}", sk = "<count:010>")]
#[entity(index(GSI1, pk = "A#${id}#{count:010}", sk = "#A"))]
#[entity(index(GSI2, pk = "A#{}", sk = "}#<id>"))]
#[entity(index(GSI3, pk = "A#{event.id}", sk = "A#{nobody}"))]
struct Event {
    id: String,
    count: u32,
}

#[derive(Entity)]
#[entity(pk = "A#id>", sk = "<id>#>")]
struct Angle {
    id: String,
}

#[derive(Collection)]
#[collection(pk = "EVENTS#{id}")]
struct Events {
    events: Vec<Event>,
}

fn main() {
    let _ = Event::key("a", 1);
    let _ = |events: &EventRepository| (events.get("a", 1), events.query("a"), events.by_gsi1("a", 1));
}
