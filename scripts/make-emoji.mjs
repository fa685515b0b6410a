// `npm run make:emoji`: writes the page's emoji table from emoji-datasource, the source of Slack's short names. The package (25 MB) is
// downloaded to a temporary folder, not installed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SOURCE = 'emoji-datasource@16.0.0';
const TARGET = 'src/local-slack/page/text/emoji-table.json';

const folder = mkdtempSync(join(tmpdir(), 'emoji-'));
try {
  const archive = execFileSync('npm', ['pack', SOURCE, '--silent'], { cwd: folder, encoding: 'utf8' }).trim();
  execFileSync('tar', ['-xzf', archive, 'package/emoji.json'], { cwd: folder });
  const emoji = JSON.parse(readFileSync(join(folder, 'package', 'emoji.json'), 'utf8'));
  const characters = (unified) => String.fromCodePoint(...unified.split('-').map((code) => Number.parseInt(code, 16)));
  const table = emoji.flatMap(({ short_names, unified }) => short_names.map((name) => [name, characters(unified)]));
  writeFileSync(TARGET, `${JSON.stringify(Object.fromEntries(table.sort(([a], [b]) => (a < b ? -1 : 1))))}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
