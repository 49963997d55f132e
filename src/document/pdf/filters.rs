//! Unpacks streams within a budget: Flate, LZW, ASCII85, ASCIIHex, RunLength and the predictors (ISO 32000-1, 7.4).
//!
//! A damaged stream yields what could be unpacked before the damage.

use super::objects::{Objects, as_dict};
use pdf_extract::{Dictionary, Object, Stream};

/// One stream may unpack to no more than this, whatever the budget of the file.
const LARGEST: u64 = 96 << 20;

/// A stream after its general filters; an image filter may be left.
pub(super) struct Unpacked {
    /// The bytes.
    pub(super) bytes: Vec<u8>,
    /// The image filter that was not undone, for example `DCTDecode`.
    pub(super) image: Option<Vec<u8>>,
    /// The parameters of that filter.
    pub(super) params: Dictionary,
}

impl Objects {
    /// The bytes of a stream; nothing when its last filter is one for images.
    pub(super) fn unpack(&self, stream: &Stream) -> Vec<u8> {
        let unpacked = self.unpack_image(stream);
        match unpacked.image {
            None => unpacked.bytes,
            Some(_) => Vec::new(),
        }
    }

    /// Undoes the filters of a stream up to the first one that is for images.
    pub(super) fn unpack_image(&self, stream: &Stream) -> Unpacked {
        let filters = self.list(&stream.dict, &[b"Filter", b"F"]);
        let params = self.list(&stream.dict, &[b"DecodeParms", b"DP"]);
        let mut bytes = std::borrow::Cow::Borrowed(stream.content.as_slice());
        for (at, filter) in filters.iter().enumerate() {
            let dict = params.get(at).and_then(|object| as_dict(object));
            let most = self.left.get().min(LARGEST) as usize;
            let next = match filter.as_name().unwrap_or_default() {
                b"FlateDecode" | b"Fl" => self.predict(inflate(&bytes, most), dict),
                b"LZWDecode" | b"LZW" => {
                    let early = dict
                        .and_then(|dict| self.integer(dict, b"EarlyChange"))
                        .unwrap_or(1);
                    self.predict(unlzw(&bytes, early != 0, most), dict)
                }
                b"ASCII85Decode" | b"A85" => ascii85(&bytes),
                b"ASCIIHexDecode" | b"AHx" => hex(&bytes),
                b"RunLengthDecode" | b"RL" => run_length(&bytes, most),
                b"Crypt" => bytes.into_owned(),
                image => {
                    return Unpacked {
                        bytes: bytes.into_owned(),
                        image: Some(image.to_vec()),
                        params: dict.cloned().unwrap_or_default(),
                    };
                }
            };
            self.cut.set(self.cut.get() || next.len() >= most);
            self.left
                .set(self.left.get().saturating_sub(next.len() as u64));
            bytes = std::borrow::Cow::Owned(next);
        }
        Unpacked {
            bytes: bytes.into_owned(),
            image: None,
            params: Dictionary::new(),
        }
    }

    /// An entry that may be one object or an array of them; inline images abbreviate its key.
    fn list<'a>(&'a self, dict: &'a Dictionary, keys: &[&[u8]]) -> Vec<&'a Object> {
        let Some(object) = keys.iter().find_map(|key| self.at(dict, key)) else {
            return Vec::new();
        };
        match object {
            Object::Array(array) => array
                .iter()
                .map(|object| self.follow(object).unwrap_or(&Object::Null))
                .take(8)
                .collect(),
            one => vec![one],
        }
    }

    fn predict(&self, bytes: Vec<u8>, params: Option<&Dictionary>) -> Vec<u8> {
        let Some(params) = params else { return bytes };
        let get = |key: &[u8], default: i64| {
            self.integer(params, key)
                .filter(|value| (1..=1 << 20).contains(value))
                .unwrap_or(default) as usize
        };
        let predictor = get(b"Predictor", 1);
        let (colors, bits, columns) = (
            get(b"Colors", 1).min(32),
            get(b"BitsPerComponent", 8).min(16),
            get(b"Columns", 1),
        );
        let pixel = (colors * bits).div_ceil(8);
        let row = (colors * bits * columns).div_ceil(8);
        match predictor {
            2 if bits == 8 => {
                let mut bytes = bytes;
                for row in bytes.chunks_mut(row) {
                    for at in pixel..row.len() {
                        let left = row.get(at - pixel).copied().unwrap_or(0);
                        if let Some(byte) = row.get_mut(at) {
                            *byte = byte.wrapping_add(left);
                        }
                    }
                }
                bytes
            }
            10.. => png(&bytes, pixel, row),
            _ => bytes,
        }
    }
}

