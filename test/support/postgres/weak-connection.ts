import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a database that can be cut. */
export interface WeakConnection {
  readonly url: string;
  /** Ends all connections and refuses new ones. */
  cut(): void;
  repair(): void;
  close(): Promise<void>;
}

/** @param url of the database. */
export async function openWeakConnection(url: string): Promise<WeakConnection> {
  const target = new URL(url);
  const [port, host] = [Number(target.port || 5432), target.hostname];
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((from) => {
    if (isCut) {
      from.destroy();
      return;
    }
    const to = connect(port, host);
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const end = () => {
    for (const socket of sockets) socket.destroy();
  };
  target.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: target.href,
    cut() {
      isCut = true;
      end();
    },
    repair() {
      isCut = false;
    },
    async close() {
      end();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
