//! The command line: arguments → a call. The only place, with `batch`, that opens files and prints.

pub(crate) mod clean;
pub(crate) mod config;
pub(crate) mod decree_30;
pub(crate) mod doctor;
pub mod engine;
pub(crate) mod engine_args;
pub(crate) mod engine_threads;
pub(crate) mod eval;
pub(crate) mod export;
pub(crate) mod extract;
pub(crate) mod failure;
pub(crate) mod format_args;
pub(crate) mod gathered;
pub(crate) mod globals;
pub(crate) mod import;
pub(crate) mod incoming;
pub(crate) mod inputs;
pub(crate) mod isolation_args;
pub(crate) mod language;
pub(crate) mod learn;
pub(crate) mod list;
pub(crate) mod merge;
pub(crate) mod ocr;
pub(crate) mod one_file;
pub(crate) mod password_args;
pub(crate) mod pdf;
pub(crate) mod pipeline_args;
pub(crate) mod query;
pub(crate) mod read_args;
pub(crate) mod records;
pub(crate) mod restore;
pub(crate) mod rules;
pub(crate) mod rules_args;
pub(crate) mod run;
pub(crate) mod scan;
pub(crate) mod search;
pub(crate) mod series;
pub(crate) mod serve;
pub(crate) mod shell;
pub(crate) mod signals;
pub(crate) mod streams;
pub mod train;
pub(crate) mod trained_args;
pub(crate) mod verify;
pub(crate) mod watch;
pub(crate) mod worker;

use crate::worker::Launch;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use config::Config;
use failure::Failure;
use globals::{ColorChoice, GlobalArgs};
use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;

/// Vietnamese administrative scans and broken OCR text → correct Vietnamese and data
///
/// vi: Bản quét hành chính và văn bản OCR bị lỗi → tiếng Việt đúng và dữ liệu
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Example:\n  baocao run scans/ -o results\n  baocao restore broken.txt > correct.txt"
)]
struct Args {
    #[command(flatten)]
    globals: GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read scans and OCR texts into a folder of results
    ///
    /// vi: Đọc bản quét và văn bản OCR vào một thư mục kết quả
    Run(run::RunArgs),
    /// Make one folder of results of several: of shards, or of what `run --join` left
    ///
    /// vi: Gộp nhiều thư mục kết quả thành một: của các mảnh, hoặc những gì `run --join` để lại
    Merge(merge::MergeArgs),
    /// Make a folder of results of what the nodes of a cluster exported
    ///
    /// vi: Gộp những gì các nút của cụm máy đã xuất thành một thư mục kết quả
    Import(import::ImportArgs),
    /// Read what comes into a folder, as a scanner drops it
    ///
    /// vi: Đọc những gì máy quét thả vào một thư mục
    Watch(watch::WatchArgs),
    /// What `run` would do, and how long it would take; writes nothing
    ///
    /// vi: `run` sẽ làm gì và mất bao lâu; không ghi gì
    Scan(scan::ScanArgs),
    /// Prove that results and inputs are as they were written and read
    ///
    /// vi: Chứng minh kết quả và tệp gốc vẫn nguyên như khi ghi và đọc
    Verify(verify::VerifyArgs),
    /// Files in a folder of results that no run recorded
    ///
    /// vi: Tệp trong thư mục kết quả mà không lần chạy nào ghi nhận
    Clean(clean::CleanArgs),
    /// Ask the archive: SQL, or a question with a name
    ///
    /// vi: Hỏi kho: SQL, hoặc câu hỏi có tên
    Query(query::QueryArgs),
    /// Find text, with marks or without
    ///
    /// vi: Tìm chữ, có dấu hoặc không dấu
    Search(search::SearchArgs),
    /// An indicator over months, quarters, years or agencies
    ///
    /// vi: Một chỉ tiêu theo tháng, quý, năm hoặc cơ quan
    Series(series::SeriesArgs),
    /// The tables of the archive as Parquet, CSV, JSON Lines or Excel files
    ///
    /// vi: Các bảng của kho thành tệp Parquet, CSV, JSON Lines hoặc Excel
    Export(export::ExportArgs),
    /// What systems of records ask for: of documents, files and fonds
    ///
    /// vi: Những gì hệ thống lưu trữ yêu cầu: văn bản, hồ sơ, phông
    Records(records::RecordsArgs),
    /// The archive as a web page: look, search, check and correct
    ///
    /// vi: Kho thành trang web: xem, tìm, kiểm tra và sửa
    Serve(serve::ServeArgs),
    /// What corrections teach about misread letters
    ///
    /// vi: Các chỗ sửa dạy gì về chữ đọc nhầm
    Learn(learn::LearnArgs),
    /// What is installed, what is missing, and the command that fixes it
    ///
    /// vi: Đã cài gì, còn thiếu gì, và lệnh để khắc phục
    Doctor(doctor::DoctorArgs),
    /// Restore a text: as many lines out as in
    ///
    /// vi: Phục hồi văn bản: số dòng ra bằng số dòng vào
    Restore(restore::RestoreArgs),
    /// Read a text's fields: JSON
    ///
    /// vi: Đọc các trường của văn bản: JSON
    Extract(extract::ExtractArgs),
    /// The rules of extraction, and whether those of your own pass their cases
    ///
    /// vi: Các quy tắc trích xuất, và quy tắc riêng có qua các ca thử không
    Rules(rules::RulesCommandArgs),
    /// Read a scan's text
    ///
    /// vi: Đọc chữ của một bản quét
    Ocr(ocr::OcrArgs),
    /// Make a scan searchable: a PDF with the text under its pages
    ///
    /// vi: Làm bản quét tìm được: PDF có chữ dưới trang
    Pdf(pdf::PdfArgs),
    /// Make the language model and the table of confusions
    ///
    /// vi: Tạo mô hình ngôn ngữ và bảng nhầm lẫn
    Train(train::TrainArgs),
    /// Character and word error rates of a text
    ///
    /// vi: Tỷ lệ lỗi ký tự và lỗi từ của một văn bản
    Eval(eval::EvalArgs),
    /// What a shell completes commands and options with
    ///
    /// vi: Tự điền lệnh và tùy chọn cho shell
    Completions(shell::CompletionsArgs),
    /// Manual pages
    ///
    /// vi: Trang hướng dẫn (man)
    Man(shell::ManArgs),
    /// Answer questions about files on the standard input; `run` starts it
    #[command(hide = true)]
    Worker(worker::WorkerArgs),
}