/// Undoes the PNG predictors, whose kind stands before each row.
fn png(bytes: &[u8], pixel: usize, row: usize) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut above = vec![0_u8; row];
    let mut line = vec![0_u8; row];
    for packed in bytes.chunks(row + 1) {
        let Some((kind, packed)) = packed.split_first() else {
            break;
        };
        for (at, byte) in packed.iter().enumerate() {
            let back = |row: &[u8]| {
                at.checked_sub(pixel)
                    .and_then(|at| row.get(at).copied())
                    .unwrap_or(0)
            };
            let (left, up, corner) = (
                back(&line),
                above.get(at).copied().unwrap_or(0),
                back(&above),
            );
            let guess = match kind {
                1 => left,
                2 => up,
                3 => ((u16::from(left) + u16::from(up)) / 2) as u8,
                4 => paeth(left, up, corner),
                _ => 0,
            };
            if let Some(slot) = line.get_mut(at) {
                *slot = byte.wrapping_add(guess);
            }
        }
        out.extend(line.iter().take(packed.len()));
        std::mem::swap(&mut above, &mut line);
    }
    out
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(corner));
    let guess = a + b - c;
    let (to_a, to_b, to_c) = ((guess - a).abs(), (guess - b).abs(), (guess - c).abs());
    if to_a <= to_b && to_a <= to_c {
        left
    } else if to_b <= to_c {
        up
    } else {
        corner
    }
}

/// Inflates zlib data, or bare deflate data when the zlib header is damaged.
fn inflate(bytes: &[u8], most: usize) -> Vec<u8> {
    let out = inflate_as(bytes, true, most);
    if out.is_empty() && bytes.len() > 8 {
        let bare = inflate_as(bytes, false, most);
        if bare.is_empty() {
            return inflate_as(bytes.get(2..).unwrap_or_default(), false, most);
        }
        return bare;
    }
    out
}

fn inflate_as(bytes: &[u8], zlib: bool, most: usize) -> Vec<u8> {
    let mut state = flate2::Decompress::new(zlib);
    let mut out = Vec::with_capacity((bytes.len() * 4).min(most).min(1 << 20));
    loop {
        let (before_in, before_out) = (state.total_in(), state.total_out());
        let rest = bytes
            .get(usize::try_from(before_in).unwrap_or(usize::MAX)..)
            .unwrap_or_default();
        if out.len() == out.capacity() {
            if out.len() >= most {
                return out;
            }
            out.reserve_exact(out.len().clamp(1 << 12, 8 << 20).min(most - out.len()));
        }
        let status = state.decompress_vec(rest, &mut out, flate2::FlushDecompress::None);
        let stuck = state.total_in() == before_in && state.total_out() == before_out;
        match status {
            Ok(flate2::Status::StreamEnd) | Err(_) => return out,
            Ok(_) if stuck && out.len() < out.capacity() => return out,
            Ok(_) => {}
        }
    }
}

