//! Batches of which a part is left undone.

use super::Verdict;
use crate::dispatch::Answer;
use serde_json::{Map, Value, json};

/// The entries of a batch that were held back.
pub(super) struct Unprocessed {
    member: &'static str,
    entries: Map<String, Value>,
}

impl Unprocessed {
    /// The batch's answer, with what was held back; an error stays as it is.
    pub(super) fn add_to(&self, answer: Answer) -> Answer {
        let Ok(Value::Object(mut body)) = serde_json::from_str(&answer.body) else {
            return answer;
        };
        if answer.status == 200 {
            // The engine may have left some of the same table by itself, for their size.
            match body.get_mut(self.member).and_then(Value::as_object_mut) {
                Some(tables) => {
                    for (table, held) in &self.entries {
                        merge(tables, table, held);
                    }
                }
                None => {
                    body.insert(self.member.to_owned(), self.entries.clone().into());
                }
            }
        }
        Answer {
            status: answer.status,
            body: Value::Object(body).to_string(),
        }
    }
}

fn merge(tables: &mut Map<String, Value>, table: &str, held: &Value) {
    let mut held = held.clone();
    // In front go the entries that the engine itself left; they came first in the request, too.
    if let (Some(left), Some(held)) = (tables.get_mut(table).and_then(list), list(&mut held)) {
        held.splice(0..0, left.drain(..));
    }
    tables.insert(table.to_owned(), held);
}

/// A table's entries: a list of writes, or the keys of a read.
fn list(table: &mut Value) -> Option<&mut Vec<Value>> {
    match table {
        Value::Array(writes) => Some(writes),
        table => table.get_mut("Keys").and_then(Value::as_array_mut),
    }
}

/// Takes the last entries out of a batch request.
pub(super) fn hold_back(operation: &str, mut body: Value, count: usize) -> Verdict {
    let (member, nothing) = match operation {
        "BatchGetItem" => ("UnprocessedKeys", json!({ "Responses": {} })),
        "BatchWriteItem" => ("UnprocessedItems", json!({})),
        _ => return Verdict::Pass,
    };
    let Some(tables) = body.get_mut("RequestItems").and_then(Value::as_object_mut) else {
        return Verdict::Pass;
    };
    let mut entries = Map::new();
    let mut still = count;
    let mut names: Vec<String> = tables.keys().cloned().collect();
    names.sort_unstable();
    for name in names.into_iter().rev() {
        let Some(table) = tables.get_mut(&name) else {
            continue;
        };
        // What stands beside the keys, such as a projection, goes with both parts.
        let mut held = table.clone();
        let (Some(done), Some(left)) = (list(table), list(&mut held)) else {
            continue;
        };
        let kept = done.len().saturating_sub(still);
        done.truncate(kept);
        left.drain(..kept);
        still -= left.len();
        let all = done.is_empty();
        if !left.is_empty() {
            entries.insert(name.clone(), held);
        }
        if all {
            tables.remove(&name);
        }
    }
    let empty = tables.is_empty();
    let left = Unprocessed { member, entries };
    if empty {
        // An engine refuses a batch of nothing, so it is not asked.
        return Verdict::Answer(left.add_to(Answer {
            status: 200,
            body: nothing.to_string(),
        }));
    }
    Verdict::Partly {
        body: body.to_string(),
        left,
    }
}
