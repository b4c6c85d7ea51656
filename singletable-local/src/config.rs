//! What the configurations of all clients have in common.

use aws_sdk_dynamodb::config::retry::{RetryPartition, TokenBucket};
use aws_sdk_dynamodb::config::{BehaviorVersion, Builder, Config, IdentityCache, Region};

/// The SDK's own number of tokens: a throttled or failed try takes 5, one that timed out 10.
const RETRY_TOKENS: usize = 500;

/// A configuration whose clients have a retry quota of their own. The SDK's is one of the process:
/// there the retries of one test would be missing in another. It names a cache of identities, as that
/// of `aws_config` does.
pub(crate) fn base() -> Builder {
    let quota = RetryPartition::custom("singletable-local")
        .token_bucket(TokenBucket::new(RETRY_TOKENS))
        .build();
    Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-west-1"))
        .retry_partition(quota)
        .identity_cache(IdentityCache::lazy().build())
}
