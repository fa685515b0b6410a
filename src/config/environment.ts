import { availableParallelism, hostname } from 'node:os';
import { z } from 'zod';
import { type Faults, readFaults } from '../local-clarifai/faults/faults.js';

/** The environment variables one by one. The files beside it check those that belong together. */

/** Who may train: everyone, the workspace's admins and owners, or these Slack user ids. */
export type Trainers = 'everyone' | 'admins' | readonly string[];

const port = z.coerce
  .number('must be a port number, for example 3000')
  .int('must be a whole number')
  .min(1, 'must be between 1 and 65535')
  .max(65535, 'must be between 1 and 65535');

const score = z.coerce
  .number('must be a number between 0 and 1')
  .min(0, 'must be at least 0')
  .max(1, 'must be at most 1');

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be a URL that starts with http:// or https://' });

const clarifaiUrls = z.string().transform((text, context): string => {
  const urls = text.split(',').map((each) => each.trim());
  if (urls.every((url) => httpUrl.safeParse(url).success)) return urls.join(',');
  const message = 'must be a URL that starts with http:// or https://, or several with commas between them';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

const startsWith = (prefix: string, where: string) =>
  z.string().startsWith(prefix, `must start with ${prefix} (copy it from ${where})`);

const faults = z.string().transform((text, context): Faults => {
  const read = readFaults(text);
  if (typeof read !== 'string') return read;
  context.addIssue({ code: 'custom', message: read });
  return z.NEVER;
});

const trainers = z.string().transform((text, context): Trainers => {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const [only] = words;
  if (words.length === 1 && (only === 'everyone' || only === 'admins')) return only;
  if (words.length > 0 && words.every((word) => /^[UW][A-Z0-9]{2,}$/.test(word))) return words;
  const message =
    'must be everyone, admins, or Slack user ids with commas between them, for example U012AB3CD,U045EF6GH';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

const minutes = 'must be off, or a number of minutes from 1 to 1440';
const autoTrain = z.union([z.literal('off'), z.coerce.number(minutes).min(1, minutes).max(1440, minutes)], minutes);

// More than two workers rarely pay: each holds the networks in memory, and most photos have only a few faces.
const defaultWorkers = Math.min(2, availableParallelism());

const LOOPBACK = '127.0.0.1';
/** The bot reaches the local workspace at 127.0.0.1, so it must listen there. */
export const LOCAL_HOSTS: readonly string[] = [LOOPBACK, 'localhost', '0.0.0.0', '::'];

/** Every variable with its allowed values. `.env.example` explains each; a test checks that the two agree. */
export const environmentSchema = z.object({
  SLACK_BOT_TOKEN: z
    .string()
    // With token rotation, tokens begin with xoxe.
    .regex(/^(?:xoxe\.)?xoxb-/, 'must start with xoxb- (copy it from your app’s “OAuth & Permissions” page)')
    .optional(),
  SLACK_REFRESH_TOKEN: startsWith('xoxe-', 'your app’s “OAuth & Permissions” page').optional(),
  SLACK_CLIENT_ID: z.string().optional(),
  SLACK_CLIENT_SECRET: z.string().optional(),
  SLACK_APP_TOKEN: startsWith('xapp-', 'your app’s “Basic Information” page, under App-Level Tokens').optional(),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_API_URL: httpUrl.optional(),
  CLARIFAI_PAT: z.string().optional(),
  CLARIFAI_USER_ID: z.string().optional(),
  CLARIFAI_APP_ID: z.string().optional(),
  CLARIFAI_API_BASE: clarifaiUrls.optional(),
  CLARIFAI_REQUESTS_PER_SECOND: z.coerce
    .number('must be a number of requests, for example 15')
    .min(0.1, 'must be at least 0.1')
    .max(1000, 'must be at most 1000')
    .optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a URL that starts with postgres://' }).optional(),
  PORT: port.default(3000),
  // Some shells set HOST to the machine's name, which says nothing about where to listen.
  HOST: z
    .union(
      [z.literal(hostname()).transform(() => LOOPBACK), z.literal('localhost'), z.ipv4(), z.ipv6()],
      'must be an IP address, for example 127.0.0.1 or 0.0.0.0',
    )
    .default(LOOPBACK),
  ROLLCALL_DATA: z.string().default('.rollcall'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error').default('info'),
  ROLLCALL_SURE: score.optional(),
  ROLLCALL_LIKELY: score.optional(),
  ROLLCALL_TRAINERS: trainers.default('everyone'),
  ROLLCALL_AUTO_TRAIN: autoTrain.optional(),
  ROLLCALL_CONSENT: z.enum(['required', 'told', 'off'], 'must be required, told or off').default('told'),
  ROLLCALL_KEEP_DAYS: z.coerce
    .number('must be a number of days, for example 730, or 0 for no limit')
    .int('must be a whole number of days')
    .min(0, 'must be 0 (no limit), or at least 60')
    .max(36_500, 'must be at most 36500')
    .refine((days) => days === 0 || days >= 60, 'must be 0 (no limit), or at least 60')
    .default(730),
  ROLLCALL_GRACE_DAYS: z.coerce
    .number('must be a number of days, for example 30')
    .int('must be a whole number of days')
    .min(0, 'must be at least 0')
    .max(365, 'must be at most 365')
    .default(30),
  ROLLCALL_EXTERNAL_PHOTOS: z.enum(['on', 'off'], 'must be on or off').default('off'),
  ROLLCALL_HELP: z.string().max(200, 'must be at most 200 characters').optional(),
  ROLLCALL_WORKERS: z.coerce
    .number('must be a number of threads, for example 2')
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(64, 'must be at most 64')
    .default(defaultWorkers),
  ROLLCALL_CLARIFAI_PORT: port.optional(),
  ROLLCALL_LOCAL_CLARIFAI_KEY: z.string().min(8, 'must have at least 8 characters').optional(),
  ROLLCALL_LOCAL_CLARIFAI_URLS: z.enum(['public', 'any'], 'must be public or any').default('public'),
  ROLLCALL_LOCAL_CLARIFAI_FAULTS: faults.default({}),
});

export type Environment = z.infer<typeof environmentSchema>;

/** Notes what is wrong with a variable, and how to fix it. */
export type Report = (variable: keyof Environment, text: string) => void;
