//! Files of every kind, whole and broken, to pages.

use baocao::input::{InputError, Limits, PageSource, Source, open};
use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};
use proptest::prelude::*;
use std::io::Cursor;
use std::path::Path;

fn scan(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    std::fs::read(folder.join(name)).expect("a fixture")
}

fn pages(bytes: Vec<u8>) -> Result<PageSource, InputError> {
    match open(bytes.into(), &Limits::default())? {
        Source::Pages(pages) => Ok(pages),
        Source::Text(text) => panic!("a text: {text}"),
    }
}

#[test]
fn pages_have_their_own_pixels_and_resolution() {
    for (name, count, size, dpi) in [
        ("scans/000-clean.pdf", 2, (2479, 3508), Some(300.0)),
        ("scans/003-faxed.pdf", 2, (1653, 2339), Some(200.0)),
        ("scans/sample-report.tif", 6, (2479, 3508), Some(300.0)),
        ("scans/002-office200.jpg", 1, (1654, 2339), None),
    ] {
        let source = pages(scan(name)).expect(name);
        assert_eq!(source.len(), count, "{name}");
        let page = source.page(count - 1).expect(name);
        assert_eq!((page.image.width(), page.image.height()), size, "{name}");
        let near = |(a, b): (f32, f32)| (a - b).abs() < 1.0;
        assert_eq!(page.dpi.is_some(), dpi.is_some(), "{name}");
        assert!(page.dpi.zip(dpi).is_none_or(near), "{name}: {:?}", page.dpi);
        let gray = matches!(page.image, DynamicImage::ImageLuma8(_));
        assert!(gray || name.ends_with("jpg"), "{name} was scanned in gray");
    }
}

#[test]
fn broken_files_say_what_is_wrong() {
    let (pdf, photo, tiff) = (
        scan("scans/000-clean.pdf"),
        scan("scans/002-office200.jpg"),
        scan("scans/sample-report.tif"),
    );
    let first_page = |bytes: &[u8]| {
        pages(bytes.to_vec())
            .and_then(|source| source.page(0))
            .map(|_| ())
    };
    let cases: [(&str, Vec<u8>, &str); 6] = [
        ("nothing", Vec::new(), "empty"),
        ("a password", scan("input/password.pdf"), "password"),
        ("the start of a PDF", pdf[..200].to_vec(), "damaged PDF"),
        (
            "the start of a JPEG",
            photo[..50_000].to_vec(),
            "damaged JPEG",
        ),
        ("the start of a TIFF", tiff[..100].to_vec(), "damaged TIFF"),
        (
            "bytes",
            vec![0, 1, 2, 250, 255, 3],
            "neither PDF, TIFF, PNG, JPEG, BMP, WebP nor text",
        ),
    ];
    for (name, bytes, reason) in cases {
        let error = first_page(&bytes).expect_err(name).to_string();
        assert!(error.contains(reason), "{name}: {error}");
    }
}

#[test]
fn pages_beyond_the_limits_are_refused_before_they_are_decoded() {
    let mut png = Cursor::new(Vec::new());
    let page = GrayImage::from_pixel(3000, 2000, Luma([255]));
    page.write_to(&mut png, ImageFormat::Png).expect("a PNG");
    let small = Limits {
        pixels: 5_000_000,
        ..Limits::default()
    };
    for bytes in [
        png.into_inner(),
        scan("scans/000-clean.pdf"),
        scan("scans/sample-report.tif"),
    ] {
        let Source::Pages(source) = open(bytes.into(), &small).expect("opened") else {
            panic!("a text");
        };
        let error = source.page(0).expect_err("too large");
        assert!(matches!(error, InputError::TooLarge(_)), "{error}");
    }
    let one = Limits {
        pages: 1,
        ..Limits::default()
    };
    let error = open(scan("scans/sample-report.tif").into(), &one).expect_err("too many pages");
    assert!(error.to_string().contains("6 pages"), "{error}");
}

/// A page of one line in a western font; the bytes are its codes.
fn written(line: &[u8]) -> Vec<u8> {
    let ids: Vec<Ref> = (1..=5).map(Ref::new).collect();
    let mut pdf = Pdf::new();
    pdf.catalog(ids[0]).pages(ids[1]);
    pdf.pages(ids[1]).kids([ids[2]]).count(1);
    let mut page = pdf.page(ids[2]);
    page.media_box(Rect::new(0.0, 0.0, 595.0, 842.0))
        .parent(ids[1])
        .contents(ids[4]);
    page.resources().fonts().pair(Name(b"F"), ids[3]);
    page.finish();
    let mut font = pdf.type1_font(ids[3]);
    font.base_font(Name(b"Helvetica"))
        .encoding_predefined(Name(b"WinAnsiEncoding"));
    font.finish();
    let mut content = Content::new();
    content
        .begin_text()
        .set_font(Name(b"F"), 12.0)
        .next_line(72.0, 770.0);
    content.show(Str(line)).end_text();
    pdf.stream(ids[4], &content.finish());
    pdf.finish()
}

#[test]
fn text_layers_are_decoded_and_have_places() {
    let cases: [(&[u8], &str); 3] = [
        (b"C\xE9ng h\xDFa x\xB7 h\xE9i", "Cộng hòa xã hội"),
        (b"Co\xE4ng ho\xF8a xa\xF5 ho\xE4i", "Cộng hòa xã hội"),
        (b"So 12/BC", "So 12/BC"),
    ];
    for (codes, wanted) in cases {
        let source = pages(written(codes)).expect("a page");
        let layer = source.text_layer(0).expect("text");
        assert_eq!(layer.text(), wanted);
        assert!(!layer.is_scan);
        let image = source.page(0).expect("rendered").image;
        assert_eq!(layer.size, (image.width(), image.height()));
        let [left, top, right, bottom] = layer.words[0].place;
        assert!((left - 1.0).abs() < 0.01 && right > 1.1, "{left} {right}");
        assert!(top < 1.0 && (0.95..1.1).contains(&bottom), "{top} {bottom}");
    }
    assert_eq!(
        pages(scan("scans/000-clean.pdf"))
            .expect("pages")
            .text_layer(0),
        None
    );
}

