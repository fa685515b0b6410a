import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const TABLES = ['tcp', 'tcp6', 'udp', 'udp6'] as const;

/** `0100007F:0035` of /proc/net: an address as 32-bit words in the machine's byte order (little-endian here), and a port. */
function readEndpoint(hex: string): { address: string; port: number } {
  const [words = '', port = ''] = hex.split(':');
  const bytes = (words.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex').reverse()]);
  const address =
    bytes.length === 4
      ? bytes.join('.')
      : (Buffer.from(bytes).toString('hex').match(/.{4}/g) ?? []).join(':').replace(/^(0000:){5}ffff:/, 'mapped:');
  return { address, port: Number.parseInt(port, 16) };
}

function isUnset(address: string): boolean {
  return /^[0.:]*$/.test(address);
}

function isLoopback(address: string): boolean {
  return /^127\.|^(0000:){7}0001$|^mapped:7f/.test(address);
}

/** Sockets that are connected to nothing, or to this machine (127.0.0.1, or that in IPv6) at another port than 53. */
const INSIDE = /^(?:0+:\w+|(?:(?:0{16}FFFF0000)?\w{6}7F|0{24}01000000):(?!0035)\w+)$/;

/**
 * The peers a process is connected to that are not on this machine, as "udp 10.0.0.53:53", and any peer on port 53: a name
 * server may be on this machine and ask others. Linux only. Quick, because it runs again and again beside other tests.
 */
function outsidePeers(pid: number): string[] {
  const sockets = TABLES.flatMap((table) => {
    const [, ...rows] = readFileSync(`/proc/${pid}/net/${table}`, 'utf8').trim().split('\n');
    return rows.flatMap((row) => {
      const [, , remote = '', , , , , , , inode = ''] = row.trim().split(/\s+/);
      return INSIDE.test(remote) ? [] : [{ table, remote, inode }];
    });
  });
  if (sockets.length === 0) return [];
  const own = new Set(socketsOf(pid));
  return sockets.flatMap(({ table, remote, inode }) => {
    const { address, port } = readEndpoint(remote);
    const isInside = isUnset(address) || (isLoopback(address) && port !== 53);
    return isInside || !own.has(inode) ? [] : [`${table} ${address}:${port}`];
  });
}

/** The inodes of the sockets that a process has open. */
function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1] ?? [];
    } catch {
      // Closed meanwhile.
      return [];
    }
  });
}

/** Collects the outside peers of a process for as long as it runs, in the set that is returned. Linux only. */
export function watchOutsidePeers(child: ChildProcess): ReadonlySet<string> {
  const seen = new Set<string>();
  const look = () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      for (const peer of outsidePeers(child.pid)) seen.add(peer);
    } catch {
      // Its folder is gone the moment it ends.
    }
    setTimeout(look, 5);
  };
  look();
  return seen;
}
