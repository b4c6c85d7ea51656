//! What is set at the end of a path has the form that it has in a whole value.

use super::{Geo, Store, in_one_form, now};
use crate::support::{raw, table};
use serde::{Deserialize, Serialize};
use singletable::bounds::EntityKey as _;
use singletable::op::Update;
use singletable::{Attributes, Entity, Mapping};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
#[serde(tag = "kind")]
enum Media {
    Image {
        data: Vec<u8>,
        parts: BTreeSet<Vec<u8>>,
        rows: Vec<Vec<u8>>,
        geo: Geo,
        count: u32,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Attributes)]
#[serde(tag = "kind", content = "of")]
enum Beside {
    Key([u8; 2]),
    Place(Geo),
    Deep { media: Option<Media> },
}

#[derive(Debug, Clone, PartialEq, Entity)]
#[entity(table = Store, pk = "P#<id>", sk = "#P")]
struct Post {
    id: String,
    media: Media,
    all: Vec<Media>,
    besides: BTreeMap<String, Beside>,
    marks: Vec<Option<u8>>,
    names: BTreeMap<String, Option<String>>,
}

fn media() -> Media {
    Media::Image {
        data: vec![1],
        parts: BTreeSet::from([vec![1], vec![2, 3]]),
        rows: vec![vec![1], vec![]],
        geo: Geo::default(),
        count: 1,
    }
}

fn post() -> Post {
    let deep = Beside::Deep {
        media: Some(media()),
    };
    Post {
        id: "p".into(),
        media: media(),
        all: vec![media()],
        besides: BTreeMap::from([
            ("key".into(), Beside::Key([1, 2])),
            ("place".into(), Beside::Place(Geo::default())),
            ("deep".into(), deep),
        ]),
        marks: vec![Some(1), Some(2), None],
        names: BTreeMap::from([("a".into(), Some("x".into())), ("b".into(), None)]),
    }
}

/// The update makes the item what a put of the changed post makes it, by both mappings.
async fn is_as_put(change: impl Fn(&mut Post), set: impl Fn(Update<Post>) -> Update<Post>) {
    for mapping in [Mapping::Direct, Mapping::Maps] {
        let posts = PostRepository::new(&table::<Store>().await.with_mapping(mapping));
        let mut post = post();
        posts.create(&post).send().await.unwrap();
        set(posts.update("p")).send().await.unwrap();
        change(&mut post);
        assert_eq!(posts.get("p").send().await.unwrap().as_ref(), Some(&post));
        let key = Post::key("p").item_key().unwrap();
        let stored = raw(posts.table(), &key).await.unwrap();
        for (name, value) in post.to_item(now()).unwrap() {
            assert_eq!(in_one_form(&stored[&name]), in_one_form(&value), "{name}");
        }
    }
}

#[tokio::test]
async fn bytes_inside_an_enum_with_a_tag_are_set_as_lists() {
    let other = Geo {
        note: Some("n".into()),
        photo: vec![9],
    };
    is_as_put(
        |post| {
            let Media::Image {
                data,
                parts,
                rows,
                geo,
                count,
            } = &mut post.media;
            *data = vec![7, 8];
            *parts = BTreeSet::from([vec![4]]);
            rows[1] = vec![5];
            geo.photo = vec![6];
            *count = 3;
            let Media::Image { geo, .. } = &mut post.all[0];
            *geo = other.clone();
        },
        |update| {
            update
                .set(Post::MEDIA.then(Media::IMAGE_DATA), vec![7, 8])
                .set(
                    Post::MEDIA.then(Media::IMAGE_PARTS),
                    BTreeSet::from([vec![4]]),
                )
                .set(Post::MEDIA.then(Media::IMAGE_ROWS).at(1), vec![5])
                .set(Post::MEDIA.then(Media::IMAGE_GEO).then(Geo::PHOTO), vec![6])
                .add(Post::MEDIA.then(Media::IMAGE_COUNT), 2)
                .set(Post::ALL.at(0).then(Media::IMAGE_GEO), other.clone())
                .condition(Post::MEDIA.then(Media::IMAGE_DATA).eq(vec![1]))
                .condition(Post::MEDIA.then(Media::IMAGE_COUNT).lt(2))
        },
    )
    .await;
    is_as_put(
        |post| {
            post.besides.insert("key".into(), Beside::Key([8, 9]));
            post.besides
                .insert("place".into(), Beside::Place(other.clone()));
            let deep = post.besides.get_mut("deep");
            if let Some(Beside::Deep { media: Some(media) }) = deep {
                let Media::Image { data, .. } = media;
                *data = vec![];
            }
        },
        |update| {
            let deep = Post::BESIDES.key("deep").then(Beside::DEEP_MEDIA);
            update
                .set(Post::BESIDES.key("key").then(Beside::KEY), [8, 9])
                .set(
                    Post::BESIDES.key("place").then(Beside::PLACE),
                    other.clone(),
                )
                .set(deep.then(Media::IMAGE_DATA), vec![])
        },
    )
    .await;
}

#[tokio::test]
async fn none_of_an_element_or_an_entry_is_a_null() {
    is_as_put(
        |post| {
            post.marks = vec![None, Some(2), Some(3)];
            post.names.insert("a".into(), None);
            post.names.insert("b".into(), Some("y".into()));
            post.names.insert("c".into(), None);
        },
        |update| {
            update
                .set(Post::MARKS.at(0), None)
                .set(Post::MARKS.at(2), Some(3))
                .set(Post::NAMES.key("a"), None)
                .set(Post::NAMES.key("b"), "y")
                .set(Post::NAMES.key("c"), None)
                .condition(Post::MARKS.at(2).eq(None) & Post::MARKS.contains(None))
                .condition(Post::NAMES.key("b").eq(None))
        },
    )
    .await;
}
