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
];

/// Requests that the description does not have, each with its reason. `*` is any one part, `**` any more.
pub const UNDESCRIBED: &[(&str, &str)] = &[
    (
        "POST /interactions",
        "people's clients use commands, buttons and forms by it",
    ),
    (
        "GET /guilds/*/application-command-index",
        "people's clients list commands by it",
    ),
    ("GET /oauth2/authorize", "people's clients add a bot by it"),
    ("POST /oauth2/authorize", "people's clients add a bot by it"),
    (
        "GET /gateway/**",
        "the gateway's own address is outside of the API",
    ),
    (
        "GET /gateway",
        "the gateway's own address is outside of the API",
    ),
    ("GET /", "the sandbox's page"),
    ("GET /page/**", "the sandbox's page"),
    (
        "GET /attachments/**",
        "files, which Discord serves from elsewhere",
    ),
    ("GET /sandbox/**", "the sandbox's own levers"),
    ("POST /sandbox/**", "the sandbox's own levers"),
    ("PUT /sandbox/**", "the sandbox's own levers"),
    ("PATCH /sandbox/**", "the sandbox's own levers"),
    ("DELETE /sandbox/**", "the sandbox's own levers"),
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
