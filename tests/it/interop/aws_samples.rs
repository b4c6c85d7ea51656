//! Tables in the shape of the developer guide's samples.

use super::foreign::Foreign;
use crate::support::time;
use serde::{Deserialize, Serialize};
use singletable::bounds::TableModel;
use singletable::{Attributes, Entities, Entity, Mapping, Table, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

const FILE: &str = include_str!("aws-samples.json");

async fn load<T: TableModel>(mapping: Mapping) -> Foreign<T> {
    Foreign::load("aws-samples", FILE, mapping).await
}

const MAPPINGS: [Mapping; 2] = [Mapping::Direct, Mapping::Maps];

/// The category is the type.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "ProductCatalog", pk = number("Id"), sk = none, type_attribute = "ProductCategory")]
enum ProductCatalog {
    Book(Book),
    Bicycle(Bicycle),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "PascalCase")]
#[entity(table = ProductCatalog, type = "Book", pk = "<id>")]
struct Book {
    id: u64,
    title: String,
    price: f64,
    #[serde(rename = "ISBN")]
    isbn: String,
    authors: Vec<String>,
    dimensions: String,
    page_count: u32,
    in_publication: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "PascalCase")]
#[entity(table = ProductCatalog, type = "Bicycle", shares = [Book], pk = "<id>")]
struct Bicycle {
    id: u64,
    title: String,
    price: f64,
    brand: String,
    bicycle_type: String,
    color: Vec<String>,
    description: String,
    #[entity(null)]
    quantity_on_hand: Option<u32>,
    related_items: Vec<u64>,
    pictures: BTreeMap<String, String>,
    product_reviews: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Entities)]
enum Product {
    Book(Book),
    Bicycle(Bicycle),
}

#[tokio::test]
async fn the_product_catalog() {
    for mapping in MAPPINGS {
        let mut file = load::<ProductCatalog>(mapping).await;
        let books = file.entity::<Book>(&[0]).await;
        assert_eq!(books[0].page_count, 320);
        let bicycles = file.entity::<Bicycle>(&[1]).await;
        assert_eq!(bicycles[0].quantity_on_hand, None);

        let get = BookRepository::new(&file.table)
            .get(412)
            .any_of::<Product>();
        let found = get.send().await.unwrap();
        file.found("a product", found.as_slice());
        file.finish();
    }
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "Forum", pk = "Name", sk = none, type_attribute = none)]
enum Forums {
    Forum(Forum),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "PascalCase")]
#[entity(table = Forums, pk = "<name:raw>")]
struct Forum {
    name: String,
    category: String,
    threads: Option<u32>,
    messages: Option<u32>,
    views: Option<u32>,
}

#[tokio::test]
async fn the_forums() {
    for mapping in MAPPINGS {
        let mut file = load::<Forums>(mapping).await;
        file.entity::<Forum>(&[0, 1]).await;
        let get = ForumRepository::new(&file.table).get("Databases");
        let found = get.send().await.unwrap();
        file.found("a forum", found.as_slice());
        file.finish();
    }
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "Thread",
    pk = "ForumName",
    sk = "Subject",
    type_attribute = none,
    index(LastPostIndex, local, sk = "LastPostedDateTime", projection = keys_only)
)]
enum Threads {
    Thread(Thread),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "PascalCase")]
#[entity(table = Threads, pk = "<forum_name:raw>", sk = "<subject:raw>")]
#[entity(index(LastPostIndex, name = by_last_post, sk = "<last_posted_date_time>"))]
struct Thread {
    forum_name: String,
    subject: String,
    message: String,
    last_posted_by: String,
    last_posted_date_time: Timestamp,
    views: u32,
    replies: u32,
    answered: u8,
    tags: BTreeSet<String>,
}

#[tokio::test]
async fn the_threads() {
    for mapping in MAPPINGS {
        let mut file = load::<Threads>(mapping).await;
        file.entity::<Thread>(&[0, 1]).await;
        let threads = ThreadRepository::new(&file.table);
        let found = threads.get("Databases", "Empty strings").send().await;
        file.found("a thread", found.unwrap().as_slice());
        let found = threads.query("Databases").begins_with((), "H").all().await;
        file.found("threads whose subject begins with H", &found.unwrap());
        let found = threads
            .by_last_post("Databases")
            .within((), time("2026-01-01T00:00:00.000Z")..)
            .descending()
            .select((Thread::FORUM_NAME, Thread::SUBJECT));
        let found = found.all().await.unwrap().into_iter();
        let found = found.map(|(forum, subject)| Thread::key(forum.unwrap(), subject.unwrap()));
        let found: Vec<_> = found.collect();
        file.found_by("threads with a post in 2026, latest first", &found);
        file.finish();
    }
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "Reply",
    pk = "Id",
    sk = "ReplyDateTime",
    type_attribute = none,
    index("PostedBy-Message-Index", pk = "PostedBy", sk = "Message")
)]
enum Replies {
    Reply(Reply),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "PascalCase")]
