#!/usr/bin/env bash
# What the derives cost a build: `cargo check` after touching one of 50 entities, against the same
# structs with only serde's derives, and how much text each of them expands to.
#
# bench/build-cost.sh [entities] [runs]
set -euo pipefail

entities=${1:-50}
runs=${2:-9}
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One workspace, so that both crates have the same dependencies, built once.
mkdir -p "$work/plain/src" "$work/mapped/src"
cat >"$work/Cargo.toml" <<END
[workspace]
resolver = "3"
members = ["plain", "mapped"]
END
cp "$root/bench/Cargo.lock" "$work/Cargo.lock" # versions that are known to build

package() {
  cat <<END
[package]
name = "$1"
version = "0.1.0"
edition = "2024"

[dependencies]
serde = { version = "1", features = ["derive"] }
$2
END
}
package plain "" >"$work/plain/Cargo.toml"
package mapped "singletable = { path = \"$root\" }" >"$work/mapped/Cargo.toml"

# An entity of the user's kind: eight fields, and an index.
entity() { # number, imports, derives, attributes
  cat <<END
use serde::{Deserialize, Serialize};
$2
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize$3)]
$4
pub struct Entity$1 {
    pub user_id: String,
    pub team: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bio: Option<String>,
    pub created_at: String,
    pub post_count: u64,
    pub verified: bool,
    pub roles: Vec<String>,
}
END
}
for number in $(seq "$entities"); do
  entity "$number" "" "" "" >"$work/plain/src/e$number.rs"
  attributes="#[entity(type = \"ENTITY$number\", pk = \"E$number#<user_id>\", sk = \"#METADATA\")]
#[entity(index(GSI1, name = by_team, pk = \"TEAM#<team>\", sk = \"<created_at>\"))]"
  entity "$number" "use singletable::Entity;" ", Entity" "$attributes" >"$work/mapped/src/e$number.rs"
  for crate in plain mapped; do
    echo "pub mod e$number;" >>"$work/$crate/src/lib.rs"
  done
done

export CARGO_TARGET_DIR="$work/target"
cd "$work"

# Milliseconds of one check.
check() {
  local start end
  start=$(date +%s%N)
  cargo check --quiet --offline --package "$1"
  end=$(date +%s%N)
  echo $(((end - start) / 1000000))
}

median() {
  sort -n | sed -n "$(((runs + 1) / 2))p"
}

cargo check --quiet --package plain --package mapped
# The crates take turns, so that what disturbs the machine disturbs both.
for run in $(seq "$runs"); do
  for crate in plain mapped; do
    # A line more above the struct, and not only a newer time: the compiler looks at the text.
    sed -i "1i // change $run" "$crate/src/e1.rs"
    check "$crate" >>"$crate.times"
  done
done
plain=$(median <plain.times)
mapped=$(median <mapped.times)

# Expansion is a compiler's own view, which stable shows only to those who say so.
expanded() {
  RUSTC_BOOTSTRAP=1 cargo rustc --quiet --offline --profile=check --package "$1" -- -Zunpretty=expanded | wc -c
}
plain_bytes=$(expanded plain)
mapped_bytes=$(expanded mapped)

printf '%-28s %12s %12s %8s\n' "$entities entities" "serde" "singletable" "ratio"
row() {
  printf '%-28s %12s %12s %8s\n' "$1" "$2" "$3" "$(awk "BEGIN { printf \"%.2f\", $3 / $2 }")"
}
row "check after a change, ms" "$plain" "$mapped"
row "expansion, bytes" "$plain_bytes" "$mapped_bytes"
row "expansion, bytes per entity" $((plain_bytes / entities)) $((mapped_bytes / entities))
