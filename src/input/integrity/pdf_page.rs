//! Whether everything that a page of a PDF is made of is there and unpacks completely: its contents, the images, forms
//! and fonts that these use, and what annotations look like. Readers leave out what they cannot find or unpack.

use super::colour_space::{self, value};
use super::packed::Growth;
use super::pdf_names::{FONTS, has_damaged_name, has_strange_parameters};
use super::pdf_places::{self, Places};
use super::{jbig2, jpeg, jpeg2000, packed};
use crate::input::glyphs;
use crate::input::jpeg::frame;
use hayro::hayro_syntax::Filter;
use hayro::hayro_syntax::content::ops::TypedInstruction;
use hayro::hayro_syntax::content::{TypedIter, UntypedIter};
use hayro::hayro_syntax::object::{Array, Dict, MaybeRef, Name, ObjRef, Object, Rect, Stream};
use hayro::hayro_syntax::page::{Page, Resources};
use hayro::hayro_syntax::xref::XRef;
use hayro_ccitt::{DecodeSettings, EncodingMode};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

/// What was found of objects that pages share.
#[derive(Debug, Default)]
pub(crate) struct Checked(Mutex<HashMap<(u32, i32), Result<(), String>>>);

/// How deep forms may stand in forms, and values in values.
const DEPTH: usize = 12;
/// Zeros in a row that no contents have.
const ZEROS: usize = 16;

/// The first thing of a page that is missing or damaged.
///
/// # Errors
/// What, and what is wrong with it.
pub(crate) fn check(page: &Page<'_>, checked: &Checked) -> Result<(), String> {
    let check = Check {
        xref: page.xref(),
        checked,
        open: RefCell::default(),
    };
    has_size(page)?;
    let contents = contents(page)?;
    let places = check.drawn(&contents, page.resources(), 0)?;
    if places.exceed(page) || writes_outside(page) {
        return Err("the page's size is damaged: what it shows lies outside".to_owned());
    }
    check.annotations(page)
}

/// Whether the page, or a list of pages that it is in, says how large it is.
fn has_size(page: &Page<'_>) -> Result<(), String> {
    let missing = || "the page's size is missing".to_owned();
    let mut dict = page.raw().clone();
    for _ in 0..DEPTH {
        if dict.contains_key(b"MediaBox") {
            let size = dict.get::<Rect>(b"MediaBox".as_slice());
            return size.map(drop).ok_or_else(missing);
        }
        match dict.get::<Dict<'_>>(b"Parent".as_slice()) {
            Some(parent) => dict = parent,
            None => break,
        }
    }
    Err(missing())
}

/// What the page draws.
fn contents(page: &Page<'_>) -> Result<Vec<u8>, String> {
    let missing = || "the page's contents are missing".to_owned();
    let key = b"Contents".as_slice();
    let unpacked = |stream: Stream<'_>| {
        let bytes = unpacked(&stream).map(Cow::into_owned);
        bytes.map_err(|fault| format!("the page's contents are damaged: {fault}"))
    };
    let raw = page.raw();
    if let Some(stream) = raw.get::<Stream<'_>>(key) {
        let contents = unpacked(stream)?;
        return match contents.trim_ascii().is_empty() && !uses_nothing(page) {
            true => Err(missing()),
            false => Ok(contents),
        };
    }
    let Some(parts) = raw.get::<Array<'_>>(key) else {
        return match uses_nothing(page) && !raw.contains_key(key) {
            true => Ok(Vec::new()),
            false => Err(missing()),
        };
    };
    let mut contents = Vec::new();
    for part in parts.raw_iter() {
        let stream = match part {
            MaybeRef::Ref(at) => page.xref().get::<Stream<'_>>(at.into()),
            MaybeRef::NotRef(_) => None,
        };
        contents.extend_from_slice(&unpacked(stream.ok_or_else(missing)?)?);
        contents.push(b' ');
    }
    Ok(contents)
}

/// Sides of paper, in PDF units: those of A2 to A5, Letter and Legal.
const PAPER: [[f64; 2]; 6] = [
    [1191.0, 1684.0],
    [842.0, 1191.0],
    [595.0, 842.0],
    [420.0, 595.0],
    [612.0, 792.0],
    [612.0, 1008.0],
];
/// How far a side may be from that of paper.
const NEAR: f64 = 3.0;
/// Of letters, one in so many may stand outside, and so many at least.
const LETTERS: usize = 50;
const FEW_LETTERS: usize = 20;

