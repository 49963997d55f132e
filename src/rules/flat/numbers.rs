//! Numbers in one block of bytes, the lowest byte of a number first.

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// A number, or some, of as many bytes as any other of its kind.
pub(crate) trait Number: Sized {
    /// How many bytes.
    const BYTES: usize;

    /// Writes it behind others.
    fn put(&self, bytes: &mut Vec<u8>);

    /// Reads it from so many bytes.
    fn take(bytes: &[u8]) -> Option<Self>;
}

macro_rules! number {
    ($($kind:ty),*) => {$(
        impl Number for $kind {
            const BYTES: usize = size_of::<$kind>();

            fn put(&self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }

            fn take(bytes: &[u8]) -> Option<$kind> {
                bytes.try_into().ok().map(<$kind>::from_le_bytes)
            }
        }
    )*};
}

number!(u16, u32, u64, f32);

impl<const N: usize> Number for [u8; N] {
    const BYTES: usize = N;

    fn put(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self);
    }

    fn take(bytes: &[u8]) -> Option<[u8; N]> {
        bytes.try_into().ok()
    }
}

impl<A: Number, B: Number> Number for (A, B) {
    const BYTES: usize = A::BYTES + B::BYTES;

    fn put(&self, bytes: &mut Vec<u8>) {
        self.0.put(bytes);
        self.1.put(bytes);
    }

    fn take(bytes: &[u8]) -> Option<(A, B)> {
        let (a, b) = bytes.split_at_checked(A::BYTES)?;
        Some((A::take(a)?, B::take(b)?))
    }
}

/// Numbers as bytes: its own, or a part of those that all rules were read from, which stay where they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block<T> {
    bytes: Cow<'static, [u8]>,
    of: PhantomData<T>,
}

impl<T> Default for Block<T> {
    fn default() -> Block<T> {
        Block {
            bytes: Cow::Borrowed(&[]),
            of: PhantomData,
        }
    }
}

impl<T: Number> Block<T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.bytes.len() / T::BYTES
    }

    /// Adds one behind the others.
    pub fn push(&mut self, one: T) {
        one.put(self.bytes.to_mut());
    }

    /// The one at a place.
    pub fn get(&self, at: usize) -> Option<T> {
        let begin = at * T::BYTES;
        T::take(self.bytes.get(begin..begin + T::BYTES)?)
    }

    /// Those from a place up to another; none when these are no places.
    pub fn range(&self, begin: usize, end: usize) -> impl DoubleEndedIterator<Item = T> + Clone {
        let bytes = self.bytes.get(begin * T::BYTES..end * T::BYTES);
        let each = bytes.unwrap_or_default().chunks_exact(T::BYTES);
        each.filter_map(T::take)
    }

    /// All of them.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = T> + Clone {
        self.range(0, self.len())
    }
}

impl<T: Number> FromIterator<T> for Block<T> {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Block<T> {
        let mut bytes = Vec::new();
        for one in all {
            one.put(&mut bytes);
        }
        Block {
            bytes: Cow::Owned(bytes),
            of: PhantomData,
        }
    }
}

impl<T> Serialize for Block<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(&self.bytes)
    }
}

impl<'de: 'static, T: Number> Deserialize<'de> for Block<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Block<T>, D::Error> {
        from.deserialize_bytes(Reading(PhantomData))
    }
}

/// Reads a block where it stands.
struct Reading<T>(PhantomData<T>);

impl<'de: 'static, T: Number> Visitor<'de> for Reading<T> {
    type Value = Block<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "numbers of {} bytes", T::BYTES)
    }

    fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Block<T>, E> {
        if !bytes.len().is_multiple_of(T::BYTES) {
            return Err(E::invalid_length(bytes.len(), &self));
        }
        Ok(Block {
            bytes: Cow::Borrowed(bytes),
            of: self.0,
        })
    }
}

/// Reads a text where it stands.
///
/// # Errors
/// When what is read is no text, or is not kept.
pub(crate) fn borrowed<'de: 'static, D: Deserializer<'de>>(
    from: D,
) -> Result<Cow<'static, str>, D::Error> {
    <&'static str>::deserialize(from).map(Cow::Borrowed)
}
