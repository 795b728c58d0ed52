//! Facts about a linked binary that decide whether Lambda can run it.

use object::elf::{EM_AARCH64, EM_X86_64, FileHeader64, PT_INTERP};
use object::read::elf::{FileHeader, ProgramHeader};
use object::{Endianness, FileKind};

/// The version of glibc in `provided.al2023`.
///
/// Source: <https://docs.aws.amazon.com/linux/al2023/ug/core-glibc.html>, November 2026.
pub(crate) const AL2023_GLIBC: Glibc = Glibc(2, 34);

/// A version of the GNU C library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Glibc(pub(crate) u32, pub(crate) u32);

/// A Linux executable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Binary {
    pub(crate) architecture: Architecture,
    /// Whether the binary needs no dynamic linker.
    pub(crate) is_static: bool,
    /// The newest version of glibc that a symbol of the binary needs.
    pub(crate) glibc: Option<Glibc>,
}

/// The architectures of Lambda, under its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Architecture {
    Arm64,
    X86_64,
}

impl Architecture {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86_64 => "x86_64",
        }
    }
}

impl Binary {
    /// Reads a 64-bit ELF file. The error says what the file is instead.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        match FileKind::parse(bytes) {
            Ok(FileKind::Elf64) => Self::elf(bytes),
            Ok(other) => Err(format!("a binary of the kind {other:?}")),
            Err(_) => Err("not a binary".to_owned()),
        }
    }

    fn elf(bytes: &[u8]) -> Result<Self, String> {
        let damaged = |error: object::Error| format!("a damaged ELF file: {error}");
        let header = FileHeader64::<Endianness>::parse(bytes).map_err(damaged)?;
        let endian = header.endian().map_err(damaged)?;
        let architecture = match header.e_machine(endian) {
            EM_AARCH64 => Architecture::Arm64,
            EM_X86_64 => Architecture::X86_64,
            other => return Err(format!("an ELF file for the machine {other}")),
        };
        let segments = header.program_headers(endian, bytes).map_err(damaged)?;
        let is_static = !segments
            .iter()
            .any(|segment| segment.p_type(endian) == PT_INTERP);
        let glibc = glibc(header, endian, bytes).map_err(damaged)?;
        Ok(Self {
            architecture,
            is_static,
            glibc,
        })
    }
}

/// Returns the newest version in the table of needed symbol versions, such as `GLIBC_2.34`.
fn glibc(
    header: &FileHeader64<Endianness>,
    endian: Endianness,
    bytes: &[u8],
) -> Result<Option<Glibc>, object::Error> {
    let sections = header.sections(endian, bytes)?;
    let Some((mut needs, strings)) = sections.gnu_verneed(endian, bytes)? else {
        return Ok(None);
    };
    let strings = sections.strings(endian, bytes, strings)?;
    let mut newest = None;
    while let Some((_, mut versions)) = needs.next()? {
        while let Some(version) = versions.next()? {
            newest = newest.max(Glibc::named(version.name(endian, strings)?));
        }
    }
    Ok(newest)
}

impl Glibc {
    fn named(name: &[u8]) -> Option<Self> {
        let version = std::str::from_utf8(name).ok()?.strip_prefix("GLIBC_")?;
        let mut numbers = version.split('.').map(str::parse);
        match (numbers.next(), numbers.next()) {
            (Some(Ok(major)), Some(Ok(minor))) => Some(Self(major, minor)),
            _ => None,
        }
    }
}

impl std::fmt::Display for Glibc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(Glibc::named(b"GLIBC_2.34"), Some(Glibc(2, 34)));
        assert_eq!(Glibc::named(b"GLIBC_2.2.5"), Some(Glibc(2, 2)));
        assert_eq!(Glibc::named(b"GCC_3.0"), None);
        assert_eq!(Glibc::named(b"GLIBC_PRIVATE"), None);
        assert!(Glibc::named(b"GLIBC_2.9") < Some(AL2023_GLIBC));
    }

    #[test]
    fn other_files_are_named() {
        assert_eq!(Binary::read(b"#!/bin/sh\n"), Err("not a binary".to_owned()));
        let windows = Binary::read(b"MZ\x90\0").unwrap_err();
        assert!(windows.starts_with("a binary") || windows == "not a binary");
    }

    #[cfg(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64"))]
    #[test]
    fn own_test_binary_is_dynamic() {
        let own = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        let binary = Binary::read(&own).unwrap();
        assert_eq!(binary.architecture, Architecture::X86_64);
        assert!(!binary.is_static);
        // Every program of the standard library needs `__libc_start_main`, a symbol of 2.34 where glibc is at least that new.
        assert!(binary.glibc >= Some(Glibc(2, 17)), "{binary:?}");
    }
}
