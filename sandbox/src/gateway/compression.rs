//! How payloads go over the wire: as text, as one compressed stream for the whole connection, or each
//! large one compressed by itself.

use std::{fmt, io::Write, mem};

use axum::extract::ws::Message;
use flate2::{Compress, Compression, FlushCompress, write::ZlibEncoder};

/// Payloads from this size on are compressed when a client asked for it in Identify; small ones would
/// only grow.
const WORTH_IT: usize = 1_024;

/// How hard zstd tries: the least, which is quick and takes the least memory a connection.
const ZSTD_LEVEL: i32 = 1;

/// A connection's way.
#[derive(Debug)]
pub enum Encoding {
    /// Text.
    Plain,
    /// `compress: true` in Identify: each large payload by itself.
    Payload,
    /// `compress=zlib-stream` in the address: one stream, flushed after each payload.
    Stream(Box<Compress>),
    /// `compress=zstd-stream`: one frame, flushed after each payload.
    Zstd(Zstd),
}

/// A frame of zstd that goes on as long as the connection.
pub struct Zstd(Box<zstd::stream::write::Encoder<'static, Vec<u8>>>);

impl fmt::Debug for Zstd {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Zstd")
    }
}

impl Encoding {
    /// What the address asks for; `None` for what is not spoken here.
    pub fn asked(compress: Option<&str>) -> Option<Self> {
        match compress {
            None | Some("") => Some(Self::Plain),
            Some("zlib-stream") => Some(Self::Stream(Box::new(Compress::new(
                Compression::default(),
                true,
            )))),
            Some("zstd-stream") => {
                let frame = zstd::stream::write::Encoder::new(Vec::new(), ZSTD_LEVEL).ok()?;
                Some(Self::Zstd(Zstd(Box::new(frame))))
            }
            Some(_) => None,
        }
    }

    /// In a word, for the log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Payload => "payloads compressed",
            Self::Stream(_) => "zlib-stream",
            Self::Zstd(_) => "zstd-stream",
        }
    }

    /// A payload as a message. `None`: it cannot be compressed, which ends the connection.
    pub fn message(&mut self, text: &str) -> Option<Message> {
        match self {
            Self::Plain => Some(Message::Text(text.into())),
            Self::Payload if text.len() < WORTH_IT => Some(Message::Text(text.into())),
            Self::Payload => {
                let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
                encoder.write_all(text.as_bytes()).ok()?;
                Some(Message::Binary(encoder.finish().ok()?.into()))
            }
            Self::Stream(stream) => {
                stretch(stream, text.as_bytes()).map(|bytes| Message::Binary(bytes.into()))
            }
            Self::Zstd(Zstd(frame)) => {
                frame.write_all(text.as_bytes()).ok()?;
                frame.flush().ok()?;
                Some(Message::Binary(mem::take(frame.get_mut()).into()))
            }
        }
    }
}

/// The next stretch of a stream, ending in the mark of a flush: 00 00 FF FF.
fn stretch(stream: &mut Compress, text: &[u8]) -> Option<Vec<u8>> {
    let begin = stream.total_in();
    let mut out = Vec::with_capacity(text.len() / 3 + 64);
    loop {
        let read = usize::try_from(stream.total_in() - begin).ok()?;
        stream
            .compress_vec(text.get(read..)?, &mut out, FlushCompress::Sync)
            .ok()?;
        let all_read = usize::try_from(stream.total_in() - begin).ok()? == text.len();
        // Room that is left means that all was flushed.
        if all_read && out.len() < out.capacity() {
            return Some(out);
        }
        out.reserve(out.capacity().max(256));
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::{Decompress, FlushDecompress, read::ZlibDecoder};

    use super::*;

    /// Short and long texts, one that shrinks to nothing and one that hardly shrinks.
    fn texts() -> [String; 5] {
        let noise = (0..40_000_u32)
            .map(|n| char::from(b' ' + (n.wrapping_mul(2_654_435_761) >> 25) as u8 % 90))
            .collect();
        [
            "{}".to_owned(),
            "{\"op\":11}".to_owned(),
            "many words ".repeat(50_000),
            noise,
            "{}".to_owned(),
        ]
    }

    #[test]
    fn a_stream_is_one_stream_and_each_payload_ends_in_a_flush() {
        let mut encoding = Encoding::asked(Some("zlib-stream")).expect("known");
        let mut inflate = Decompress::new(true);
        for text in texts() {
            let Some(Message::Binary(bytes)) = encoding.message(&text) else {
                panic!("{text}")
            };
            assert!(
                bytes.ends_with(&[0, 0, 0xff, 0xff]),
                "{} bytes",
                bytes.len()
            );
            let mut out = Vec::with_capacity(text.len() + 64);
            inflate
                .decompress_vec(&bytes, &mut out, FlushDecompress::Sync)
                .expect("inflates");
            assert_eq!(String::from_utf8(out).expect("text"), text);
        }
    }

    #[test]
    fn a_frame_of_zstd_gives_each_payload_at_once() {
        let mut encoding = Encoding::asked(Some("zstd-stream")).expect("known");
        let mut decoder = zstd::stream::write::Decoder::new(Vec::new()).expect("a decoder");
        let mut sent = 0;
        for text in texts() {
            let Some(Message::Binary(bytes)) = encoding.message(&text) else {
                panic!("{text}")
            };
            sent += bytes.len();
            decoder.write_all(&bytes).expect("decodes");
            decoder.flush().expect("decodes");
            let out = mem::take(decoder.get_mut());
            assert_eq!(String::from_utf8(out).expect("text"), text);
        }
        assert!(sent < 60_000, "{sent} bytes for more than half a million");
    }

    #[test]
    fn large_payloads_are_compressed_one_by_one() {
        let mut encoding = Encoding::Payload;
        assert!(matches!(encoding.message("{}"), Some(Message::Text(_))));
        for _ in 0..2 {
            let text = "x".repeat(WORTH_IT);
            let Some(Message::Binary(bytes)) = encoding.message(&text) else {
                panic!("not compressed")
            };
            let mut out = String::new();
            ZlibDecoder::new(&bytes[..])
                .read_to_string(&mut out)
                .expect("inflates");
            assert_eq!(out, text);
        }
    }

    #[test]
    fn what_is_not_spoken_is_said() {
        assert!(Encoding::asked(Some("brotli")).is_none());
    }
}