#[entity(table = Replies, pk = "<id:raw>", sk = "<reply_date_time>")]
#[entity(index("PostedBy-Message-Index", name = by_poster, pk = "<posted_by:raw>", sk = "<message:raw>"))]
struct Reply {
    /// `<forum>#<subject>`
    id: String,
    reply_date_time: Timestamp,
    posted_by: String,
    message: String,
}

#[tokio::test]
async fn the_replies() {
    for mapping in MAPPINGS {
        let mut file = load::<Replies>(mapping).await;
        file.entity::<Reply>(&[0, 1]).await;
        let replies = ReplyRepository::new(&file.table);
        let noon = time("2026-01-02T12:00:00.000Z");
        let found = replies.query("Databases#How many indexes?").after((noon,));
        file.found(
            "replies of a thread after a time",
            &found.all().await.unwrap(),
        );
        let found = replies.by_poster("User A").begins_with((), "T");
        file.found(
            "replies of a user that begin with T",
            &found.all().await.unwrap(),
        );
        file.finish();
    }
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "Music",
    pk = "Artist",
    sk = "SongTitle",
    type_attribute = none,
    index(GenreAlbumTitle, pk = "Genre", sk = "AlbumTitle")
)]
enum Music {
    Song(Song),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
#[serde(rename_all = "PascalCase")]
struct Tags {
    composers: Vec<String>,
    length_in_seconds: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "PascalCase")]
#[entity(table = Music, pk = "<artist:raw>", sk = "<song_title:raw>")]
#[entity(index(GenreAlbumTitle, name = by_genre, pk = "<genre:raw>", sk = "<album_title:raw>"))]
struct Song {
    artist: String,
    song_title: String,
    album_title: Option<String>,
    genre: Option<String>,
    year: Option<u16>,
    awards: Option<u32>,
    critic_rating: Option<f64>,
    tags: Option<Tags>,
}

#[tokio::test]
async fn the_songs() {
    for mapping in MAPPINGS {
        let mut file = load::<Music>(mapping).await;
        file.entity::<Song>(&[0, 1]).await;
        let songs = SongRepository::new(&file.table);
        let found = songs.query("The Partitions").all().await.unwrap();
        file.found("songs of an artist", &found);
        let found = songs.by_genre("Rock").all().await.unwrap();
        file.found("rock by album", &found);
        file.finish();
    }
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(
    name = "GameScores",
    pk = "UserId",
    sk = "GameTitle",
    type_attribute = none,
    index(GameTitleIndex, pk = "GameTitle", sk = number("TopScore"), projection = keys_only)
)]
enum GameScores {
    GameScore(GameScore),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "PascalCase")]
#[entity(table = GameScores, pk = "<user_id:raw>", sk = "<game_title:raw>")]
#[entity(index(GameTitleIndex, name = leaders, pk = "<game_title:raw>", sk = "<top_score>"))]
struct GameScore {
    user_id: String,
    game_title: String,
    top_score: u64,
    top_score_date_time: String,
    wins: u32,
    losses: u32,
}

#[tokio::test]
async fn the_game_scores() {
    for mapping in MAPPINGS {
        let mut file = load::<GameScores>(mapping).await;
        file.entity::<GameScore>(&[0, 1, 2]).await;
        let scores = GameScoreRepository::new(&file.table);
        let found = scores.query("102").all().await.unwrap();
        file.found("a user's games", &found);
        let fields = || (GameScore::USER_ID, GameScore::GAME_TITLE);
        let leaders = scores.leaders("Galaxy Invaders").descending();
        let found = leaders.select(fields()).all().await.unwrap();
        let keys = |found: Vec<(Option<String>, Option<String>)>| -> Vec<_> {
            let found = found.into_iter();
            let found = found.map(|(user, game)| GameScore::key(user.unwrap(), game.unwrap()));
            found.collect()
        };
        file.found_by("leaderboard of a game", &keys(found));
        let best = scores.leaders("Galaxy Invaders").within((), 1000..);
        let found = best.select(fields()).all().await.unwrap();
        file.found_by("scores of 1000 or more", &keys(found));
        file.finish();
    }
}

/// Without its indexes, whose keys have several attributes.
#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "TournamentMatches", pk = "matchId", sk = none, type_attribute = none)]
enum TournamentMatches {
    Match(Match),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Entity)]
#[serde(rename_all = "camelCase")]
#[entity(table = TournamentMatches, pk = "<match_id:raw>")]
struct Match {
    match_id: String,
    tournament_id: String,
    region: String,
    round: String,
    bracket: String,
    #[serde(rename = "player1Id")]
    player1: String,
    #[serde(rename = "player2Id")]
    player2: String,
    match_date: chrono::NaiveDate,
    winner: Option<String>,
    score: Option<String>,
}

#[tokio::test]
async fn the_matches() {
    for mapping in MAPPINGS {
        let mut file = load::<TournamentMatches>(mapping).await;
        file.entity::<Match>(&[0, 1, 2]).await;
        file.finish();
    }
}
