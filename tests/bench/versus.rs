//! The same server asked by this program, by curl and by Node, in turn.

use crate::lab::pki::{ChainKind, PKI};
use crate::lab::plan::Plan;
use crate::lab::world::World;
use crate::measure::{Taken, median, memory, run};
use crate::{left_out, program};
use std::fs;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How often each is run.
const ROUNDS: usize = 40;
const HOST: &str = "fast.my.salesforce.com";
const VERSIONS: &str = r#"[{"label":"Winter '26","url":"/services/data/v65.0","version":"65.0"}]"#;

/// Prints the table.
pub fn tell(out: &mut impl Write) -> io::Result<()> {
    let world = World::build(Plan { url: "https://fast.my.salesforce.com", ..Plan::healthy() });
    let Some(server) = Nginx::start(&world.folder("lab"))? else { return left_out(out, "the comparison: there is no nginx here") };
    let resolve = format!("{HOST}:443:{}", server.address);
    let port = server.address.port();
    let root = world.folder("lab").join("root.pem");
    let mut preflight = world.command(&program()?, &["--quiet", &format!("--resolve={resolve}")]);
    preflight.env("LANG", "C.UTF-8");
    let offline = world.command(&program()?, &["--offline"]);
    let mut curl = Command::new("curl");
    curl.args(["-s", "--cacert"]).arg(&root).arg("--resolve").arg(format!("{HOST}:{port}:127.0.0.1"));
    curl.arg(format!("https://{HOST}:{port}/services/data/"));
    let mut node = Command::new("node");
    let script = format!("fetch('https://{HOST}:{port}/services/data/').then((a) => a.text())");
    // Node cannot be told an address; it looks up localhost, for which the certificate is not.
    let script = script.replace(HOST, "localhost");
    node.args(["-e", &script]).env("NODE_EXTRA_CA_CERTS", &root).env("NODE_TLS_REJECT_UNAUTHORIZED", "0").env("NODE_NO_WARNINGS", "1");
    for command in [&mut curl, &mut node] {
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    }
    let commands = [("sf-preflight", &preflight), ("curl", &curl), ("node fetch", &node), ("sf-preflight --offline", &offline)];
    let mut taken: Vec<Vec<Taken>> = vec![Vec::new(); commands.len()];
    for _ in 0..ROUNDS {
        for (place, (_, command)) in commands.iter().enumerate() {
            taken[place].push(run(command)?);
        }
    }
    let ours = taken[0].clone();
    writeln!(out, "The same nginx on loopback, asked in turn, {ROUNDS} times each; medians.\n")?;
    writeln!(out, "| | ms | ms of CPU | MiB | × sf-preflight's time |\n|---|---|---|---|---|")?;
    for ((name, command), taken) in commands.iter().zip(&taken) {
        let of = |part: fn(&Taken) -> f64| median(taken.iter().map(part).collect());
        let ratio = median(taken.iter().zip(&ours).map(|(one, ours)| one.wall / ours.wall).collect());
        let (wall, cpu) = (of(|taken| taken.wall), of(|taken| taken.cpu));
        let seen: io::Result<Vec<f64>> = (0..5).map(|_| memory(command)).collect();
        let memory = seen?.into_iter().fold(0.0, f64::max);
        writeln!(out, "| {name} | {wall:.1} | {cpu:.1} | {memory:.1} | {ratio:.2} |")?;
    }
    let size = fs::metadata(program()?)?.len() as f64 / 1024.0 / 1024.0;
    writeln!(out, "\nThe binary: {size:.1} MiB.\n")
}

/// An nginx that answers like an org. Dropping it stops it.
struct Nginx {
    address: SocketAddr,
    child: Child,
}

impl Nginx {
    /// Starts one whose files lie in that folder; None where there is none.
    fn start(folder: &Path) -> io::Result<Option<Self>> {
        let Some(nginx) =
            ["/usr/sbin/nginx", "/usr/local/bin/nginx", "/opt/homebrew/bin/nginx"].iter().find(|path| Path::new(path).is_file())
        else {
            return Ok(None);
        };
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let (chain, key) = PKI.pem(ChainKind::Good);
        let (folder, place) = (folder.join("nginx"), folder.join("nginx").display().to_string());
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("chain.pem"), chain)?;
        fs::write(folder.join("key.pem"), key)?;
        let port = address.port();
        fs::write(
            folder.join("conf"),
            format!(
                "daemon off; pid {place}/pid; error_log {place}/errors; events {{}}\n\
                 http {{ access_log off; client_body_temp_path {place}/a; proxy_temp_path {place}/b; fastcgi_temp_path {place}/c;\n\
                 uwsgi_temp_path {place}/d; scgi_temp_path {place}/e;\n\
                 server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {place}/chain.pem; ssl_certificate_key {place}/key.pem;\n\
                 location / {{ default_type application/json; return 200 '{}'; }} }} }}\n",
                VERSIONS.replace('\'', "\\'")
            ),
        )?;
        let child = Command::new(nginx).arg("-c").arg(folder.join("conf")).stderr(Stdio::null()).spawn()?;
        let server = Self { address, child };
        for _ in 0..200 {
            if TcpStream::connect(address).is_ok() {
                return Ok(Some(server));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err(io::Error::other("nginx did not start"))
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = Command::new("sh").args(["-c", &format!("kill {}", self.child.id())]).status();
        let _ = self.child.wait();
    }
}
