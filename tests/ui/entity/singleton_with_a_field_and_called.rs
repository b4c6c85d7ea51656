use singletable::Entity;

#[derive(Entity)]
#[entity(pk = "CONFIG", sk = "<name>", singleton)]
struct Config {
    name: String,
}

fn main() {
    let _ = |configs: ConfigRepository| {
        let _ = configs.get();
        let _ = configs.update();
        let _ = Config::key();
    };
}