/// Parses the arguments, runs the command, and turns what came of it into an exit code: 0 all well,
/// 1 some documents failed, 2 bad usage, 3 nothing could be done, 130 interrupted.
pub fn main() -> ExitCode {
    main_of(std::env::args_os().collect(), None)
}

/// [`main`] with what was `typed`, the name of the program first. `program` is how this program is started again, where
/// that is not by its own file: an interpreter, and a script.
pub fn main_of(typed: Vec<OsString>, program: Option<Launch>) -> ExitCode {
    let language = language::chosen(&typed);
    let command = language::spoken(Args::command(), language);
    let matches = command.get_matches_from(typed);
    let args = Args::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let reads_pages = matches!(
        args.command,
        Command::Run(_) | Command::Watch(_) | Command::Scan(_) | Command::Ocr(_) | Command::Pdf(_)
    );
    if reads_pages {
        engine_threads::limit();
    }
    match Config::load(&args.globals, language) {
        Ok(config) => {
            let config = Config { program, ..config };
            log(&config);
            log_panics();
            finish(run(&args.command, &config))
        }
        Err(failure) => {
            log(&Config {
                language,
                ..Config::default()
            });
            finish(Err(failure))
        }
    }
}

/// Sends messages to standard error.
fn log(config: &Config) {
    let level = match (config.quiet, config.verbose) {
        (true, _) => tracing::Level::ERROR,
        (_, true) => tracing::Level::DEBUG,
        _ => tracing::Level::INFO,
    };
    let color = config.color.unwrap_or(ColorChoice::Auto);
    let language = config.language;
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(move || streams::Messages(language))
        .with_ansi(color.on(std::io::stderr().is_terminal()))
        .with_target(false)
        .without_time()
        .init();
}

/// A panic of a decoder or of the engine costs its document or page, which says so; where it
/// happened is for the verbose.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| match std::thread::current().name() {
        Some("main") => tracing::error!("internal error, please report it: {panic}"),
        _ => tracing::debug!("{panic}"),
    }));
}

fn run(command: &Command, config: &Config) -> Result<ExitCode, Failure> {
    if let Some(jobs) = config.jobs {
        // Fails only where a pool was made before, which nothing does.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(jobs)
            .build_global();
    }
    match command {
        Command::Run(run) => run::run(run, config),
        Command::Merge(merge) => merge::run(merge, config),
        Command::Import(import) => import::run(import, config),
        Command::Watch(watch) => watch::run(watch, config),
        Command::Scan(scan) => scan::run(scan, config),
        Command::Verify(verify) => verify::run(verify, config),
        Command::Clean(clean) => clean::run(clean, config),
        Command::Completions(shell) => {
            shell::completions(shell, language::spoken(Args::command(), config.language))
        }
        Command::Man(man) => shell::man(man, language::spoken(Args::command(), config.language)),
        Command::Query(query) => query::run(query, config),
        Command::Search(search) => search::run(search, config),
        Command::Series(series) => series::run(series, config),
        Command::Export(export) => export::run(export, config),
        Command::Records(records) => records::run(records),
        Command::Serve(serve) => serve::run(serve, config),
        Command::Learn(learn) => learn::run(learn, config),
        Command::Doctor(doctor) => doctor::run(doctor, config),
        Command::Worker(worker) => worker::run(worker, config),
        Command::Restore(restore) => restore::run(restore, config),
        Command::Extract(extract) => extract::run(extract, config),
        Command::Rules(rules) => rules::run(rules, config),
        Command::Ocr(ocr) => ocr::run(ocr, config),
        Command::Pdf(pdf) => pdf::run(pdf, config),
        Command::Train(train) => train::run(train),
        Command::Eval(eval) => eval::run(eval),
    }
}

fn finish(result: Result<ExitCode, Failure>) -> ExitCode {
    match result {
        Ok(code) => code,
        Err(Failure::ClosedPipe) => ExitCode::SUCCESS,
        Err(failure) => {
            tracing::error!("{failure}");
            ExitCode::from(failure.code())
        }
    }
}
