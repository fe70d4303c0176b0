//! Objects of a PDF, written anew as they are: numbered from one on, streams as they are packed.

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::dict::keys::{
    DECODE_PARMS, DESCENDANT_FONTS, FILTER, FONT, FONT_DESC, FONT_FILE, FONT_FILE2, FONT_FILE3,
    LENGTH, SUBTYPE, TYPE,
};
use hayro::hayro_syntax::object::{
    Array, Dict, MaybeRef, Name, Number, ObjRef, Object, ObjectIdentifier, Stream,
};
use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::{Chunk, Null, Obj, Ref, Str};
use rustc_hash::FxHashMap;
use std::collections::{BTreeSet, VecDeque};

/// Entries of streams that are written anew, name what lies outside the file, or that PDF/A forbids and that change
/// nothing of what is seen.
const STREAM_LEFT_OUT: &[&[u8]] = &[
    LENGTH,
    b"F",
    b"FFilter",
    b"FDecodeParms",
    b"DL",
    b"Interpolate",
    b"Alternates",
    b"OPI",
    b"Metadata",
    b"PieceInfo",
    b"LastModified",
    b"StructParent",
    b"StructParents",
    b"OC",
];

/// What of copied objects PDF/A-2 does not allow.
const FONT_OUTSIDE: &str = "a font is not part of the file";
const CMYK: &str = "colours are given as CMYK without saying which";

/// The objects that were copied and those that are to be.
pub(crate) struct Objects<'a> {
    chunk: Chunk,
    pub(crate) numbers: Numbers<'a>,
}

/// Which number each object gets.
pub(crate) struct Numbers<'a> {
    pdf: &'a Pdf,
    of: FxHashMap<ObjectIdentifier, Ref>,
    waiting: VecDeque<ObjectIdentifier>,
    next: i32,
    pub(crate) faults: BTreeSet<&'static str>,
}

impl<'a> Objects<'a> {
    pub(crate) fn new(pdf: &'a Pdf) -> Self {
        Objects {
            chunk: Chunk::new(),
            numbers: Numbers {
                pdf,
                of: FxHashMap::default(),
                waiting: VecDeque::new(),
                next: 1,
                faults: BTreeSet::new(),
            },
        }
    }

