//! Collections that join by attributes whose `None` is a null.

use super::{Store, both};
use singletable::error::CollectionError;
use singletable::{Collection, Entity, Error};

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Store, pk = "ROOM#<room>", sk = "BOARD#<id:02>", null)]
pub(super) struct Board {
    room: String,
    id: u8,
    code: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Store, pk = "ROOM#<room>", sk = "PIN#<id:02>", null)]
pub(super) struct Pin {
    room: String,
    id: u8,
    board: Option<String>,
}

#[derive(Debug, PartialEq, Collection)]
#[collection(table = Store, pk = "ROOM#<room>")]
struct Pinned {
    board: Board,
    pins: Vec<Pin>,
}

#[derive(Debug, PartialEq, Collection)]
#[collection(table = Store, pk = "ROOM#<room>")]
struct Room {
    #[collection(join(code = board))]
    boards: Vec<Pinned>,
}

#[tokio::test]
async fn a_null_joins_nothing() {
    for table in both().await {
        let (boards, pins) = (BoardRepository::new(&table), PinRepository::new(&table));
        let code = |code: Option<&str>| code.map(str::to_owned);
        for (id, name) in [(1, None), (2, None), (3, Some("c"))] {
            let board = Board {
                room: "r".into(),
                id,
                code: code(name),
            };
            boards.put(&board).send().await.unwrap();
        }
        for (id, name) in [(1, Some("c")), (2, None)] {
            let pin = Pin {
                room: "r".into(),
                id,
                board: code(name),
            };
            pins.put(&pin).send().await.unwrap();
        }
        let room = Room::get(&table, "r").send().await;
        assert!(
            matches!(
                room,
                Err(Error::Collection(CollectionError::Orphans { count: 1, .. }))
            ),
            "{room:?}"
        );
        let room = Room::get(&table, "r").leave_out_orphans().send().await;
        let room = room.unwrap().unwrap();
        let found: Vec<_> = room
            .boards
            .iter()
            .map(|of| (of.board.id, of.pins.len()))
            .collect();
        assert_eq!(found, [(1, 0), (2, 0), (3, 1)]);
    }
}