/// Whether more letters stand outside the page than programs leave there. Where a size is damaged, it is none of paper;
/// on usual pages letters are not looked for.
fn writes_outside(page: &Page<'_>) -> bool {
    if page.resources().fonts.is_empty() || pdf_places::is_shown_in_part(page) {
        return false;
    }
    let media = page.media_box();
    let (across, down) = (media.x1 - media.x0, media.y1 - media.y0);
    let sides = [across.min(down), across.max(down)];
    let is_near = |paper: &[f64; 2]| sides.iter().zip(paper).all(|(a, b)| (a - b).abs() < NEAR);
    if PAPER.iter().any(is_near) {
        return false;
    }
    let (outside, all) = glyphs::outside(page);
    outside > FEW_LETTERS.max(all / LETTERS)
}

/// Whether a page has nothing that it could show.
fn uses_nothing(page: &Page<'_>) -> bool {
    let resources = page.resources();
    resources.x_objects.is_empty() && resources.fonts.is_empty()
}

struct Check<'a> {
    xref: &'a XRef,
    checked: &'a Checked,
    /// What is being checked: parts of pages may name themselves.
    open: RefCell<HashSet<(u32, i32)>>,
}

impl Check<'_> {
    /// Checks what contents use, and that they are contents; gives where they put it.
    fn drawn(
        &self,
        contents: &[u8],
        resources: &Resources<'_>,
        depth: usize,
    ) -> Result<Places, String> {
        if has_operands_left(contents) {
            return Err("the page's contents are damaged".to_owned());
        }
        let mut seen = HashSet::new();
        let mut instructions = TypedIter::new(contents);
        let (mut places, mut compatible, mut zeros_of_images) = (Places::new(), 0, 0);
        while let Some(instruction) = instructions.next() {
            places.note(&instruction);
            match instruction {
                TypedInstruction::XObject(object) => {
                    if seen.insert(object.0.to_vec()) {
                        self.image_or_form(object.0, resources, depth)?;
                    }
                    if is_image(object.0, resources) {
                        places.image();
                    }
                }
                TypedInstruction::TextFont(font) if seen.insert(font.0.to_vec()) => {
                    self.font(font.0, resources)?;
                }
                TypedInstruction::InlineImage(stream) => {
                    image(stream.0).map_err(|fault| format!("an image is damaged: {fault}"))?;
                    zeros_of_images = zeros_of_images.max(most_zeros(&stream.0.raw_data()));
                }
                TypedInstruction::Fallback(name) => match &**name {
                    b"BX" => compatible += 1,
                    b"EX" => compatible -= 1,
                    _ if compatible > 0 => {}
                    _ => return Err("the page's contents are damaged".to_owned()),
                },
                _ => {}
            }
        }
        match most_zeros(contents) {
            zeros if zeros >= ZEROS.max(zeros_of_images + 1) => {
                Err("a stretch of the page's contents is empty".to_owned())
            }
            _ if places.is_cut() => Err("the page's contents end too early".to_owned()),
            _ => Ok(places),
        }
    }

    /// Checks what the page's annotations look like.
    fn annotations(&self, page: &Page<'_>) -> Result<(), String> {
        let listed = page.raw().get::<Array<'_>>(b"Annots".as_slice());
        let listed = listed.iter().flat_map(|listed| listed.iter::<Dict<'_>>());
        for annotation in listed {
            let looks = annotation.get::<Dict<'_>>(b"AP".as_slice());
            let Some(looks) = looks else { continue };
            if let Some(form) = looks.get::<Stream<'_>>(b"N".as_slice()) {
                let at = looks.get_ref(b"N".as_slice());
                self.once(at, || self.form(&form, page.resources(), 0))?;
            }
        }
        Ok(())
    }

    fn image_or_form(
        &self,
        name: &Name<'_>,
        resources: &Resources<'_>,
        depth: usize,
    ) -> Result<(), String> {
        let missing = || format!("what the page draws as {} is missing", name.as_str());
        let stream = resources.get_x_object(name).ok_or_else(missing)?;
        let at = resources.x_objects.get_ref(&**name);
        let kind = stream.dict().get::<Name<'_>>(b"Subtype".as_slice());
        self.once(at, || match kind.as_deref() {
            Some(b"Image") => {
                image(&stream).map_err(|fault| format!("an image is damaged: {fault}"))
            }
            Some(b"Form") if depth < DEPTH => self.form(&stream, resources, depth),
            Some(b"Form" | b"PS") => Ok(()),
            _ => Err(missing()),
        })
    }

    fn form(
        &self,
        stream: &Stream<'_>,
        resources: &Resources<'_>,
        depth: usize,
    ) -> Result<(), String> {
        if !stream.dict().contains_key(b"BBox") {
            return Err("the size of a part of the page is missing".to_owned());
        }
        let drawn = unpacked(stream);
        let drawn = drawn.map_err(|fault| format!("a part of the page is damaged: {fault}"))?;
        let own = stream.dict().get::<Dict<'_>>(b"Resources".as_slice());
        let own = own.map(Resources::new);
        self.drawn(&drawn, own.as_ref().unwrap_or(resources), depth + 1)
            .map(drop)
    }

    fn font(&self, name: &Name<'_>, resources: &Resources<'_>) -> Result<(), String> {
        let missing = || format!("the font {} is missing", name.as_str());
        let font = resources.get_font(name).ok_or_else(missing)?;
        let at = resources.fonts.get_ref(&**name);
        self.once(at, || {
            let kind = font.get::<Name<'_>>(b"Subtype".as_slice());
            let kind = kind.ok_or_else(missing)?;
            if !FONTS.contains(&&*kind) {
                return Err(format!("the font {} is damaged", name.as_str()));
            }
            self.whole(Object::Dict(font), &mut HashSet::new(), 0)
                .map_err(|fault| format!("the font {} is damaged: {fault}", name.as_str()))
        })
    }

    /// Whether all that a value refers to is there, and unpacks.
    fn whole(
        &self,
        value: Object<'_>,
        seen: &mut HashSet<ObjRef>,
        depth: usize,
    ) -> Result<(), String> {
        if depth > DEPTH {
            return Ok(());
        }
        let values: Vec<MaybeRef<Object<'_>>> = match value {
            Object::Dict(dict) => dict.entries().map(|(_, value)| value).collect(),
            Object::Array(array) => array.raw_iter().collect(),
            Object::Stream(stream) => {
                unpacked(&stream)?;
                stream.dict().entries().map(|(_, value)| value).collect()
            }
            _ => Vec::new(),
        };
        for value in values {
            let value = match value {
                MaybeRef::NotRef(value) => value,
                MaybeRef::Ref(at) if seen.insert(at) => self
                    .xref
                    .get::<Object<'_>>(at.into())
                    .filter(|value| !matches!(value, Object::Null(_)))
                    .ok_or("a part of it is missing")?,
                MaybeRef::Ref(_) => continue,
            };
            self.whole(value, seen, depth + 1)?;
        }
        Ok(())
    }

    /// Checks an object that pages may share, once.
    fn once(
        &self,
        at: Option<ObjRef>,
        check: impl FnOnce() -> Result<(), String>,
    ) -> Result<(), String> {
        let Some(at) = at.map(|at| (at.obj_number, at.gen_number)) else {
            return check();
        };
        let known = || self.checked.0.lock().expect("no holder panics");
        if let Some(found) = known().get(&at) {
            return found.clone();
        }
        if !self.open.borrow_mut().insert(at) {
            return Ok(());
        }
        let found = check();
        self.open.borrow_mut().remove(&at);
        known().insert(at, found.clone());
        found
    }
}

