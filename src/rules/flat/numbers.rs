//! Lists of numbers written as one block of bytes each, the lowest byte of a number first.

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};
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

/// Writes a list as one block.
pub(crate) fn serialize<T: Number, S: Serializer>(numbers: &[T], to: S) -> Result<S::Ok, S::Error> {
    let mut bytes = Vec::with_capacity(numbers.len() * T::BYTES);
    for number in numbers {
        number.put(&mut bytes);
    }
    to.serialize_bytes(&bytes)
}

/// Reads a list from one block.
pub(crate) fn deserialize<'de, T: Number, D: Deserializer<'de>>(
    from: D,
) -> Result<Vec<T>, D::Error> {
    from.deserialize_bytes(Block(PhantomData))
}

/// Reads the block of a list.
struct Block<T>(PhantomData<T>);

impl<T: Number> Visitor<'_> for Block<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "numbers of {} bytes", T::BYTES)
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<T>, E> {
        let numbers = bytes.chunks(T::BYTES).map(T::take).collect::<Option<_>>();
        numbers.ok_or_else(|| E::invalid_length(bytes.len(), &self))
    }
}
