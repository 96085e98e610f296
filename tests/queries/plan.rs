//! What Postgres says of how it would do a statement.

use serde_json::Value;

/// A plan, as far as it reads tables.
pub struct Plan {
    /// Each table that is read, wherever in the plan.
    pub scans: Vec<Scan>,
}

/// A table that is read.
pub struct Scan {
    /// Its name.
    pub table: String,
    /// By what its rows are chosen: the index's conditions and the filter's.
    pub conditions: String,
    /// Whether an index leads to the rows.
    pub has_index: bool,
}

impl Plan {
    /// Of the answer to `explain (format json)`; `None` when it reads no table.
    pub fn read(answer: &Value) -> Option<Self> {
        let mut scans = Vec::new();
        collect(&answer[0]["Plan"], &mut scans);
        (!scans.is_empty()).then_some(Self { scans })
    }
}

fn collect(node: &Value, scans: &mut Vec<Scan>) {
    let kind = node["Node Type"].as_str().unwrap_or_default();
    if let (true, Some(table)) = (kind.ends_with("Scan"), node["Relation Name"].as_str()) {
        let mut conditions = Vec::new();
        conditions_of(node, &mut conditions);
        scans.push(Scan {
            table: table.to_owned(),
            conditions: conditions.join(" and "),
            has_index: kind != "Seq Scan",
        });
    }
    for child in node["Plans"].as_array().into_iter().flatten() {
        collect(child, scans);
    }
}

/// A bitmap's conditions stand in the nodes below it, beside which a subquery may stand that is another's.
fn conditions_of(node: &Value, conditions: &mut Vec<String>) {
    for name in ["Index Cond", "Recheck Cond", "Filter"] {
        conditions.extend(node[name].as_str().map(str::to_owned));
    }
    for child in node["Plans"].as_array().into_iter().flatten() {
        let kind = child["Node Type"].as_str().unwrap_or_default();
        if matches!(kind, "Bitmap Index Scan" | "BitmapAnd" | "BitmapOr") {
            conditions_of(child, conditions);
        }
    }
}