fn is_image(name: &Name<'_>, resources: &Resources<'_>) -> bool {
    let stream = resources.get_x_object(name);
    let kind = stream.and_then(|stream| stream.dict().get::<Name<'_>>(b"Subtype".as_slice()));
    kind.as_deref() == Some(b"Image")
}

/// The length of the longest run of zeros.
fn most_zeros(bytes: &[u8]) -> usize {
    let runs = bytes.chunk_by(|a, b| a == b).filter(|run| run[0] == 0);
    runs.map(<[u8]>::len).max().unwrap_or(0)
}

/// Instructions that take nothing.
const WITHOUT_OPERANDS: [&[u8]; 6] = [b"q", b"Q", b"BT", b"ET", b"EMC", b"T*"];

/// Whether something stands before an instruction that takes nothing, or at the end: what it belonged to is lost.
fn has_operands_left(contents: &[u8]) -> bool {
    let ended = [contents, b"\nQ"].concat();
    let mut instructions = UntypedIter::new(&ended);
    while let Some(instruction) = instructions.next() {
        let takes_nothing = WITHOUT_OPERANDS.contains(&&**instruction.operator);
        if takes_nothing && instruction.operands().next().is_some() {
            return true;
        }
    }
    false
}

/// The bytes of a stream that is no image.
fn unpacked<'a>(stream: &Stream<'a>) -> Result<Cow<'a, [u8]>, String> {
    let (bytes, last) = unpacked_to_image(stream)?;
    match last {
        None => Ok(bytes),
        Some(_) => Err("it is packed as only images are".to_owned()),
    }
}

