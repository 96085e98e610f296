//! axe-core, which holds the page against the rules of accessibility. It is installed by npm into a folder
//! of its own, at the version that `package-lock.json` names, and runs inside the page.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::{browser::Browser, driver::left_out};

static SOURCE: OnceCell<Option<String>> = OnceCell::const_new();

/// Its source; `None`, and said aloud, when it cannot be had and is not required.
pub async fn source() -> Option<&'static str> {
    let source = SOURCE.get_or_init(|| async {
        tokio::task::spawn_blocking(install)
            .await
            .expect("npm")
            .map_or_else(
                |why| {
                    left_out(&format!("axe-core: {why}"));
                    None
                },
                Some,
            )
    });
    source.await.as_deref()
}

fn install() -> Result<String, String> {
    let folder: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../npm");
    let file = folder.join("node_modules/axe-core/axe.min.js");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let lock = include_str!("package-lock.json");
    // What is there already is of this lock.
    if std::fs::read_to_string(folder.join("package-lock.json")).is_ok_and(|there| there == lock)
        && let Ok(source) = std::fs::read_to_string(&file)
    {
        return Ok(source);
    }
    std::fs::write(folder.join("package.json"), include_str!("package.json"))
        .and_then(|()| std::fs::write(folder.join("package-lock.json"), lock))
        .map_err(|error| error.to_string())?;
    let npm = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&folder)
        .output()
        .map_err(|error| format!("npm is not installed ({error})"))?;
    if !npm.status.success() {
        return Err(format!("npm ci: {}", String::from_utf8_lossy(&npm.stderr)));
    }
    std::fs::read_to_string(&file).map_err(|error| error.to_string())
}

/// Holds what is shown now against WCAG 2.2 AA and axe's best practice.
pub async fn holds(browser: &Browser, state: &str) {
    let Some(source) = source().await else {
        return;
    };
    // The page's own policy lets no script in but its own; the driver's are none of the page's.
    browser.script(source, Vec::new()).await;
    let run = "const done = arguments[0];
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        axe.run(document, { runOnly: { type: 'tag', values: tags } }).then(
          ({ violations, passes }) => done({ passes: passes.length, violations: violations.map((it) => `${it.id}: ${it.help}: ${it.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`) }),
          (error) => done({ passes: 0, violations: [String(error)] }))";
    let found = browser.driver.client.execute_async(run, Vec::new()).await;
    let found: Value = found.expect("axe runs");
    assert_eq!(found["violations"], json!([]), "{state}");
    assert!(
        found["passes"].as_u64().is_some_and(|rules| rules > 10),
        "{state}: axe saw nothing"
    );
}
