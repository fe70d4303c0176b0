//! Options of the OCR engine, and where its language data lie.

use super::config::Config;
use super::failure::Failure;
use crate::checksum;
use crate::ocr::text_layer::LayerUse;
use crate::ocr::{OcrEngine, language_data};
use crate::pipeline::engines;
use crate::pipeline::engines::LANGUAGE;
use crate::pool::Pool;
use crate::reader::Readers;
use clap::Args;
use std::path::{Path, PathBuf};

/// Options of the engine.
#[derive(Debug, Args)]
#[command(next_help_heading = "Engine")]
pub(crate) struct EngineArgs {
    /// Folder of the OCR engine's language data
    ///
    /// vi: Thư mục dữ liệu ngôn ngữ của bộ nhận dạng
    #[arg(long, value_name = "FOLDER", hide_short_help = true)]
    tessdata: Option<PathBuf>,
    /// What to do with the text that PDF pages hold
    ///
    /// vi: Dùng lớp chữ có sẵn của trang PDF ra sao
    #[arg(long, value_enum, default_value = "auto", hide_short_help = true)]
    pub(crate) text_layer: LayerUse,
    /// What reads the print: Tesseract, a second reader as well, which corrects its reading and confirms figures, or the
    /// second reader alone, which is faster and errs more often
    ///
    /// vi: Bộ đọc chữ in: Tesseract, thêm bộ đọc thứ hai để sửa chỗ đọc sai và xác nhận số liệu, hoặc chỉ bộ đọc thứ hai,
    /// nhanh hơn nhưng sai nhiều hơn
    #[arg(long, value_enum, default_value = "both", hide_short_help = true)]
    pub(crate) readers: Readers,
}

/// Where systems keep language data.
const TESSDATA: [&str; 7] = [
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
    "/opt/local/share/tessdata",
];

impl EngineArgs {
    /// The folder of language data that was named.
    pub(crate) fn tessdata(&self, config: &Config) -> Option<PathBuf> {
        self.tessdata.clone().or_else(|| config.tessdata.clone())
    }

    /// The file of language data that the engine reads, where it can be found.
    pub(crate) fn language_file(&self, config: &Config) -> Option<PathBuf> {
        let named = self.tessdata(config);
        let named = named.or_else(|| std::env::var_os(language_data::VARIABLE).map(PathBuf::from));
        let folders = match &named {
            Some(folder) => vec![folder.as_path()],
            None => TESSDATA.iter().map(Path::new).collect(),
        };
        let files = folders
            .into_iter()
            .map(|f| f.join(format!("{LANGUAGE}.traineddata")));
        files.into_iter().find(|file| file.is_file())
    }

    /// The language data that are part of the program, where the engine reads those.
    pub(crate) fn builtin(&self, config: &Config) -> Option<&'static [u8]> {
        language_data::builtin(self.tessdata(config).as_deref())
    }

    /// The language data and the beginning of their checksum, for the record.
    pub(crate) fn language_data(&self, config: &Config) -> String {
        let of_file = || Some(checksum::of_file(&self.language_file(config)?).ok()?.0);
        match self.builtin(config).map(checksum::of).or_else(of_file) {
            Some(sha256) => checksum::version(LANGUAGE, &sha256),
            None => LANGUAGE.to_owned(),
        }
    }

    /// The engines; one is made at once, so that a missing one is noticed before the work begins.
    pub(crate) fn pool(&self, config: &Config) -> Result<Pool<Box<dyn OcrEngine>>, Failure> {
        let pool = engines::pool(self.readers, self.tessdata(config));
        pool.with(|_| ()).map_err(Failure::Nothing)?;
        Ok(pool)
    }
}