/// A coding of images, and its parameters.
type ImageCoding<'a> = (Filter, Dict<'a>);

/// The bytes of a stream, unpacked up to a coding of images.
fn unpacked_to_image<'a>(
    stream: &Stream<'a>,
) -> Result<(Cow<'a, [u8]>, Option<ImageCoding<'a>>), String> {
    let dict = stream.dict();
    let filters = stream.filters();
    let named = listed(dict, b"Filter").or_else(|| listed(dict, b"F"));
    if named.map_or(0, |named| named.len()) != filters.len() {
        return Err("it is packed in a way that is not known".to_owned());
    }
    let mut parameters = parameters(dict).into_iter();
    let mut bytes = stream.raw_data();
    for filter in filters {
        let parameters = parameters.next().and_then(Object::into_dict);
        let parameters = parameters.unwrap_or_else(Dict::empty);
        // Programs leave what they packed a JPEG with beside it.
        if filter != Filter::DctDecode && has_strange_parameters(&parameters) {
            return Err("how it is packed is damaged".to_owned());
        }
        bytes = match filter {
            Filter::FlateDecode => packed::inflated(&bytes)?.into(),
            Filter::LzwDecode => {
                let early = parameters.get::<u32>(b"EarlyChange".as_slice());
                let growth = if early == Some(0) {
                    Growth::Late
                } else {
                    Growth::Early
                };
                packed::unpacked_lzw(&bytes, growth)?.into()
            }
            Filter::RunLengthDecode => packed::unpacked_runs(&bytes)?.into(),
            Filter::AsciiHexDecode => packed::unpacked_hex(&bytes)?.into(),
            Filter::Ascii85Decode => packed::unpacked_base85(&bytes)?.into(),
            Filter::Crypt => bytes,
            _ => return Ok((bytes, Some((filter, parameters)))),
        };
    }
    Ok((bytes, None))
}

/// A value, or the values of an array.
fn listed<'a>(dict: &Dict<'a>, key: &[u8]) -> Option<Vec<Object<'a>>> {
    match dict.get::<Object<'_>>(key)? {
        Object::Array(array) => Some(array.iter::<Object<'_>>().collect()),
        Object::Null(_) => None,
        value => Some(vec![value]),
    }
}

/// Whether an image, and the mask that it is seen through, have all their pixels.
fn image(stream: &Stream<'_>) -> Result<(), String> {
    let dict = stream.dict();
    if has_damaged_name(dict) {
        return Err("a name in its dictionary is damaged".to_owned());
    }
    let side = |key: &[u8], short: &[u8]| value::<u32>(dict, key, short).filter(|&side| side > 0);
    let size = side(b"Width", b"W")
        .zip(side(b"Height", b"H"))
        .ok_or("its size is missing")?;
    let (bytes, coding) = unpacked_to_image(stream)?;
    let found = match coding {
        None => return rows(stream, size, &bytes).and_then(|()| mask(dict)),
        Some((Filter::DctDecode, _)) => {
            let (width, height, _) = frame(&bytes).ok_or("its head is damaged")?;
            jpeg::check(&bytes)?;
            (width, height)
        }
        Some((Filter::JpxDecode, _)) => jpeg2000::check(&bytes)?,
        Some((Filter::Jbig2Decode, parameters)) => {
            let globals = parameters.get::<Stream<'_>>(b"JBIG2Globals".as_slice());
            let globals = globals.map(|globals| unpacked(&globals)).transpose()?;
            jbig2::check(&bytes, globals.as_deref())?
        }
        Some((_, parameters)) => {
            let settings = fax_settings(&parameters, size.1);
            packed::check_fax(&bytes, settings)?;
            (settings.columns, size.1)
        }
    };
    match found == size {
        true => mask(dict),
        false => Err("it has another size than the PDF says".to_owned()),
    }
}

