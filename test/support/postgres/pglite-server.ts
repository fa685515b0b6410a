import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite/vector';
import { PGLiteSocketHandler, type PGLiteSocketHandlerOptions } from '@electric-sql/pglite-socket';

/** PostgreSQL in this process, on a port of the loopback interface. */
export interface PgliteServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts PGlite, which has a single session. Its connections take turns: each keeps the session until its query, or its transaction, is over.
 * The parameter `options=-c search_path=…` works as in PostgreSQL; notifications reach nobody.
 */
export async function startPglite(): Promise<PgliteServer> {
  const db = await PGlite.create({ loadDataDir: await newDatabase(), extensions: { vector } });
  const queryQueue = new TurnQueue(db) as unknown as PGLiteSocketHandlerOptions['queryQueue'];
  const handlers = new Set<PGLiteSocketHandler>();
  const server = createServer((socket) => {
    const handler = new PGLiteSocketHandler({ queryQueue, closeOnDetach: true });
    handlers.add(handler);
    handler.addEventListener('close', () => handlers.delete(handler));
    void handler.attach(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async close() {
      for (const handler of handlers) await handler.detach(true);
      await new Promise((resolve) => server.close(resolve));
      await db.close();
    },
  };
}

/** An empty database, made once: initdb takes ten seconds of processor time in WebAssembly. Deleted with node_modules, as PGlite is. */
const NEW_DATABASE = `node_modules/.cache/rollcall/pglite-${versionOfPglite()}.tar`;

function versionOfPglite(): string {
  const { version } = JSON.parse(readFileSync('node_modules/@electric-sql/pglite/package.json', 'utf8')) as {
    version: string;
  };
  return version;
}

async function newDatabase(): Promise<Blob> {
  if (!existsSync(NEW_DATABASE)) {
    const db = await PGlite.create();
    const files = await (await db.dumpDataDir('none')).arrayBuffer();
    await db.close();
    mkdirSync(dirname(NEW_DATABASE), { recursive: true });
    writeFileSync(`${NEW_DATABASE}.${process.pid}`, new Uint8Array(files));
    renameSync(`${NEW_DATABASE}.${process.pid}`, NEW_DATABASE);
  }
  return new Blob([readFileSync(NEW_DATABASE)]);
}

interface Message {
  readonly connection: number;
  readonly bytes: Uint8Array;
  readonly onData: (data: Uint8Array) => void;
  readonly resolve: (bytes: number) => void;
  readonly reject: (error: unknown) => void;
}

/** Types of messages that end a connection's turn, unless a transaction is open: Query and Sync (postgresql.org/docs/current/protocol-message-formats.html). */
const LAST_OF_TURN = new Set(['Q', 'S'].map((type) => type.charCodeAt(0)));
const PROTOCOL_VERSION = 196_608;

/** Like pglite-socket's own queue, which lets the messages of two queries mix. */
class TurnQueue {
  readonly #db: PGlite;
  readonly #waiting: Message[] = [];
  readonly #searchPaths = new Map<number, string>();
  #turn: number | undefined;
  #searchPath: string | undefined;
  #isRunning = false;

  constructor(db: PGlite) {
    this.#db = db;
  }

  enqueue(connection: number, bytes: Uint8Array, onData: Message['onData']): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ connection, bytes, onData, resolve, reject });
      void this.#run();
    });
  }

  clearQueueForHandler(connection: number): void {
    for (let index = this.#waiting.length - 1; index >= 0; index--) {
      if (this.#waiting[index]?.connection !== connection) continue;
      this.#waiting.splice(index, 1)[0]?.reject(new Error('The connection was closed'));
    }
  }

  async clearTransactionIfNeeded(connection: number): Promise<void> {
    if (this.#turn !== connection) return;
    if (this.#db.isInTransaction()) await this.#db.exec('ROLLBACK');
    this.#turn = undefined;
    await this.#run();
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let message = this.#next(); message !== undefined; message = this.#next()) await this.#execute(message);
    this.#isRunning = false;
  }

  #next(): Message | undefined {
    const turn = this.#turn;
    const index = turn === undefined ? 0 : this.#waiting.findIndex(({ connection }) => connection === turn);
    return index === -1 ? undefined : this.#waiting.splice(index, 1)[0];
  }

  async #execute({ connection, bytes, onData, resolve, reject }: Message): Promise<void> {
    const isStart = bytes.length >= 8 && Buffer.from(bytes).readInt32BE(4) === PROTOCOL_VERSION;
    if (isStart) this.#searchPaths.set(connection, searchPathIn(bytes));
    let sent = 0;
    try {
      await this.#setSearchPathOf(connection);
      await this.#db.runExclusive(() =>
        this.#db.execProtocolRawStream(bytes, {
          onRawData: (data) => {
            sent += data.length;
            onData(data);
          },
        }),
      );
      resolve(sent);
    } catch (error) {
      reject(error);
    }
    const isLast = isStart || LAST_OF_TURN.has(bytes[0] ?? 0);
    this.#turn = isLast && !this.#db.isInTransaction() ? undefined : connection;
  }

  async #setSearchPathOf(connection: number): Promise<void> {
    const wanted = this.#searchPaths.get(connection) ?? 'public';
    if (wanted === this.#searchPath || this.#turn === connection) return;
    await this.#db.exec(`SET search_path TO ${wanted}`);
    this.#searchPath = wanted;
  }
}

/** The schema that a start-up message asks for. */
function searchPathIn(bytes: Uint8Array): string {
  return /-c search_path=(\w+)/.exec(Buffer.from(bytes).toString('latin1'))?.[1] ?? 'public';
}
