//! A network that lies far away, in a network namespace: whatever is sent there comes back to this machine, a flight later.
//!
//! The kernel gives every packet for [`THERE`] to a TUN device. With its two addresses swapped, and so with every checksum
//! still right, it arrives at [`HERE`], where the lab's servers listen; their answers go the same way. Look-ups,
//! connections, handshakes and requests take their time without a server that knows of it.

use super::catalogue::Fault;
use super::dns::DnsOptions;
use super::world::World;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};
use tun_rs::{DeviceBuilder, SyncDevice};

/// The servers' own address.
pub const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 18, 0, 1));
/// Where they seem to be.
pub const THERE: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 18, 0, 2));
/// The namespace's set-up: the device, and the name server on its other side.
pub const SETUP: &str = "
ip tuntap add far mode tun
ip address add 198.18.0.1 peer 198.18.0.2 dev far
ip link set far up
echo nameserver 198.18.0.2 >/etc/resolv.conf
";

/// The largest packet, bytes.
const PACKET: usize = 64 * 1024;
/// Where the two addresses stand in an IPv4 packet (RFC 791, section 3.1).
const ADDRESSES: std::ops::Range<usize> = 12..20;

/// Puts that much between this machine and the far network, there and back, until the process ends.
pub fn open(round_trip: Duration) {
    let device = Arc::new(DeviceBuilder::new().name("far").build_sync().unwrap());
    let (sender, receiver) = mpsc::channel::<(Instant, Vec<u8>)>();
    let back = Arc::clone(&device);
    thread::spawn(move || take(&device, round_trip / 2, &sender));
    thread::spawn(move || {
        for (due, packet) in receiver {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            back.send(&packet).unwrap();
        }
    });
}

fn take(device: &SyncDevice, flight: Duration, sender: &mpsc::Sender<(Instant, Vec<u8>)>) {
    let mut packet = vec![0; PACKET];
    loop {
        let length = device.recv(&mut packet).unwrap();
        let mut packet = packet[..length].to_vec();
        if packet[0] >> 4 == 4 {
            packet[ADDRESSES].rotate_left(4);
            sender.send((Instant::now() + flight, packet)).unwrap();
        }
    }
}

/// A world whose servers are far away, with the name server among them.
pub fn world(fault: &str) -> World {
    let mut plan = Fault::find(fault).unwrap().plan();
    plan.listen = HERE;
    plan.dns = Some(DnsOptions { names: vec![("*.salesforce.com", vec![THERE])], listen: Some(HERE), ..DnsOptions::default() });
    World::build(plan)
}
