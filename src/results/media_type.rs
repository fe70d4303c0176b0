//! Media types (RFC 6838) of inputs and results, by the endings of their names.

/// The media type of files whose names end so.
pub(super) fn media_type(ending: &str) -> &'static str {
    match ending {
        "pdf" => "application/pdf",
        "tif" | "tiff" => "image/tiff",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "bmp" => "image/bmp",
        "webp" => "image/webp",
        "json" => "application/json",
        "xml" => "application/xml",
        "hocr" => "application/xhtml+xml",
        "tsv" => "text/tab-separated-values",
        "txt" => "text/plain",
        _ => "application/octet-stream",
    }
}
