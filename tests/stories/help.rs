//! `/help`: made from the commands themselves, for everybody.

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn every_command_is_in_it() {
    let world = World::set_up().await;
    let nobody = world.nobody();
    let offered: Vec<String> = nobody
        .commands()
        .await
        .iter()
        .chain(world.manager().commands().await.iter())
        .filter_map(|command| command["name"].as_str().map(str::to_owned))
        .collect();
    assert!(offered.len() > 5, "{offered:?}");
    let mut page = nobody.runs("/help").await;
    let mut all = page.text();
    for _ in 0..20 {
        if !page.text().contains("[More]") {
            break;
        }
        page = page.presses("More").await;
        assert!(page.is_private());
        all.push_str(&page.text());
    }
    for command in offered {
        assert!(all.contains(&command), "{command} is not in:\n{all}");
    }
}