    /// Writes a dictionary with entries of one of the file.
    pub(crate) fn dict(
        &mut self,
        at: Ref,
        dict: &Dict<'a>,
        left_out: &[&[u8]],
        more: impl FnOnce(&mut pdf_writer::Dict<'_>),
    ) {
        let mut to = self.chunk.indirect(at).dict();
        put_entries(&mut to, dict, left_out, &mut self.numbers);
        more(&mut to);
    }

    /// Writes a value as an object of its own, where it is none.
    pub(crate) fn put_apart(&mut self, value: MaybeRef<Object<'a>>) -> Ref {
        match value {
            MaybeRef::Ref(id) => self.numbers.copied(id.into()),
            MaybeRef::NotRef(object) => {
                let number = self.numbers.new_number();
                let to = self.chunk.indirect(number);
                put(to, MaybeRef::NotRef(object), &mut self.numbers);
                number
            }
        }
    }

    /// Writes a drawing of our own with entries from the file.
    pub(crate) fn form(
        &mut self,
        at: Ref,
        packed: &[u8],
        bounds: pdf_writer::Rect,
        entries: &[(&[u8], MaybeRef<Object<'a>>)],
    ) {
        let mut form = self.chunk.form_xobject(at, packed);
        form.bbox(bounds);
        form.filter(pdf_writer::Filter::FlateDecode);
        for (key, value) in entries {
            let value = match value {
                MaybeRef::Ref(id) => MaybeRef::Ref(*id),
                MaybeRef::NotRef(object) => MaybeRef::NotRef(object.clone()),
            };
            put(form.insert(pdf_writer::Name(key)), value, &mut self.numbers);
        }
    }

    /// Copies everything that was referred to.
    pub(crate) fn finish(mut self) -> (Chunk, Ref, BTreeSet<&'static str>) {
        while let Some(id) = self.numbers.waiting.pop_front() {
            let at = self.numbers.of[&id];
            match self.numbers.pdf.xref().get::<Object<'a>>(id) {
                Some(Object::Stream(stream)) => self.stream(at, &stream),
                Some(object) => put(
                    self.chunk.indirect(at),
                    MaybeRef::NotRef(object),
                    &mut self.numbers,
                ),
                None => self.chunk.indirect(at).primitive(Null),
            }
        }
        let next = Ref::new(self.numbers.next);
        (self.chunk, next, self.numbers.faults)
    }

    fn stream(&mut self, at: Ref, stream: &Stream<'a>) {
        let left_out = |more: &[&'static [u8]]| [STREAM_LEFT_OUT, more].concat();
        if is_lzw(stream.dict())
            && let Ok(bytes) = stream.decoded_data()
        {
            let packed = compress_to_vec_zlib(&bytes, 6);
            let mut to = self.chunk.stream(at, &packed);
            to.filter(pdf_writer::Filter::FlateDecode);
            let left_out = left_out(&[FILTER, DECODE_PARMS]);
            put_entries(&mut to, stream.dict(), &left_out, &mut self.numbers);
            return;
        }
        let bytes = stream.raw_data();
        let mut to = self.chunk.stream(at, &bytes);
        put_entries(&mut to, stream.dict(), &left_out(&[]), &mut self.numbers);
    }
}

impl<'a> Numbers<'a> {
    /// A stream of the file.
    pub(crate) fn stream(&self, id: ObjectIdentifier) -> Option<Stream<'a>> {
        self.pdf.xref().get::<Stream<'a>>(id)
    }

    /// A number for an object of our own.
    pub(crate) fn new_number(&mut self) -> Ref {
        let number = Ref::new(self.next);
        self.next += 1;
        number
    }

    /// Gives an object of the file a number under which something else is written.
    pub(crate) fn reserve(&mut self, id: Option<ObjectIdentifier>) -> Ref {
        let number = self.new_number();
        if let Some(id) = id {
            self.of.entry(id).or_insert(number);
        }
        number
    }

    /// The number of an object of the file, which is copied.
    pub(crate) fn copied(&mut self, id: ObjectIdentifier) -> Ref {
        if let Some(&number) = self.of.get(&id) {
            return number;
        }
        let number = self.reserve(Some(id));
        self.waiting.push_back(id);
        number
    }

    /// Notes what PDF/A does not allow.
    fn check(&mut self, dict: &Dict<'_>) {
        let kind = dict.get::<Name<'_>>(TYPE);
        if kind.as_deref() == Some(FONT) && !is_embedded(dict) {
            self.faults.insert(FONT_OUTSIDE);
        }
    }
}

/// Whether a stream is packed by LZW, which PDF/A does not allow.
fn is_lzw(dict: &Dict<'_>) -> bool {
    let packed_by = |name: &[u8]| name == b"LZWDecode";
    let one = dict.get::<Name<'_>>(FILTER);
    let listed = dict.get::<Array<'_>>(FILTER);
    let mut listed = listed.iter().flat_map(|filters| filters.iter::<Name<'_>>());
    one.is_some_and(|name| packed_by(&name)) || listed.any(|name| packed_by(&name))
}

/// Whether the file holds the shapes of a font.
fn is_embedded(font: &Dict<'_>) -> bool {
    match font.get::<Name<'_>>(SUBTYPE).as_deref() {
        // Its parts are fonts that are checked themselves; those of the third kind are drawn by the file.
        Some(b"Type0") => font.contains_key(DESCENDANT_FONTS),
        Some(b"Type3") => true,
        _ => font.get::<Dict<'_>>(FONT_DESC).is_some_and(|described| {
            let files = [FONT_FILE, FONT_FILE2, FONT_FILE3];
            files.iter().any(|file| described.contains_key(file))
        }),
    }
}

fn put_entries<'a>(
    to: &mut pdf_writer::Dict<'_>,
    dict: &Dict<'a>,
    left_out: &[&[u8]],
    numbers: &mut Numbers<'a>,
) {
    numbers.check(dict);
    for (key, value) in dict.entries() {
        if !left_out.contains(&&*key) {
            put(to.insert(pdf_writer::Name(&key)), value, numbers);
        }
    }
}

fn put<'a>(to: Obj<'_>, value: MaybeRef<Object<'a>>, numbers: &mut Numbers<'a>) {
    let object = match value {
        MaybeRef::Ref(id) => return to.primitive(reference(id, numbers)),
        MaybeRef::NotRef(object) => object,
    };
    match object {
        // A stream is never part of another object.
        Object::Null(_) | Object::Stream(_) => to.primitive(Null),
        Object::Boolean(value) => to.primitive(value),
        Object::Number(value) => put_number(to, value),
        Object::String(value) => to.primitive(Str(value.as_bytes())),
        Object::Name(value) => {
            if &*value == b"DeviceCMYK" {
                numbers.faults.insert(CMYK);
            }
            to.primitive(pdf_writer::Name(&value));
        }
        Object::Array(values) => {
            let mut array = to.array();
            for value in values.raw_iter() {
                put(array.push(), value, numbers);
            }
        }
        Object::Dict(dict) => put_entries(&mut to.dict(), &dict, &[], numbers),
    }
}

fn reference(id: ObjRef, numbers: &mut Numbers<'_>) -> Ref {
    numbers.copied(id.into())
}

fn put_number(to: Obj<'_>, value: Number) {
    match i32::try_from(value.as_i64()) {
        Ok(whole) if f64::from(whole) == value.as_f64() => to.primitive(whole),
        _ => to.primitive(value.as_f32()),
    }
}
