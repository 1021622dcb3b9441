//! A headless Chromium, driven over WebDriver's own protocol: HTTP and JSON, to a driver on loopback.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A page may take its time on a machine that has none.
const PATIENCE: Duration = Duration::from_secs(120);

/// A browser with one page. Dropping it closes it.
pub struct Browser {
    driver: Child,
    session: String,
    /// The page's own name among all that the browser shows.
    target: String,
    client: reqwest::Client,
    runtime: Runtime,
    _profile: TempDir,
}

impl Browser {
    /// Starts one; None where there is no driver or no browser.
    pub fn start() -> Option<Self> {
        let mut driver = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let lines = BufReader::new(driver.stdout.take()?).lines().map_while(Result::ok);
        let port =
            lines.into_iter().find_map(|line| line.split_once("successfully on port ")?.1.trim_end_matches('.').parse::<u16>().ok())?;
        let mut browser = Self {
            driver,
            session: format!("http://127.0.0.1:{port}/session"),
            target: String::new(),
            client: reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().unwrap(),
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
            _profile: tempfile::tempdir().unwrap(),
        };
        let flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--disable-lcd-text",
        ];
        let profile = format!("--user-data-dir={}", browser._profile.path().display());
        let arguments: Vec<&str> = flags.into_iter().chain([profile.as_str()]).collect();
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }}});
        let session = browser.post("", &wanted);
        let id = session["sessionId"].as_str()?.to_owned();
        browser.session = format!("{}/{id}", browser.session);
        browser.target = browser.protocol("Target.getTargetInfo", json!({}))["targetInfo"]["targetId"].as_str()?.to_owned();
        // A page has the focus only in the tab in front, and some Chromiums put one of their own there.
        browser.protocol("Emulation.setFocusEmulationEnabled", json!({"enabled": true}));
        Some(browser)
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let request = self.client.post(format!("{}{path}", self.session)).body(body.to_string());
        let text = self.runtime.block_on(async { request.send().await?.text().await }).unwrap();
        let answer: Value = serde_json::from_str(&text).unwrap();
        let value = answer["value"].clone();
        assert!(value["error"].is_null() || path.is_empty(), "{path}: {value}");
        value
    }

    fn protocol(&self, command: &str, parameters: Value) -> Value {
        self.post("/goog/cdp/execute", &json!({"cmd": command, "params": parameters}))
    }

    /// Sets the window's size and the theme.
    pub fn look(&self, width: u32, height: u32, theme: &str) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.protocol("Emulation.setDeviceMetricsOverride", metrics);
        self.protocol("Emulation.setEmulatedMedia", json!({"features": [{"name": "prefers-color-scheme", "value": theme}]}));
    }

    /// Whether the page's own scripts run.
    pub fn allow_scripts(&self, allowed: bool) {
        self.protocol("Emulation.setScriptExecutionDisabled", json!({"value": !allowed}));
    }

    /// Opens a file.
    pub fn open(&self, path: &std::path::Path) {
        let url = format!("file://{}", path.display());
        self.post("/url", &json!({"url": url}));
        // On a busy machine ChromeDriver may have answered before the page and its script were there.
        let is_there = format!("return document.readyState === 'complete' && location.href === {url:?};");
        let started = Instant::now();
        while self.run(&is_there) != Value::Bool(true) {
            assert!(started.elapsed() < PATIENCE, "{url} is not loaded");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Opens a file in another tab, in front of the page.
    pub fn cover(&self, path: &std::path::Path) {
        self.protocol("Target.createTarget", json!({"url": format!("file://{}", path.display()), "background": false}));
    }

    /// Runs the body of a function in the page and gives what it returns.
    pub fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// What the console has logged since this was asked last, but for what names another address than this file's.
    pub fn console(&self, path: &std::path::Path) -> Vec<String> {
        let own = format!("file://{} ", path.display());
        self.log("browser").into_iter().filter(|line| line.starts_with(&own) || !line.contains("://")).collect()
    }

    /// The addresses that the page, and no other tab, has asked for since this was asked last.
    pub fn requests(&self) -> Vec<String> {
        let events = self.log("performance").into_iter().map(|event| serde_json::from_str::<Value>(&event).unwrap());
        let own = events.filter(|event| event["webview"] == *self.target && event["message"]["method"] == "Network.requestWillBeSent");
        own.map(|event| event["message"]["params"]["request"]["url"].as_str().unwrap().to_owned()).collect()
    }

    fn log(&self, kind: &str) -> Vec<String> {
        let entries = self.post("/se/log", &json!({"type": kind}));
        entries.as_array().unwrap().iter().map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
    }

    /// The page as it is seen, PNG.
    pub fn picture(&self) -> Vec<u8> {
        decoded(&self.protocol("Page.captureScreenshot", json!({"format": "png", "optimizeForSpeed": false})))
    }

    /// The page on paper, PDF.
    pub fn paper(&self) -> Vec<u8> {
        decoded(&self.protocol("Page.printToPDF", json!({"printBackground": false})))
    }
}

fn decoded(answer: &Value) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(answer["data"].as_str().unwrap()).unwrap()
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver ends its browser; where it cannot be asked any more, it is ended all the same.
        let _ = self.runtime.block_on(async { self.client.delete(&self.session).send().await });
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
