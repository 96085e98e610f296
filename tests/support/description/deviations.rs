//! Where Discord's documentation goes before its description: each place with its reason. The report
//! fails when a row has made no difference anywhere.

/// A schema of the description that is replaced, or added.
#[derive(Debug)]
pub struct Deviation {
    /// The places, as JSON pointers into the description.
    pub at: &'static [&'static str],
    /// What stands there instead.
    pub schema: &'static str,
    /// Why.
    pub because: &'static str,
}

/// All of them.
pub const DEVIATIONS: &[Deviation] = &[
    Deviation {
        at: &[
            "/components/schemas/MessageCreateRequest/properties/content",
            "/components/schemas/MessageEditRequestPartial/properties/content",
        ],
        schema: r#"{ "type": ["string", "null"], "maxLength": 2000 }"#,
        because: "A bot's message has 2000 characters; 4000 are for people who pay.",
    },
    Deviation {
        at: &["/components/schemas/InnerErrors/properties/_errors/items"],
        schema: r#"{ "type": "object", "required": ["code", "message"],
                     "properties": { "code": { "type": "string" }, "message": { "type": "string" } } }"#,
        because: "The code of a fault inside a form is a name, as BASE_TYPE_REQUIRED, not a number.",
    },
    Deviation {
        at: &["/components/schemas/RatelimitedResponse/allOf/0"],
        schema: r#"{ "type": "object", "required": ["message"],
                     "properties": { "code": { "type": "integer" }, "message": { "type": "string" } } }"#,
        because: "A 429 has a code for some limits only.",
    },
];

/// Requests that the description does not have, each with its reason; `*` is any one part. The sandbox's
/// page and its levers are outside of the API, and no lines of its log.
pub const UNDESCRIBED: &[(&str, &str)] = &[
    (
        "POST /interactions",
        "people's clients use commands, buttons and forms by it",
    ),
    (
        "GET /guilds/*/application-command-index",
        "people's clients list commands by it",
    ),
];

/// Parameters of the query that the documentation has and the description has not: path, name, reason.
const QUERIES: &[(&str, &str, &str)] = &[];

/// Why a parameter of the query may be there although it is not described.
pub fn asked_beside(template: &str, name: &str) -> Option<&'static str> {
    QUERIES
        .iter()
        .find(|(path, key, _)| *path == template && *key == name)
        .map(|(.., because)| *because)
}
