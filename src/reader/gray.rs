//! A page picture in shades of grey: decoded within limits, turned by quarters, evenly lit, straightened and scaled.

use super::bend::Bend;
use image::{DynamicImage, imageops};

/// More pixels than any page needs at 400 dpi; larger pictures are scaled down first.
const MOST_PIXELS: usize = 40_000_000;
/// What a decoder may allocate, in bytes.
const MOST_MEMORY: u64 = 400 << 20;
/// How far the grey edge of a bar reaches, in pixels.
const BORDER: usize = 3;
/// Side of the squares in which the brightness of the paper is measured, in pixels.
const SQUARE: usize = 32;
/// So long are the straight pieces that a bent line is made of, in pixels.
const PIECE: usize = 32;

/// A picture, one byte a pixel from 0 (black) to 255 (white), row by row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Gray {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
}

impl Gray {
    /// Decodes a picture. `None` when it is none.
    pub(super) fn decode(bytes: &[u8]) -> Option<Gray> {
        let mut reader = image::ImageReader::new(std::io::Cursor::new(bytes))
            .with_guessed_format()
            .ok()?;
        let mut limits = image::Limits::default();
        limits.max_alloc = Some(MOST_MEMORY);
        reader.limits(limits);
        let gray = Gray::from(reader.decode().ok()?);
        if gray.width == 0 || gray.height == 0 {
            return None;
        }
        let pixels = gray.width.checked_mul(gray.height)?;
        Some(if pixels > MOST_PIXELS {
            gray.shrunk((MOST_PIXELS as f32 / pixels as f32).sqrt())
        } else {
            gray
        })
    }

    fn from(picture: DynamicImage) -> Gray {
        let picture = picture.into_luma8();
        Gray {
            width: picture.width() as usize,
            height: picture.height() as usize,
            pixels: picture.into_raw(),
        }
    }

    /// This picture and, below it, the other one, made as wide. A page is no larger than pictures may be.
    pub(super) fn above(mut self, other: Gray) -> Gray {
        let height = (other.height * self.width).div_ceil(other.width.max(1));
        if self.pixels.len() + height * self.width > MOST_PIXELS {
            return self;
        }
        let other = if other.width == self.width {
            other
        } else {
            other.resized(self.width, height)
        };
        self.height += other.height;
        self.pixels.extend(other.pixels);
        self
    }

    /// This picture with the ink of one that lies over it, in the size of the larger one.
    pub(super) fn below(self, other: Gray) -> Gray {
        let (width, height) = match self.width < other.width {
            true => (other.width, other.height),
            false => (self.width, self.height),
        };
        let sized = |picture: Gray| match (picture.width, picture.height) == (width, height) {
            true => picture,
            false => picture.resized(width, height),
        };
        let (mut below, over) = (sized(self), sized(other));
        let dark = over.pixels.iter().filter(|pixel| **pixel < 128).count();
        // Print is mostly paper; of a layer that is not, what is bright is seen.
        let inverted = dark * 2 > over.pixels.len();
        let pixels = below.pixels.iter_mut().zip(over.pixels);
        pixels
            .for_each(|(pixel, ink)| *pixel = (*pixel).min(if inverted { 255 - ink } else { ink }));
        below
    }

    /// The picture in that size.
    fn resized(self, width: usize, height: usize) -> Gray {
        let (width, height) = (width as u32, height as u32);
        let whole = image::GrayImage::from_raw(self.width as u32, self.height as u32, self.pixels);
        let filter = imageops::FilterType::Triangle;
        let other = whole.map(|whole| imageops::resize(&whole, width, height, filter));
        Gray::from(DynamicImage::ImageLuma8(other.unwrap_or_default()))
    }

    /// The picture turned clockwise by so many degrees, a multiple of 90.
    pub(super) fn turned(self, degrees: u16) -> Gray {
        match degrees {
            90 => self.quarter(),
            180 => self.head_down(),
            270 => self.quarter().head_down(),
            _ => self,
        }
    }

