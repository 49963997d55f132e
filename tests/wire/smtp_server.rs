//! A small SMTP server that refuses where it is told to.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server says at which stage, and what it took.
#[derive(Debug, Default)]
pub struct Script {
    /// Replies other than the usual ones: stage (`greeting`, `AUTH`, `MAIL`, `RCPT`, `DATA`, `.`) and reply. The reply
    /// `hang up` closes the connection instead.
    pub replies: Vec<(&'static str, &'static str)>,
    /// What it took: envelope sender, recipient, message.
    pub taken: Vec<(String, String, String)>,
    /// Connections so far.
    pub connections: u32,
}

/// A running server.
#[derive(Debug, Clone)]
pub struct SmtpServer {
    pub port: u16,
    pub script: Arc<Mutex<Script>>,
}

impl SmtpServer {
    pub async fn start() -> SmtpServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = SmtpServer {
            port: listener.local_addr().unwrap().port(),
            script: Arc::default(),
        };
        let script = server.script.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let script = script.clone();
                tokio::spawn(async move { serve(stream, &script).await });
            }
        });
        server
    }

    pub fn says(&self, replies: &[(&'static str, &'static str)]) {
        self.script.lock().unwrap().replies = replies.to_vec();
    }

    pub fn taken(&self) -> Vec<(String, String, String)> {
        self.script.lock().unwrap().taken.clone()
    }
}

fn reply(script: &Mutex<Script>, stage: &str, usual: &str) -> Option<String> {
    let script = script.lock().unwrap();
    let said = script.replies.iter().find(|(at, _)| *at == stage);
    match said.map_or(usual, |(_, reply)| reply) {
        "hang up" => None,
        reply => Some(format!("{}\r\n", reply.replace('\n', "\r\n"))),
    }
}

async fn serve(stream: TcpStream, script: &Mutex<Script>) -> Option<()> {
    script.lock().unwrap().connections += 1;
    let mut talk = BufReader::new(stream);
    let greeting = reply(script, "greeting", "220 test")?;
    talk.write_all(greeting.as_bytes()).await.ok()?;
    let (mut from, mut to) = (String::new(), String::new());
    loop {
        let mut line = String::new();
        if talk.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let verb = line.get(..4).unwrap_or_default().to_uppercase();
        let inside = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        let answer = match verb.as_str() {
            "EHLO" => reply(
                script,
                "EHLO",
                "250-test\n250-8BITMIME\n250 AUTH PLAIN LOGIN",
            )?,
            "AUTH" => reply(script, "AUTH", "235 welcome")?,
            "MAIL" => {
                from = inside;
                reply(script, "MAIL", "250 ok")?
            }
            "RCPT" => {
                to = inside;
                reply(script, "RCPT", "250 ok")?
            }
            "DATA" => {
                let go = reply(script, "DATA", "354 go")?;
                talk.write_all(go.as_bytes()).await.ok()?;
                if !go.starts_with('3') {
                    continue;
                }
                let mut message = String::new();
                loop {
                    let mut line = String::new();
                    talk.read_line(&mut line).await.ok()?;
                    if line == ".\r\n" {
                        break;
                    }
                    message.push_str(line.strip_prefix('.').unwrap_or(&line));
                }
                let answer = reply(script, ".", "250 2.0.0 queued as 4711")?;
                if answer.starts_with('2') {
                    let letter = (from.clone(), to.clone(), message);
                    script.lock().unwrap().taken.push(letter);
                }
                answer
            }
            "QUIT" => {
                talk.write_all(b"221 bye\r\n").await.ok()?;
                return None;
            }
            _ => "500 what?\r\n".to_owned(),
        };
        talk.write_all(answer.as_bytes()).await.ok()?;
    }
}
