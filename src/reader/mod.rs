//! Runs `document::read` in a child process with limits on memory, time and files; OCR lives here too.