    /// The picture made smaller, each pixel the mean of those it stands for.
    pub(super) fn shrunk(self, factor: f32) -> Gray {
        let side = |length: usize| ((length as f32 * factor) as u32).max(1);
        let (width, height) = (side(self.width), side(self.height));
        let whole = image::GrayImage::from_raw(self.width as u32, self.height as u32, self.pixels);
        let small = whole
            .map(|whole| imageops::thumbnail(&whole, width, height))
            .unwrap_or_default();
        Gray::from(DynamicImage::ImageLuma8(small))
    }

    /// The picture turned by a quarter clockwise.
    pub(super) fn quarter(self) -> Gray {
        let whole = image::GrayImage::from_raw(self.width as u32, self.height as u32, self.pixels);
        Gray::from(DynamicImage::ImageLuma8(whole.unwrap_or_default()).rotate90())
    }

    /// The picture straightened (`slope` is dy/dx of its text lines, `bend` what is left of it), scaled, and its paper made
    /// white everywhere, so that a shadow over a photograph is no ink.
    pub(super) fn straightened(&self, slope: f32, scale: f32, bend: Option<&Bend>) -> Gray {
        let paper = self.paper();
        let squares = self.width.div_ceil(SQUARE);
        let side = |length: usize| ((length as f32 * scale) as usize).max(1);
        let (width, height) = (side(self.width), side(self.height));
        // Fixed point with 16 bits: from a pixel of the new picture to its place in the old one.
        let fixed = |number: f32| (f64::from(number) * 65536.0) as i64;
        let angle = slope.atan();
        let (cos, sin) = (angle.cos() / scale, angle.sin() / scale);
        let (middle_x, middle_y) = (width as f32 / 2.0, height as f32 / 2.0);
        let (old_x, old_y) = (
            self.width as f32 / 2.0 - 0.5,
            self.height as f32 / 2.0 - 0.5,
        );
        let mut pixels = Vec::with_capacity(width * height);
        for row in 0..height {
            // The line of a bent page is a chain of short straight ones.
            let piece = bend.map_or(width, |_| PIECE);
            for from in (0..width).step_by(piece) {
                let low = |at: usize| {
                    bend.map_or(0.0, |bend| {
                        bend.at(at as f32, row as f32, [width as f32, height as f32])
                    })
                };
                let rise = (low(from + piece) - low(from)) / piece as f32;
                let dy = row as f32 + 0.5 - middle_y;
                let aside = bend.map_or(0.0, |bend| bend.lean * dy);
                let (dx, dy) = (from as f32 + 0.5 - middle_x + aside, dy + low(from));
                let mut x = fixed(dx * cos - dy * sin + old_x);
                let mut y = fixed(dx * sin + dy * cos + old_y);
                let (step_x, step_y) = (fixed(cos - rise * sin), fixed(sin + rise * cos));
                for _ in from..(from + piece).min(width) {
                    pixels.push(self.sample(x, y, &paper, squares));
                    x += step_x;
                    y += step_y;
                }
            }
        }
        Gray {
            width,
            height,
            pixels,
        }
    }

    /// The brightness at a place in fixed point, between its four pixels, in parts of the paper's brightness there.
    fn sample(&self, x: i64, y: i64, paper: &[u8], squares: usize) -> u8 {
        let (Ok(left), Ok(top)) = (usize::try_from(x >> 16), usize::try_from(y >> 16)) else {
            return 255;
        };
        if left + 1 >= self.width || top + 1 >= self.height {
            return 255;
        }
        let at = top * self.width + left;
        let pair = |at: usize| match self.pixels.get(at..at + 2) {
            Some([one, next]) => (i64::from(*one), i64::from(*next)),
            _ => (255, 255),
        };
        let (part_x, part_y) = ((x >> 8) & 255, (y >> 8) & 255);
        let (one, next) = pair(at);
        let above = one * (256 - part_x) + next * part_x;
        let (one, next) = pair(at + self.width);
        let below = one * (256 - part_x) + next * part_x;
        let value = (above * (256 - part_y) + below * part_y) >> 16;
        let paper = paper
            .get(top / SQUARE * squares + left / SQUARE)
            .copied()
            .unwrap_or(255);
        // A twelfth below the paper's brightness is its grain, and still paper.
        (value * 278 / i64::from(paper.max(1))).min(255) as u8
    }

