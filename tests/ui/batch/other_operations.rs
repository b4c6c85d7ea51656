use singletable::{Entity, Table};
use singletable::schema::DefaultTable;

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(pk = "N#<id>", sk = "N")]
struct Note {
    id: String,
    text: String,
}

fn main() {
    let _ = |notes: NoteRepository, table: Table<DefaultTable>, note: Note| {
        let _ = table.batch_write().with(notes.create(&note));
        let _ = table.batch_write().with(notes.update("n").set(Note::TEXT, "t"));
        let _ = table.batch_write().with(notes.put(&note).return_old());
        let _ = table.batch_get_tuple((["n"],));
        // What a batch takes.
        let _ = table.batch_write().with(notes.put(&note)).with(notes.delete("n"));
        let _ = table.batch_get_tuple((vec![Note::key("n")], [Note::key("m")]));
    };
}
