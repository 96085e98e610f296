//! The project's files, with what each of them imports.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use regex::Regex;
use syn::{UseTree, visit::Visit};

/// A source file.
pub struct Source {
    /// Where it stands.
    pub path: PathBuf,
    /// Its module path: `["domain", "hours", "parse"]`.
    pub modules: Vec<String>,
    /// Its text without comments.
    pub code: String,
    /// What it names of this crate, each as a full path from the crate's root.
    pub uses: BTreeSet<Vec<String>>,
}

impl Source {
    /// The room that it stands in.
    pub fn room(&self) -> &str {
        &self.modules[0]
    }

    /// The rooms that it names, its own among them.
    pub fn rooms_used(&self) -> BTreeSet<String> {
        self.uses
            .iter()
            .filter_map(|path| path.first().cloned())
            .collect()
    }
}

/// The package's folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// Everything below `src/`, but for the two roots.
pub fn sources() -> Vec<Source> {
    let src = root().join("src");
    let comment = Regex::new(r"(?m)(^|\s)//.*$").expect("a pattern");
    let found: Vec<(PathBuf, Vec<String>)> = files(&src)
        .into_iter()
        .filter_map(|path| {
            let inside = path.strip_prefix(&src).ok()?.with_extension("");
            let mut modules: Vec<String> = inside
                .iter()
                .map(|part| part.to_string_lossy().into_owned())
                .collect();
            modules.pop_if(|last| last == "mod");
            let is_root = matches!(modules.as_slice(), [root] if root == "lib" || root == "main");
            (!is_root).then_some((path, modules))
        })
        .collect();
    let known: BTreeSet<Vec<String>> = found.iter().map(|(_, modules)| modules.clone()).collect();
    found
        .into_iter()
        .filter_map(|(path, modules)| {
            let text = fs::read_to_string(&path).ok()?;
            let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"));
            let mut reader = Reader {
                known: &known,
                here: modules.clone(),
                found: BTreeSet::new(),
            };
            reader.visit_file(&file);
            Some(Source {
                modules,
                code: comment.replace_all(&text, "").into_owned(),
                uses: reader.found,
                path,
            })
        })
        .collect()
}

/// The rooms, in the order in which `lib.rs` declares them.
pub fn rooms() -> Vec<String> {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs");
    let declared = Regex::new(r"(?m)^pub mod (\w+);").expect("a pattern");
    declared
        .captures_iter(&lib)
        .map(|found| found[1].to_owned())
        .collect()
}

/// Goes through a file and gathers what it names. What stands inside a macro's call is not read: names
/// come into a file by `use`.
struct Reader<'a> {
    known: &'a BTreeSet<Vec<String>>,
    here: Vec<String>,
    found: BTreeSet<Vec<String>>,
}

impl Reader<'_> {
    /// A path as written, from the crate's root; `None` for another crate's.
    fn full(&self, written: &[String]) -> Option<Vec<String>> {
        match written.first()?.as_str() {
            "crate" => Some(written[1..].to_vec()),
            "self" => Some([&self.here, &written[1..]].concat()),
            "super" => {
                let up = written.iter().take_while(|part| *part == "super").count();
                let base = self.here.len().checked_sub(up)?;
                Some([&self.here[..base], &written[up..]].concat())
            }
            // A module of one's own, named as it stands.
            child => {
                let inside = [&self.here[..], &[child.to_owned()]].concat();
                let full = || [&self.here, written].concat();
                self.known.contains(&inside).then(full)
            }
        }
    }

    fn note(&mut self, written: &[String]) {
        if let Some(full) = self.full(written).filter(|full| !full.is_empty()) {
            self.found.insert(full);
        }
    }

    fn tree(&mut self, before: &[String], tree: &UseTree) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.tree(&with(&path.ident), &path.tree),
            UseTree::Name(name) if name.ident == "self" => self.note(before),
            UseTree::Name(name) => self.note(&with(&name.ident)),
            UseTree::Rename(name) => self.note(&with(&name.ident)),
            UseTree::Glob(_) => self.note(before),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(before, tree)),
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, inner: &'ast syn::ItemMod) {
        // Tests may look wherever they like.
        let is_test = inner.attrs.iter().any(|attribute| {
            attribute.path().is_ident("cfg")
                && attribute
                    .parse_args::<syn::Ident>()
                    .is_ok_and(|what| what == "test")
        });
        if !is_test && inner.content.is_some() {
            self.here.push(inner.ident.to_string());
            syn::visit::visit_item_mod(self, inner);
            self.here.pop();
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let written: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        if written.len() > 1 {
            self.note(&written);
        }
        syn::visit::visit_path(self, path);
    }
}
