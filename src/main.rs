//! The command line program; see [`baocao::cli`].

fn main() -> std::process::ExitCode {
    baocao::cli::main()
}
