//! The client that an example runs on.

use aws_sdk_dynamodb::Client;

/// A client of an embedded engine, or, with `--features aws -- --aws`, of what the standard AWS
/// settings name: a profile, a region, `AWS_ENDPOINT_URL_DYNAMODB`.
///
/// # Errors
///
/// When `--aws` is given to a build without the feature, or the engine cannot be opened.
pub async fn connect() -> Result<Client, Box<dyn std::error::Error>> {
    if std::env::args().any(|argument| argument == "--aws") {
        return aws().await;
    }
    Ok(singletable_local::Local::memory()?.client())
}

#[cfg(feature = "aws")]
async fn aws() -> Result<Client, Box<dyn std::error::Error>> {
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    Ok(Client::new(&config))
}

#[cfg(not(feature = "aws"))]
#[allow(clippy::unused_async)] // the same shape as with the feature
async fn aws() -> Result<Client, Box<dyn std::error::Error>> {
    Err("this build knows no AWS: run it with `--features aws -- --aws`".into())
}
