/** The faults that local Clarifai can simulate. Those left out are off. */
export interface Faults {
  /** Analyzing a picture takes this many milliseconds longer, so inputs stay pending. */
  readonly slowIndexingMs?: number;
  /** Every nth picture fails. */
  readonly failedInputs?: number;
  /** Maximum calls per second; any more are refused with "too many requests". */
  readonly throttle?: number;
  /** For how many milliseconds all calls fail, starting with the first write. */
  readonly unavailableMs?: number;
  /** Every nth posted input or annotation is refused with "try again"; the others of the request are accepted. */
  readonly mixed?: number;
  /** For how many milliseconds models are still loading, starting with the first prediction. */
  readonly coldModelMs?: number;
  /** Predictions have concepts for the whole picture only, not for each face. */
  readonly perPicture?: boolean;
  /** PostModels creates no version. */
  readonly modelsWithoutVersion?: boolean;
  /** Workflows with `node_inputs` are refused. */
  readonly noNodeInputs?: boolean;
  /** The reply to every nth write is lost. The write itself succeeds. */
  readonly lostReplies?: number;
}

interface Switch {
  readonly field: keyof Faults;
  /** What follows the name in an example of the switch. */
  readonly example: string;
  /** @returns undefined if the value is invalid. */
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
 * Reads switches as written in the environment, for example `slow-indexing=2s, lost-replies=3, per-picture`.
 * @returns the faults, or a message that says what is wrong, without a full stop.
 */
export function readFaults(text: string): Faults | string {
  const faults: Record<string, number | boolean> = {};
  for (const written of text.split(',').map((each) => each.trim())) {
    if (written === '') continue;
    const [, name = '', value = ''] = /^([^=]*?)\s*(?:=\s*(.*))?$/.exec(written) ?? [];
    const known = Object.hasOwn(SWITCHES, name) ? SWITCHES[name] : undefined;
    if (known === undefined) return `does not know “${name}”, only ${switchList()}`;
    if (known.field in faults) return `has “${name}” twice`;
    const read = known.read(value);
    if (read === undefined) return `cannot use “${written}”; write it like ${name}${known.example}`;
    faults[known.field] = read;
  }
  return faults;
}

function switchList(): string {
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

/** At least 2, because with 1 everything would fail. */
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
