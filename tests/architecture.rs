//! Compares the imports of every file in `src/` with the table of rooms in ARCHITECTURE.md: a room uses only
//! rooms that the table allows and that lie on a lower floor, rooms form no circle, and neither do the files
//! of a room.
//!
//! An arrow leads from a file to the file that defines what it names; re-exports are followed to there, so
//! that `mod.rs` may show what its children define. Unit tests may use anything.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Names of modules from the root of the crate; empty for `lib.rs`.
type Module = Vec<String>;

/// What the table of ARCHITECTURE.md says of a room.
struct Room {
    floor: u32,
    may_use: BTreeSet<String>,
}

/// A file as far as its arrows need it.
#[derive(Default)]
struct File {
    /// Names that it defines.
    items: BTreeSet<String>,
    /// Names that it imports, with where they come from.
    imports: BTreeMap<String, Module>,
    /// Modules of which it imports everything.
    globs: Vec<Module>,
    /// Paths that it names in code and imports, those of re-exports aside.
    paths: BTreeSet<Module>,
}

#[test]
fn rooms_use_only_what_the_table_allows() {
    let rooms = table();
    let mut wrong = Vec::new();
    for ((from, to), files) in arrows_between_rooms(&Tree::read()) {
        let allowed = rooms
            .get(&from)
            .is_some_and(|room| room.may_use.contains(&to));
        if !allowed {
            wrong.push(format!("{from} → {to}: {files:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "not in the table of ARCHITECTURE.md:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_table_names_every_room_and_leads_downwards() {
    let rooms = table();
    let tree = Tree::read();
    let present: BTreeSet<String> = tree
        .files
        .keys()
        .filter_map(|module| module.first().cloned())
        .collect();
    assert_eq!(rooms.keys().cloned().collect::<BTreeSet<_>>(), present);
    // Rooms of one floor may form a row, but no circle.
    let mut wrong = Vec::new();
    for (name, room) in &rooms {
        for used in &room.may_use {
            let floor = rooms.get(used).map_or(u32::MAX, |room| room.floor);
            if floor > room.floor {
                wrong.push(format!("{name} (floor {}) may not use {used}", room.floor));
            }
        }
    }
    let used = |name: &String| {
        rooms
            .get(name)
            .map(|room| room.may_use.clone())
            .unwrap_or_default()
    };
    wrong.extend(
        circles(rooms.keys(), used)
            .iter()
            .map(|circle| format!("a circle: {circle:?}")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn neither_rooms_nor_files_form_circles() {
    let tree = Tree::read();
    let rooms = arrows_between_rooms(&tree);
    let names: BTreeSet<String> = rooms
        .keys()
        .flat_map(|(from, to)| [from.clone(), to.clone()])
        .collect();
    let next = |name: &String| {
        rooms
            .keys()
            .filter(|(from, _)| from == name)
            .map(|(_, to)| to.clone())
            .collect()
    };
    assert_eq!(circles(names.iter(), next), Vec::<Vec<String>>::new());
    let arrows: BTreeMap<&Module, BTreeSet<Module>> = tree
        .files
        .keys()
        .map(|module| (module, tree.arrows(module)))
        .collect();
    let next = |module: &Module| arrows[module].clone();
    assert_eq!(circles(tree.files.keys(), next), Vec::<Vec<Module>>::new());
}

#[test]
fn the_reader_of_sources_sees_imports_paths_and_definitions() {
    let source = r##"
        //! use crate::comment::Ignored;
        use crate::text::{Span, fold::{self, lower as small}};
        pub use child::Shown;
        use super::other::*;
        const NAME: &str = "use crate::string::Ignored;";
        pub(crate) async fn run<'a>(c: char) -> child::Kind { crate::lm::open('"', '\'', r#"x::y"#) }
        #[cfg(test)]
        mod tests { use crate::cli::Ignored; }
    "##;
    let file = File::parse(source);
    let path = |text: &str| text.split("::").map(str::to_owned).collect::<Module>();
    assert_eq!(file.items, ["NAME", "run"].map(str::to_owned).into());
    assert_eq!(file.imports["small"], path("crate::text::fold::lower"));
    assert_eq!(file.imports["fold"], path("crate::text::fold"));
    assert_eq!(file.imports["Shown"], path("child::Shown"));
    assert_eq!(file.globs, [path("super::other")]);
    let paths = [
        "crate::text::Span",
        "crate::text::fold",
        "crate::text::fold::lower",
        "child::Kind",
        "crate::lm::open",
    ];
    assert_eq!(file.paths, paths.map(path).into());
    let circle = circles(["a", "b", "c"].iter(), |name| match *name {
        "a" => ["b"].into(),
        "b" => ["a", "c"].into(),
        _ => BTreeSet::new(),
    });
    assert_eq!(circle, [["a", "b"]]);
}

/// The rooms of ARCHITECTURE.md: rows `| floor | `room/` | holds | may use |`.
fn table() -> BTreeMap<String, Room> {
    let text = fs::read_to_string("ARCHITECTURE.md").expect("ARCHITECTURE.md");
    let names = |cell: &str| -> Vec<String> {
        let quoted = cell.split('`').skip(1).step_by(2);
        quoted
            .map(|name| {
                name.trim_end_matches(".rs")
                    .trim_end_matches('/')
                    .to_owned()
            })
            .collect()
    };
    let mut rooms = BTreeMap::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, floor, room, _, may_use, _] = cells[..] else {
            continue;
        };
        let Ok(floor) = floor.parse() else { continue };
        for name in names(room) {
            let may_use = names(may_use).into_iter().collect();
            rooms.insert(name, Room { floor, may_use });
        }
    }
    assert!(!rooms.is_empty(), "ARCHITECTURE.md has no table of rooms");
    rooms
}

/// Which rooms name each other, and the files that do; `lib.rs` and `main.rs` are doors, not rooms.
fn arrows_between_rooms(tree: &Tree) -> BTreeMap<(String, String), Vec<String>> {
    let mut arrows: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for from in tree.files.keys() {
        for to in tree.arrows(from) {
            if let (Some(room), Some(used)) = (from.first(), to.first())
                && room != used
            {
                let arrow = format!("{} → {}", from.join("::"), to.join("::"));
                arrows
                    .entry((room.clone(), used.clone()))
                    .or_default()
                    .push(arrow);
            }
        }
    }
    arrows
}

/// The files of `src/` by module.
struct Tree {
    files: BTreeMap<Module, File>,
}

impl Tree {
    fn read() -> Self {
        let mut files = BTreeMap::new();
        add(Path::new("src"), &mut Vec::new(), &mut files);
        Tree { files }
    }

    /// The files whose definitions a file names.
    fn arrows(&self, from: &Module) -> BTreeSet<Module> {
        let paths = self.files[from].paths.iter();
        let targets = paths.filter_map(|path| self.resolve(from, path, 0));
        targets
            .filter_map(|(module, item)| item.then_some(module))
            .filter(|module| module != from)
            .collect()
    }

    /// The module that a path from `at` leads into, and whether the path names an item in it.
    fn resolve(&self, at: &Module, path: &[String], depth: usize) -> Option<(Module, bool)> {
        // Imports that lead back to themselves end here.
        if depth > 16 {
            return None;
        }
        let (mut module, mut rest) = self.start(at, path, depth)?;
        while let Some((name, after)) = rest.split_first() {
            let child = [&module[..], std::slice::from_ref(name)].concat();
            let file = self.files.get(&module)?;
            if self.files.contains_key(&child) {
                module = child;
            } else if file.items.contains(name) {
                return Some((module, true));
            } else if let Some(import) = file.imports.get(name) {
                match self.resolve(&module, import, depth + 1)? {
                    (found, false) => module = found,
                    item => return Some(item),
                }
            } else {
                let globs = file.globs.iter();
                let mut found = globs.filter_map(|glob| {
                    let path = [&glob[..], std::slice::from_ref(name)].concat();
                    self.resolve(&module, &path, depth + 1)
                });
                return found.find(|(_, item)| *item);
            }
            rest = after;
        }
        Some((module, false))
    }

    /// The module that the first names of a path stand for, and the names after them.
    fn start<'a>(
        &self,
        at: &Module,
        path: &'a [String],
        depth: usize,
    ) -> Option<(Module, &'a [String])> {
        let first = path.first()?;
        let file = self.files.get(at)?;
        match first.as_str() {
            "crate" => Some((Vec::new(), &path[1..])),
            "self" => Some((at.clone(), &path[1..])),
            "super" => {
                let supers = path.iter().take_while(|name| *name == "super").count();
                Some((
                    at[..at.len().checked_sub(supers)?].to_vec(),
                    &path[supers..],
                ))
            }
            _ if self
                .files
                .contains_key(&[&at[..], std::slice::from_ref(first)].concat()) =>
            {
                Some((at.clone(), path))
            }
            _ => {
                let import = file
                    .imports
                    .get(first)
                    .filter(|import| import.first() != Some(first))?;
                let (module, item) = self.resolve(at, import, depth + 1)?;
                (!item).then_some((module, &path[1..]))
            }
        }
    }
}

/// Adds the files below a folder; `module` is that of the folder.
fn add(folder: &Path, module: &mut Module, files: &mut BTreeMap<Module, File>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        let stem = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let parent = module.len();
        if path.is_dir() {
            module.push(stem);
            add(&path, module, files);
        } else if path.extension().is_some_and(|end| end == "rs") && stem != "main" {
            if !["lib", "mod"].contains(&stem.as_str()) {
                module.push(stem);
            }
            let source = fs::read_to_string(&path).expect("a source");
            files.insert(module.clone(), File::parse(&source));
        }
        module.truncate(parent);
    }
}

impl File {
    fn parse(source: &str) -> Self {
        let tokens = tokens(source);
        let mut file = File::default();
        let (mut depth, mut at) = (0, 0);
        while at < tokens.len() {
            let token = tokens[at];
            let next = tokens.get(at + 1).copied().unwrap_or_default();
            match token {
                "mod" if depth == 0 && tokens.get(at + 2) == Some(&"{") => {
                    at = closing(&tokens, at + 2);
                }
                "use" => {
                    let end = at
                        + tokens[at..]
                            .iter()
                            .position(|&token| token == ";")
                            .unwrap_or(0);
                    let exported = at > 0 && (tokens[at - 1] == "pub" || tokens[at - 1] == ")");
                    file.import(&tokens[at + 1..end], exported);
                    at = end;
                }
                "fn" | "struct" | "enum" | "union" | "trait" | "type" | "const" | "static"
                | "macro_rules"
                    if depth == 0 =>
                {
                    let name = tokens[at + 1..]
                        .iter()
                        .find(|token| is_word(token) && !MODIFIERS.contains(token));
                    file.items.extend(name.map(|name| (*name).to_owned()));
                }
                _ if is_word(token)
                    && next == "::"
                    && (at == 0 || ![".", "::"].contains(&tokens[at - 1])) =>
                {
                    let mut path = vec![token.to_owned()];
                    while tokens.get(at + 1) == Some(&"::")
                        && tokens.get(at + 2).is_some_and(|name| is_word(name))
                    {
                        path.push(tokens[at + 2].to_owned());
                        at += 2;
                    }
                    file.paths.insert(path);
                }
                "{" | "(" | "[" => depth += 1,
                "}" | ")" | "]" => depth -= 1,
                _ => {}
            }
            at += 1;
        }
        file
    }

    /// Takes in an import: `a::{b, c as d, e::*}`.
    fn import(&mut self, tokens: &[&str], exported: bool) {
        let (mut prefixes, mut path): (Vec<Module>, Module) = (vec![Vec::new()], Vec::new());
        let mut alias = None;
        let mut rest = tokens.iter();
        loop {
            let token = rest.next().copied().unwrap_or_default();
            match token {
                "::" => {}
                "{" => prefixes.push(path.clone()),
                "as" => alias = rest.next().map(|name| (*name).to_owned()),
                "," | "}" | "" => {
                    let prefix = prefixes.last().cloned().unwrap_or_default();
                    self.imported(std::mem::replace(&mut path, prefix), alias.take(), exported);
                    if token == "}" {
                        prefixes.pop();
                        path.clear();
                    }
                    if token.is_empty() {
                        return;
                    }
                }
                name => path.push(name.to_owned()),
            }
        }
    }

    fn imported(&mut self, mut path: Module, alias: Option<String>, exported: bool) {
        match path.last().map(String::as_str) {
            None => return,
            Some("*") => {
                path.pop();
                return self.globs.push(path);
            }
            Some("self") if path.len() > 1 => drop(path.pop()),
            _ => {}
        }
        if let Some(name) = alias.or_else(|| path.last().cloned()) {
            self.imports.insert(name, path.clone());
        }
        // What `mod.rs` shows of its children is no arrow; what it shows of others is one.
        let outside = path
            .first()
            .is_some_and(|first| first == "crate" || first == "super");
        if !exported || outside {
            self.paths.insert(path);
        }
    }
}

/// Words between a keyword and the name that it defines.
const MODIFIERS: [&str; 5] = ["fn", "unsafe", "mut", "async", "extern"];

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Where the bracket that opens at `open` is closed.
fn closing(tokens: &[&str], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match *token {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

/// Words, `::` and single signs of a source, without comments, texts, characters and lifetimes.
fn tokens(source: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let word = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(length) = raw_text(rest) {
            length
        } else if first == '"' {
            quoted(rest, '"')
        } else if first == '\'' {
            character(rest)
        } else if word > 0 {
            tokens.push(&rest[..word]);
            word
        } else if rest.starts_with("::") {
            tokens.push("::");
            2
        } else {
            if !first.is_whitespace() {
                tokens.push(&rest[..first.len_utf8()]);
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

/// Length of a raw text such as `r#"…"#` that begins here.
fn raw_text(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let body = after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let start = rest.len() - body.len();
    Some(start + body.find(&end)? + end.len())
}

/// Length of a text between quotes that begins here.
fn quoted(rest: &str, quote: char) -> usize {
    let mut signs = rest.char_indices().skip(1);
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' => drop(signs.next()),
            _ if sign == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Length of a character such as `'x'`, or of a lifetime, that begins here.
fn character(rest: &str) -> usize {
    let mut signs = rest.chars().skip(1);
    match (signs.next(), signs.next()) {
        (Some('\\'), _) | (Some(_), Some('\'')) => quoted(rest, '\''),
        _ => 1,
    }
}

/// The groups of nodes that reach each other.
fn circles<'a, N: Ord + Clone + 'a>(
    nodes: impl Iterator<Item = &'a N>,
    next: impl Fn(&N) -> BTreeSet<N>,
) -> Vec<Vec<N>> {
    let nodes: Vec<&N> = nodes.collect();
    let reached = |from: &N| {
        let (mut found, mut open) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(node) = open.pop() {
            open.extend(
                next(&node)
                    .into_iter()
                    .filter(|node| found.insert(node.clone())),
            );
        }
        found
    };
    let reach: BTreeMap<&N, BTreeSet<N>> =
        nodes.iter().map(|&node| (node, reached(node))).collect();
    let mut found: Vec<Vec<N>> = Vec::new();
    for (&node, far) in reach.iter().filter(|(node, far)| far.contains(**node)) {
        if !found.iter().any(|circle| circle.contains(node)) {
            let back = far
                .iter()
                .filter(|other| reach.get(*other).is_some_and(|far| far.contains(node)));
            found.push(back.cloned().collect());
        }
    }
    found
}
