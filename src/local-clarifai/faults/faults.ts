/** What can be acted out. Each is off when it is left out. */
export interface Faults {
  /** Every look at a picture takes so many milliseconds longer, so inputs stay pending. */
  readonly slowIndexingMs?: number;
  /** Every so-manieth picture looked at fails, whatever is on it. */
  readonly failedInputs?: number;
  /** Calls a second; more are answered with "too many requests". */
  readonly throttle?: number;
  /** So many milliseconds nothing is answered, from the first write on. */
  readonly unavailableMs?: number;
  /** Every so-manieth input or annotation that is posted is refused with "try again", its neighbours are taken. */
  readonly mixed?: number;
  /** So many milliseconds models are still being loaded, from the first prediction on. */
  readonly coldModelMs?: number;
  /** Who somebody is, is said once for the picture and not for each face. */
  readonly perPicture?: boolean;
  /** Making a model makes no version of it. */
  readonly modelsWithoutVersion?: boolean;
  /** Workflows whose nodes say where their input comes from are refused. */
  readonly noNodeInputs?: boolean;
  /** The answer to every so-manieth write does not arrive, though the write happened. */
  readonly lostReplies?: number;
}

/** A switch as it is written: its field, and how its value is read (undefined when it is none); `example` shows one. */
interface Switch {
  readonly field: keyof Faults;
  readonly example: string;
  readonly read: (value: string) => number | boolean | undefined;
}

const SWITCHES: Readonly<Record<string, Switch>> = {
  'slow-indexing': { field: 'slowIndexingMs', example: '=2s', read: readDuration },
  'failed-inputs': { field: 'failedInputs', example: '=3', read: readEvery },
  throttle: { field: 'throttle', example: '=5', read: readRate },
  unavailable: { field: 'unavailableMs', example: '=10s', read: readDuration },
  mixed: { field: 'mixed', example: '=2', read: readEvery },
  'cold-model': { field: 'coldModelMs', example: '=20s', read: readDuration },
  'per-picture': { field: 'perPicture', example: '', read: readFlag },
  'models-without-version': { field: 'modelsWithoutVersion', example: '', read: readFlag },
  'no-node-inputs': { field: 'noNodeInputs', example: '', read: readFlag },
  'lost-replies': { field: 'lostReplies', example: '=3', read: readEvery },
};

/**
 * Reads switches as they stand in the environment: `slow-indexing=2s, lost-replies=3, per-picture`.
 * @returns the faults, or in a string what is wrong, without a full stop.
 */
export function readFaults(text: string): Faults | string {
  const faults: Record<string, number | boolean> = {};
  for (const written of text.split(',').map((each) => each.trim())) {
    if (written === '') continue;
    const [, name = '', value = ''] = /^([^=]*?)\s*(?:=\s*(.*))?$/.exec(written) ?? [];
    const found = Object.hasOwn(SWITCHES, name) ? SWITCHES[name] : undefined;
    if (found === undefined) return `does not know “${name}”, only ${known()}`;
    if (found.field in faults) return `has “${name}” twice`;
    const read = found.read(value);
    if (read === undefined) return `cannot use “${written}”; write it like ${name}${found.example}`;
    faults[found.field] = read;
  }
  return faults;
}

function known(): string {
  return Object.entries(SWITCHES)
    .map(([name, { example }]) => `${name}${example}`)
    .join(', ');
}

/** Milliseconds from `500ms`, `2s` or `1m`. */
function readDuration(value: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(value) ?? [];
  const ms = Number(amount) * (unit === 'ms' ? 1 : unit === 's' ? 1_000 : 60_000);
  return ms > 0 && ms <= 3_600_000 ? ms : undefined;
}

/** Every second at most: with every one nothing would ever work. */
function readEvery(value: string): number | undefined {
  return /^\d{1,6}$/.test(value) && Number(value) >= 2 ? Number(value) : undefined;
}

function readRate(value: string): number | undefined {
  const rate = /^\d{1,6}(\.\d{1,3})?$/.test(value) ? Number(value) : 0;
  return rate > 0 ? rate : undefined;
}

function readFlag(value: string): boolean | undefined {
  return value === '' ? true : undefined;
}