/// A page that one gray image fills; `line` is drawn over it.
fn scanned(page: [f32; 2], user_unit: f32, pixels: [i32; 2], line: bool) -> Vec<u8> {
    let ids: Vec<Ref> = (1..=5).map(Ref::new).collect();
    let mut pdf = Pdf::new();
    pdf.catalog(ids[0]).pages(ids[1]);
    pdf.pages(ids[1]).kids([ids[2]]).count(1);
    let mut dict = pdf.page(ids[2]);
    dict.media_box(Rect::new(0.0, 0.0, page[0], page[1]))
        .parent(ids[1])
        .user_unit(user_unit)
        .contents(ids[4]);
    dict.resources().x_objects().pair(Name(b"I"), ids[3]);
    dict.finish();
    let white = vec![255; (pixels[0] * pixels[1]) as usize];
    let mut image = pdf.image_xobject(ids[3], &white);
    image
        .width(pixels[0])
        .height(pixels[1])
        .bits_per_component(8);
    image.color_space_name(Name(b"DeviceGray"));
    image.finish();
    let mut content = Content::new();
    content.save_state();
    content.transform([page[0], 0.0, 0.0, page[1], 0.0, 0.0]);
    content.x_object(Name(b"I")).restore_state();
    if line {
        content.move_to(0.0, 0.0).line_to(page[0], page[1]).stroke();
    }
    pdf.stream(ids[4], &content.finish());
    pdf.finish()
}

#[test]
fn pages_of_pdf_have_the_size_that_their_units_and_pixels_make() {
    let cases = [
        (
            "plain",
            [72.0, 144.0],
            1.0,
            [100, 200],
            false,
            (100, 200),
            100.0,
            1.0,
        ),
        (
            "units of ten",
            [7.2, 14.4],
            10.0,
            [100, 200],
            false,
            (100, 200),
            100.0,
            1.0,
        ),
        (
            "units of ten, drawn",
            [7.2, 14.4],
            10.0,
            [100, 200],
            true,
            (300, 600),
            300.0,
            1.0,
        ),
        (
            "oblong",
            [72.0, 72.0],
            1.0,
            [200, 100],
            false,
            (200, 100),
            200.0,
            2.0,
        ),
        (
            "pixels for points, drawn",
            [2480.0, 3510.0],
            1.0,
            [248, 351],
            true,
            (248, 351),
            7.2,
            1.0,
        ),
    ];
    for (name, page, unit, pixels, line, size, dpi, height) in cases {
        let source = pages(scanned(page, unit, pixels, line)).expect(name);
        let page = source.page(0).expect(name);
        assert_eq!((page.image.width(), page.image.height()), size, "{name}");
        assert!(
            page.dpi.is_some_and(|found| (found - dpi).abs() < 0.1),
            "{name}"
        );
        assert!((page.pixel_height - height).abs() < 0.01, "{name}");
    }
}

#[test]
fn files_that_a_pdf_carries_are_named() {
    let (catalog, list, file) = (Ref::new(1), Ref::new(2), Ref::new(3));
    let mut pdf = Pdf::new();
    let mut root = pdf.catalog(catalog);
    root.pages(list);
    let mut names = root.names();
    let mut files = names.embedded_files();
    files.names().insert(Str(b"a"), file);
    files.finish();
    names.finish();
    root.finish();
    pdf.pages(list).kids([Ref::new(4)]).count(1);
    pdf.page(Ref::new(4))
        .parent(list)
        .media_box(Rect::new(0.0, 0.0, 9.0, 9.0));
    pdf.file_spec(file)
        .unic_file(pdf_writer::TextStr("báo cáo.pdf"));
    let source = pages(pdf.finish()).expect("a page");
    assert_eq!(source.attachments(), ["báo cáo.pdf"]);
    assert!(
        pages(scan("scans/000-clean.pdf"))
            .expect("pages")
            .attachments()
            .is_empty()
    );
}

#[test]
fn pictures_of_phones_and_windows_are_read() {
    let image = DynamicImage::from(GrayImage::from_pixel(40, 30, Luma([200]))).to_rgb8();
    for format in [ImageFormat::Bmp, ImageFormat::WebP, ImageFormat::Jpeg] {
        let mut file = Cursor::new(Vec::new());
        image.write_to(&mut file, format).expect("written");
        let mut bytes = file.into_inner();
        if format == ImageFormat::Jpeg {
            bytes.extend([0; 9000]);
        }
        let source = pages(bytes).expect("a page");
        let page = source.page(0).expect("decoded").image;
        assert_eq!((page.width(), page.height()), (40, 30), "{format:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_bytes_bring_it_down(
        name in prop_oneof![
            Just("scans/003-faxed.pdf"), Just("scans/002-office200.jpg"), Just("input/password.pdf"),
        ],
        cut in 0.0..1.0f64,
        changes in proptest::collection::vec((0.0..1.0f64, any::<u8>()), 0..8),
    ) {
        let mut bytes = scan(name);
        for (at, byte) in changes {
            let at = (at * bytes.len() as f64) as usize;
            bytes[at] = byte;
        }
        bytes.truncate(if cut > 0.5 { bytes.len() } else { (2.0 * cut * bytes.len() as f64) as usize });
        if let Ok(Source::Pages(source)) = open(bytes.into(), &Limits::default()) {
            let _ = source.page(0);
        }
    }
}
