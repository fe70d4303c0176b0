//! How many numbers a pixel of a PDF's image has, and whether it can have colours.

use super::jpeg2000;
use hayro::hayro_syntax::object::{Dict, Object, Stream};

/// A value that describes an image, by its key or the short form of it that images within contents have.
pub(super) fn value<'a, T: TryFrom<Object<'a>>>(
    dict: &Dict<'a>,
    key: &[u8],
    short: &[u8],
) -> Option<T> {
    let value = dict.get::<Object<'_>>(key);
    let value = value.or_else(|| dict.get::<Object<'_>>(short))?;
    value.try_into().ok()
}

/// Numbers of a pixel of a colour space.
pub(crate) fn components(space: &Object<'_>) -> Option<usize> {
    let array = match space {
        Object::Name(name) => return components_of(name),
        Object::Array(array) => array,
        _ => return None,
    };
    let mut values = array.iter::<Object<'_>>();
    let name = values.next()?.into_name()?;
    match &*name {
        b"ICCBased" => {
            let profile = values.next()?.into_stream()?;
            let count = profile.dict().get::<u32>(b"N".as_slice());
            count.map(|count| count as usize)
        }
        b"DeviceN" => Some(values.next()?.into_array()?.raw_iter().count()),
        _ => components_of(&name),
    }
}

fn components_of(name: &[u8]) -> Option<usize> {
    match name {
        b"DeviceGray" | b"CalGray" | b"Indexed" | b"Separation" | b"G" | b"I" => Some(1),
        b"DeviceRGB" | b"CalRGB" | b"Lab" | b"RGB" => Some(3),
        b"DeviceCMYK" | b"CMYK" => Some(4),
        _ => None,
    }
}

/// Numbers of a pixel from which on it has a colour.
const COLOUR: usize = 3;

/// Whether an image is one in colours, whatever it shows.
pub(crate) fn is_in_colour(image: &Stream<'_>) -> bool {
    let dict = image.dict();
    let bits = value::<u32>(dict, b"BitsPerComponent", b"BPC");
    let count = match value::<Object<'_>>(dict, b"ColorSpace", b"CS") {
        Some(space) => match (palette(&space), bits) {
            // Two shades, whichever they are.
            (Some(_), Some(1)) => None,
            (Some(palette), _) => components(&palette),
            (None, _) => components(&space),
        },
        // JPEG 2000 says so itself.
        None => jpeg2000::components(&image.raw_data()),
    };
    count.is_some_and(|count| count >= COLOUR)
}

/// The colour space of the shades that an indexed one numbers.
fn palette<'a>(space: &Object<'a>) -> Option<Object<'a>> {
    let Object::Array(array) = space else {
        return None;
    };
    let mut values = array.iter::<Object<'_>>();
    let name = values.next()?.into_name()?;
    matches!(&*name, b"Indexed" | b"I")
        .then(|| values.next())
        .flatten()
}