fn mask(dict: &Dict<'_>) -> Result<(), String> {
    let keys = [b"SMask".as_slice(), b"Mask"];
    let mut masks = keys.iter().filter_map(|key| dict.get::<Stream<'_>>(key));
    masks.try_for_each(|mask| image(&mask).map_err(|fault| format!("its mask is damaged: {fault}")))
}

/// Whether bytes are the rows of an image, where its colours tell how long these are.
fn rows(stream: &Stream<'_>, (width, height): (u32, u32), bytes: &[u8]) -> Result<(), String> {
    let dict = stream.dict();
    let is_mask = value::<bool>(dict, b"ImageMask", b"IM") == Some(true);
    let bits = match value::<u32>(dict, b"BitsPerComponent", b"BPC") {
        _ if is_mask => 1,
        Some(bits) => bits as usize,
        None => return Err("its kind is missing".to_owned()),
    };
    let colours = match value::<Object<'_>>(dict, b"ColorSpace", b"CS") {
        _ if is_mask => 1,
        Some(space) => match colour_space::components(&space) {
            Some(colours) => colours,
            None => return Ok(()),
        },
        None => return Err("its colours are missing".to_owned()),
    };
    let row = (width as usize * colours * bits).div_ceil(8);
    let stored = match predicted_row(stream) {
        Some(predicted) if predicted != row => {
            return Err("its rows have another length than the PDF says".to_owned());
        }
        // Each row begins with how it is predicted.
        Some(_) => row + 1,
        None => row,
    };
    let filters = stream.filters();
    // Some programs write an end of line, or fill the last block.
    let more = match filters.contains(&Filter::FlateDecode) || filters.is_empty() {
        true => row / 2 + ZEROS,
        false => 1,
    };
    match bytes.len().checked_sub(stored * height as usize) {
        None => Err("rows are missing".to_owned()),
        Some(found) if found > more => Err("it has more rows than the PDF says".to_owned()),
        Some(_) if filters.is_empty() && packed::has_empty_rows(bytes, row) => {
            Err("a stretch of it is empty".to_owned())
        }
        Some(_) => Ok(()),
    }
}

/// Bytes of a row that is stored as the difference from another, as PNG has it.
fn predicted_row(stream: &Stream<'_>) -> Option<usize> {
    let last = parameters(stream.dict()).pop()?.into_dict()?;
    let number = |key: &[u8], usual| last.get::<u32>(key).unwrap_or(usual) as usize;
    let bits = number(b"Columns", 1) * number(b"Colors", 1) * number(b"BitsPerComponent", 8);
    (number(b"Predictor", 1) >= 10).then(|| bits.div_ceil(8))
}

/// The parameters of a stream's filters.
fn parameters<'a>(dict: &Dict<'a>) -> Vec<Object<'a>> {
    let listed = listed(dict, b"DecodeParms").or_else(|| listed(dict, b"DP"));
    listed.unwrap_or_default()
}

fn fax_settings(parameters: &Dict<'_>, rows: u32) -> DecodeSettings {
    let flag = |key: &[u8], usual| parameters.get::<bool>(key).unwrap_or(usual);
    DecodeSettings {
        columns: parameters.get::<u32>(b"Columns".as_slice()).unwrap_or(1728),
        rows,
        end_of_block: flag(b"EndOfBlock", true),
        end_of_line: flag(b"EndOfLine", false),
        rows_are_byte_aligned: flag(b"EncodedByteAlign", false),
        encoding: match parameters.get::<i32>(b"K".as_slice()).unwrap_or(0) {
            ..0 => EncodingMode::Group4,
            0 => EncodingMode::Group3_1D,
            _ => EncodingMode::Group3_2D,
        },
        strict: false,
    }
}
