//! What of the other libraries' tables cannot be declared yet. Everything else passes, so a change that
//! makes one of these possible shortens the list.

/// A part of one table of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// An index that our layout does not have.
    Index(&'static str),
    /// The position of an item that no entity reads and writes as it is.
    Item(usize),
    /// The title of a read.
    Read(&'static str),
}

/// What is missing of one table, for one reason.
pub struct Gap {
    /// The library and the table.
    pub table: &'static str,
    /// What must be possible before this is.
    pub reason: &'static str,
    pub what: &'static [What],
}

use What::{Index, Item, Read};

pub const NOT_YET: &[Gap] = &[
    Gap {
        table: "aws-samples TournamentMatches",
        reason: "an index key of several attributes",
        what: &[
            Index("TournamentRegionIndex"),
            Index("PlayerMatchHistoryIndex"),
            Read("matches of a tournament in a region"),
            Read("semifinals of the upper bracket"),
            Read("a player's matches in a span of days"),
        ],
    },
    Gap {
        table: "electrodb app",
        reason: "an index key of several attributes",
        what: &[
            Index("location-index"),
            Read("Stock.query.location CH ZH"),
            Read("Stock.query.location CH ZH, Acme, more than 10"),
        ],
    },
    Gap {
        table: "electrodb app",
        reason: "tasks: a key that ends where a value is missing, and an index left out by a condition",
        what: &[
            Item(4),
            Item(5),
            Item(6),
            Read("Task.query.task T2"),
            Read("collection contributions E-001"),
            Read("sub-collection assignments E-001"),
            Read(
                "Task.query.assigned E-001, open, points 3 or more (open at the top: what else lies \
                 there is answered too, and dropped by the library)",
            ),
            Read("Task.query.backlog Apollo"),
        ],
    },
    Gap {
        table: "modyne app",
        reason: "repositories: an index key made of either of two fields, one of them in a struct",
        what: &[Item(5), Item(6), Read("a repository and its forks")],
    },
    Gap {
        table: "modyne app",
        reason: "sessions: the time to live in an index key",
        what: &[Item(9), Item(10), Read("sessions that end before a time")],
    },
    Gap {
        table: "onetable one",
        reason: "one half of an index key without the other",
        what: &[Item(2)],
    },
    Gap {
        table: "toolbox shop",
        reason: "an index key of several attributes",
        what: &[
            Index("byRegion"),
            Read("gold orders of 2026 in Switzerland"),
            Read("gold orders since June"),
        ],
    },
];
