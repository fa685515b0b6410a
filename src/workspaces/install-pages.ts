/** The pages of “Add to Slack”. They need nothing from elsewhere. */

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 12vh auto 0; padding: 0 1.25rem; color: #1d1c1d; background: #fff; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .75rem; }
a.button { display: inline-block; margin-top: .75rem; padding: .7rem 1.2rem; border-radius: 6px; background: #1d3557; color: #fff; font-weight: 600; text-decoration: none; }
a.button:hover { background: #2a4a75; }
:focus-visible { outline: 3px solid #1d9bd1; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  body { color: #e8e8e8; background: #1a1d21; }
  a { color: #6bb5e0; }
  a.button { background: #c7dcf5; color: #12263f; }
  a.button:hover { background: #dfebfa; }
}`;

/** `/slack/install`. @param url Slack's page that asks for permission. */
export function installPage(url: string): string {
  return page(
    'Add Rollcall to Slack',
    `<p>Rollcall names the people in photos. After you have added it, invite it to a channel and post a photo.</p>
<p>It sees only the conversations it is invited to. Your workspace’s photos, faces and names are kept apart from those of every other
workspace.</p>
<p><a class="button" href="${escaped(url)}">Add to Slack</a></p>`,
  );
}

/** @param workspace where it was installed, if Slack says so. */
export function installedPage(workspace: string | undefined): string {
  const where = workspace === undefined ? 'your workspace' : escaped(workspace);
  return page(
    'Rollcall is in your Slack',
    `<p>Rollcall was added to ${where}. Open Slack, type <b>/invite @Rollcall</b> in a channel, and post a photo there.</p>`,
  );
}

/** The app was installed, but the face service is not ready for the workspace. */
export function notReadyPage(): string {
  return page(
    'Rollcall was added, but can’t start yet',
    `<p>Slack has added Rollcall, but the service that finds faces isn’t ready. You don’t have to do anything: Rollcall tries again
every minute. If it doesn’t answer in Slack after a few minutes, ask the person who runs it to look at its log.</p>`,
  );
}

/** Why an installation failed, in words for the person who tried. */
export type InstallFailure = 'cancelled' | 'other browser' | 'failed';

const FAILURES: Readonly<Record<InstallFailure, string>> = {
  cancelled: 'You cancelled, so nothing was changed.',
  'other browser':
    'This attempt took longer than ten minutes, or was started in another browser. Nothing was changed. Please start again.',
  failed: 'Slack didn’t confirm it, so nothing was changed. Please start again in a moment.',
};

export function failedPage(failure: InstallFailure): string {
  return page(
    'Rollcall wasn’t added',
    `<p>${FAILURES[failure]}</p><p><a class="button" href="/slack/install">Start again</a></p>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>${STYLE}</style></head>
<body><main><h1>${title}</h1>
${body}</main></body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