fn unlzw(bytes: &[u8], early: bool, most: usize) -> Vec<u8> {
    const CLEAR: usize = 256;
    const END: usize = 257;
    let mut out: Vec<u8> = Vec::new();
    // Each entry is a piece of what was already written.
    let mut table: Vec<(usize, usize)> = Vec::new();
    let (mut bits, mut count, mut width) = (0_u32, 0_u32, 9_u32);
    let mut last: Option<(usize, usize)> = None;
    for byte in bytes {
        bits = (bits << 8) | u32::from(*byte);
        count += 8;
        if count < width {
            continue;
        }
        count -= width;
        let code = ((bits >> count) & ((1 << width) - 1)) as usize;
        bits &= (1 << count) - 1;
        if out.len() >= most || code == END {
            return out;
        }
        if code == CLEAR {
            table.clear();
            width = 9;
            last = None;
            continue;
        }
        let start = out.len();
        if code < CLEAR {
            out.push(code as u8);
        } else if let Some((from, len)) = table.get(code - 258).copied() {
            out.extend_from_within(from..(from + len).min(start));
        } else if let Some((from, len)) = last {
            out.extend_from_within(from..(from + len).min(start));
            if let Some(first) = out.get(from).copied() {
                out.push(first);
            }
        } else {
            return out;
        }
        if let Some((from, len)) = last {
            // The entry is the last piece and the first byte of this one, which stand side by side in the output.
            table.push((from, len + 1));
        }
        last = Some((start, out.len() - start));
        let next = table.len() + 258 + usize::from(early) + 1;
        width = match next {
            0..=512 => 9,
            513..=1024 => 10,
            1025..=2048 => 11,
            _ => 12,
        };
    }
    out
}

fn ascii85(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let (mut group, mut count) = (0_u32, 0);
    for byte in bytes {
        match byte {
            b'z' if count == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                group = group.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                count += 1;
                if count == 5 {
                    out.extend(group.to_be_bytes());
                    (group, count) = (0, 0);
                }
            }
            b'~' => break,
            _ => {}
        }
    }
    if count > 1 {
        for _ in count..5 {
            group = group.wrapping_mul(85).wrapping_add(84);
        }
        out.extend(group.to_be_bytes().iter().take(count - 1));
    }
    out
}

/// Hexadecimal digits; everything else is passed over, a missing last digit is 0.
pub(super) fn hex(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 2);
    let mut half: Option<u8> = None;
    for byte in bytes {
        if *byte == b'>' {
            break;
        }
        let Some(digit) = char::from(*byte).to_digit(16) else {
            continue;
        };
        half = match half {
            None => Some(digit as u8),
            Some(high) => {
                out.push(high << 4 | digit as u8);
                None
            }
        };
    }
    out.extend(half.map(|high| high << 4));
    out
}

fn run_length(bytes: &[u8], most: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let Some((count, after)) = rest.split_first() {
        if *count == 128 || out.len() >= most {
            break;
        }
        if *count < 128 {
            let len = (usize::from(*count) + 1).min(after.len());
            let (run, after) = after.split_at(len);
            out.extend(run);
            rest = after;
        } else {
            let Some((byte, after)) = after.split_first() else {
                break;
            };
            out.extend(std::iter::repeat_n(*byte, 257 - usize::from(*count)));
            rest = after;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_general_filter_is_undone() {
        assert_eq!(hex(b"48 65 6C6c 6F7>"), b"Hellop");
        assert_eq!(ascii85(b"87cURD]i,\"Ebo80~>"), b"Hello World!");
        assert_eq!(run_length(b"\x02abc\xFEz\x80junk", 100), b"abczzz");
        // The example of ISO 32000-1, 7.4.4.2.
        let lzw = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        assert_eq!(
            unlzw(&lzw, true, 100),
            [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]
        );
    }

    #[test]
    fn a_bomb_is_cut_at_the_limit_and_damage_keeps_what_came_before() {
        use std::io::Write;
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&vec![b'a'; 1 << 20]).unwrap();
        let packed = packer.finish().unwrap();
        assert_eq!(inflate(&packed, 1000).len(), 1000);
        assert_eq!(inflate(&packed, 10 << 20).len(), 1 << 20);
        let half = inflate(&packed[..packed.len() / 2], 10 << 20);
        assert!(!half.is_empty() && half.iter().all(|byte| *byte == b'a'));
        assert_eq!(inflate(&packed[2..], 10 << 20).len(), 1 << 20);
    }

    #[test]
    fn png_rows_are_restored() {
        assert_eq!(
            png(&[0, 1, 2, 3, 2, 1, 1, 1, 1, 5, 1, 1], 1, 3),
            [1, 2, 3, 2, 3, 4, 5, 6, 7]
        );
    }
}