    /// The brightness of the paper in squares: what most of each square is at least as dark as, smoothed. A square full of
    /// ink takes its neighbours' word.
    fn paper(&self) -> Vec<u8> {
        let (across, down) = (self.width.div_ceil(SQUARE), self.height.div_ceil(SQUARE));
        let mut counts = vec![[0_u16; 32]; across * down];
        for (y, row) in self.pixels.chunks_exact(self.width).enumerate() {
            for (square, run) in row.chunks(SQUARE).enumerate() {
                if let Some(counts) = counts.get_mut(y / SQUARE * across + square) {
                    for pixel in run {
                        if let Some(count) = counts.get_mut(usize::from(pixel >> 3)) {
                            *count += 1;
                        }
                    }
                }
            }
        }
        let bright: Vec<u8> = counts
            .iter()
            .map(|counts| {
                let all: u32 = counts.iter().map(|count| u32::from(*count)).sum();
                let mut above = 0;
                let level = counts.iter().rposition(|count| {
                    above += u32::from(*count);
                    above * 4 >= all
                });
                (level.unwrap_or(31) * 8 + 7) as u8
            })
            .collect();
        let spread = |from: &[u8], reach: usize, most: bool| -> Vec<u8> {
            (0..across * down)
                .map(|at| {
                    let (x, y) = (at % across, at / across);
                    let near = (y.saturating_sub(reach)..(y + reach + 1).min(down))
                        .filter_map(|y| {
                            let row = from.get(y * across..(y + 1) * across)?;
                            row.get(x.saturating_sub(reach)..(x + reach + 1).min(across))
                        })
                        .flatten()
                        .map(|value| u32::from(*value));
                    if most {
                        near.max().unwrap_or(255) as u8
                    } else {
                        let (sum, count) = near.fold((0, 0), |(s, n), v| (s + v, n + 1));
                        (sum / count.max(1)) as u8
                    }
                })
                .collect()
        };
        let widened = spread(&bright, 1, true);
        // Paper is at least as bright as a dark photograph of it; below that it is a picture or a bar of ink.
        spread(&widened, 1, false)
            .into_iter()
            .map(|level| level.max(60))
            .collect()
    }

    /// Makes a bar of ink paper, and what is written in it in the colour of paper ink.
    pub(super) fn invert(&mut self, [left, top, right, bottom]: [usize; 4]) {
        let mut levels: Vec<u8> = Vec::new();
        for y in top..bottom {
            let row = self
                .pixels
                .get(y * self.width + left..y * self.width + right);
            levels.extend(row.unwrap_or_default());
        }
        // Most of it is ink.
        let middle = levels.len() / 2;
        let ink = match levels.len() {
            0 => return,
            _ => i32::from(*levels.select_nth_unstable(middle).1),
        };
        let edge = |at: usize, from: usize, to: usize| at < from + BORDER || at + BORDER >= to;
        for y in top.saturating_sub(BORDER)..(bottom + BORDER).min(self.height) {
            for x in left.saturating_sub(BORDER)..(right + BORDER).min(self.width) {
                let border = edge(y, top, bottom) || edge(x, left, right);
                if let Some(pixel) = self.pixels.get_mut(y * self.width + x) {
                    let above = (i32::from(*pixel) - ink).max(0) * 255 / (255 - ink).max(1);
                    *pixel = if border { 255 } else { 255 - above as u8 };
                }
            }
        }
    }

