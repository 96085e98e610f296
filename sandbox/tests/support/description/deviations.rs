//! Where Discord's documentation goes before its description: each place with its reason. The report
//! fails when a row has made no difference anywhere.

/// A schema of the description that is replaced, or added where there is none.
#[derive(Debug)]
pub struct Deviation {
    /// The places: in component schemas, or after a slash anywhere; `(a,b)` stands for either.
    pub at: &'static [&'static str],
    /// Whether what stands there already stays.
    pub adds: bool,
    /// What stands there then.
    pub schema: &'static str,
    /// Why.
    pub because: &'static str,
}

impl Deviation {
    /// The places as JSON pointers into the description.
    pub fn places(&self) -> Vec<String> {
        let mut done = Vec::new();
        let mut open: Vec<String> = self
            .at
            .iter()
            .map(|at| match at.strip_prefix('/') {
                Some(_) => (*at).to_owned(),
                None => format!("/components/schemas/{at}"),
            })
            .collect();
        while let Some(place) = open.pop() {
            let Some((start, rest)) = place.split_once('(') else {
                done.push(place);
                continue;
            };
            let (either, end) = rest.split_once(')').expect("its end");
            open.extend(either.split(',').map(|part| format!("{start}{part}{end}")));
        }
        done.sort();
        done
    }
}

/// All of them.
pub const DEVIATIONS: &[Deviation] = &[
    Deviation {
        at: &[
            "MessageCreateRequest/properties/content",
            "MessageEditRequestPartial/properties/content",
        ],
        adds: false,
        schema: r#"{ "type": ["string", "null"], "maxLength": 2000 }"#,
        because: "A bot's message has 2000 characters; 4000 are for people who pay.",
    },
    Deviation {
        at: &["InnerErrors/properties/_errors/items"],
        adds: false,
        schema: r#"{ "type": "object", "required": ["code", "message"],
                     "properties": { "code": { "type": "string" }, "message": { "type": "string" } } }"#,
        because: "The code of a fault inside a form is a name, as BASE_TYPE_REQUIRED, not a number.",
    },
    Deviation {
        at: &["RatelimitedResponse/allOf/0"],
        adds: false,
        schema: r#"{ "type": "object", "required": ["message"],
                     "properties": { "code": { "type": "integer" }, "message": { "type": "string" } } }"#,
        because: "A 429 has a code for some limits only.",
    },
    Deviation {
        at: &[
            "ApplicationCommand(CreateRequest,UpdateRequest,PatchRequestPartial)/properties/nsfw",
        ],
        adds: true,
        schema: r#"{ "type": ["boolean", "null"] }"#,
        because: "A command may say that it is for grown-ups only.",
    },
    Deviation {
        at: &[
            "ApplicationCommand(Attachment,Boolean,Channel,Integer,Mentionable,Number,Role,String,\
               Subcommand,SubcommandGroup,User)Option/properties/(autocomplete,channel_types,choices,\
               max_length,max_value,min_length,min_value,options,required)",
        ],
        adds: true,
        schema: r#"{ "enum": [null, false, []] }"#,
        because: "All options have one list of fields in the documentation; one that means nothing for \
                  an option's type may be there and say nothing.",
    },
    Deviation {
        at: &[
            "ApplicationCommand(CreateRequest,UpdateRequest,PatchRequestPartial)/properties/\
             default_member_permissions",
            "(CreateRoleRequest,UpdateRoleRequestPartial)/properties/permissions",
            "ChannelPermissionOverwriteRequest/properties/(allow,deny)",
            "/paths/~1channels~1{channel_id}~1permissions~1{overwrite_id}/put/requestBody/content/\
             application~1json/schema/properties/(allow,deny)",
        ],
        adds: false,
        schema: r#"{ "type": ["null", "string", "integer"], "pattern": "^[0-9]+$" }"#,
        because: "Permissions are a number in a text, as everywhere.",
    },
    Deviation {
        at: &["GuildPatchRequestPartial/properties/owner_id"],
        adds: true,
        schema: r##"{ "$ref": "#/components/schemas/SnowflakeType" }"##,
        because: "An owner may hand a server over.",
    },
    Deviation {
        at: &["/paths/~1guilds~1{guild_id}~1bans~1{user_id}/delete/requestBody/required"],
        adds: false,
        schema: "false",
        because: "A ban is lifted without a body.",
    },
    Deviation {
        at: &[
            "(Channel,Role,User)SelectDefaultValue/properties/id",
            "MessageAttachmentRequest/properties/id",
        ],
        adds: false,
        schema: r##"{ "anyOf": [{ "$ref": "#/components/schemas/SnowflakeType" }, { "type": "integer" }] }"##,
        because: "Discord reads ids that are sent as numbers: its own example names a file so, and serenity \
                  a list's defaults.",
    },
    Deviation {
        at: &[
            "(MessageEditRequestPartial,IncomingWebhookUpdateRequestPartial,\
               IncomingWebhookUpdateForInteractionCallbackRequestPartial)/properties/tts",
        ],
        adds: true,
        schema: r#"{ "type": ["boolean", "null"] }"#,
        because: "Discord ignores what an edit says of reading aloud; discord.py says it always.",
    },
    Deviation {
        at: &[
            "(IncomingWebhookRequestPartial,IncomingWebhookUpdateRequestPartial,\
               IncomingWebhookInteractionRequest,\
               IncomingWebhookUpdateForInteractionCallbackRequestPartial)/properties/enforce_nonce",
        ],
        adds: true,
        schema: r#"{ "type": ["boolean", "null"] }"#,
        because: "Discord ignores what an answer says of nonces; discord.js says it always.",
    },
    Deviation {
        at: &["ApplicationCommandUpdateRequest/properties/version"],
        adds: true,
        schema: r##"{ "$ref": "#/components/schemas/SnowflakeType" }"##,
        because: "Discord ignores a version that it is told; twilight's commands have one always.",
    },
    Deviation {
        at: &["PrivateApplicationResponse/properties/summary"],
        adds: true,
        schema: r#"{ "const": "" }"#,
        because: "The old summary is told, empty, until version 11: interactions.py needs it.",
    },
    Deviation {
        at: &["RichEmbed/properties/flags"],
        adds: true,
        schema: r#"{ "type": ["integer", "null"] }"#,
        because: "An embed has flags, and clients send them back as they got them.",
    },
    Deviation {
        at: &["CreateMessageInteractionCallbackResponse/properties/type"],
        adds: false,
        schema: r#"{ "enum": [4, 5] }"#,
        because: "What a callback has made may be of any callback's type: a deferred answer is a message too.",
    },
    Deviation {
        at: &[
            "/paths/~1interactions~1{interaction_id}~1{interaction_token}~1callback/post/requestBody/content/\
             multipart~1form-data/schema/properties/files[(0,1,2,3,4,5,6,7,8,9)]",
            "/paths/~1webhooks~1{webhook_id}~1{webhook_token}/post/requestBody/content/\
             multipart~1form-data/schema/properties/files[(0,1,2,3,4,5,6,7,8,9)]",
        ],
        adds: true,
        schema: r#"{ "type": "string" }"#,
        because: "An answer brings files as any message does.",
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
    (
        "GET /users/@me/channels",
        "people's clients list their talks by it",
    ),
    (
        "POST /oauth2/authorize",
        "people's clients add a bot to a server by it",
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