    /// Makes a pixel paper.
    pub(super) fn whiten(&mut self, x: usize, y: usize) {
        if x < self.width
            && let Some(pixel) = self.pixels.get_mut(y * self.width + x)
        {
            *pixel = 255;
        }
    }

    /// True for a pixel that was made paper.
    pub(super) fn is_paper(&self, x: usize, y: usize) -> bool {
        x < self.width && self.pixels.get(y * self.width + x) == Some(&255)
    }

    /// Makes a spot paper, with its grey edge.
    pub(super) fn wipe(&mut self, [left, top, right, bottom]: [usize; 4]) {
        for y in top.saturating_sub(2)..bottom + 2 {
            for x in left.saturating_sub(2)..right + 2 {
                self.whiten(x, y);
            }
        }
    }

    /// The picture on its head.
    pub(super) fn head_down(mut self) -> Gray {
        self.pixels.reverse();
        self
    }

    /// The picture in the plainest format there is, for Tesseract.
    pub(super) fn pgm(&self) -> Vec<u8> {
        let mut out = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        out.extend_from_slice(&self.pixels);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page with a black line of that slope through its middle, lit from the left.
    fn page(slope: f32) -> Gray {
        let (width, height) = (400, 300);
        let pixels = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| {
                let line = 150.0 + slope * (x as f32 - 200.0);
                let light = 250 - x / 4;
                if (y as f32 - line).abs() < 2.0 {
                    20
                } else {
                    light as u8
                }
            })
            .collect();
        Gray {
            width,
            height,
            pixels,
        }
    }

    #[test]
    fn print_that_a_scanner_laid_over_the_picture_of_the_page_is_seen() {
        let gray = |width: usize, height: usize, pixels: &[u8]| Gray {
            width,
            height,
            pixels: pixels.to_vec(),
        };
        let paper = gray(2, 1, &[200, 240]);
        let print = gray(4, 2, &[255, 0, 255, 255, 255, 255, 255, 0]);
        let page = paper.clone().below(print);
        assert_eq!((page.width, page.height), (4, 2));
        let dark: Vec<bool> = page.pixels.iter().map(|pixel| *pixel < 100).collect();
        assert_eq!(dark, [false, true, false, false, false, false, false, true]);
        // A mask that tells how much of the layer is seen.
        let mask = gray(4, 1, &[0, 255, 0, 0]);
        let page = gray(4, 1, &[200; 4]).below(mask);
        assert_eq!(page.pixels, [200, 0, 200, 200]);
        assert_eq!(paper.clone().below(gray(2, 1, &[0, 0])), paper);
    }

    #[test]
    fn a_sloping_line_in_the_shadow_becomes_a_straight_one_on_white_paper() {
        let straight = page(0.05).straightened(0.05, 1.0, None);
        let at = |x: usize, y: usize| straight.pixels[y * 400 + x];
        for x in [40, 200, 360] {
            assert!(at(x, 150) < 100, "ink at {x}: {}", at(x, 150));
            assert!(at(x, 140) > 220, "paper at {x}: {}", at(x, 140));
        }
    }

    #[test]
    fn strips_of_a_page_lie_below_one_another_whatever_their_width() {
        let strip = |width: usize, height: usize, level: u8| Gray {
            width,
            height,
            pixels: vec![level; width * height],
        };
        let both = strip(40, 3, 10)
            .above(strip(40, 2, 20))
            .above(strip(20, 2, 30));
        assert_eq!((both.width, both.height), (40, 9));
        let levels: Vec<u8> = (0..9).map(|y| both.pixels[y * 40 + 20]).collect();
        assert_eq!(levels, [10, 10, 10, 20, 20, 30, 30, 30, 30]);
    }

    #[test]
    fn a_larger_picture_has_its_line_in_the_same_place() {
        let large = page(0.0).straightened(0.0, 2.0, None);
        assert_eq!((large.width, large.height), (800, 600));
        assert!(large.pixels[300 * 800 + 400] < 100);
    }
}
