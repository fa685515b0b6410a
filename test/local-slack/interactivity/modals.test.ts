import { afterEach, describe, expect, it } from 'vitest';
import { option, plain } from '../../support/block-kit.js';
import { CONTROLS, startInteractiveSlack } from '../../support/interactive-slack.js';
import { ADA, errorOf } from '../../support/local-slack.js';
import { waitUntil } from '../../support/wait-until.js';

const { slack, app, press, lastInteractive, advance } = await startInteractiveSlack();
let stop = () => {};
afterEach(() => stop());

async function eventsOf(person: string) {
  const stream = await slack.person(person).listen();
  stop = stream.stop;
  return stream.events;
}

describe('modals', () => {
  const input = (block_id: string, fields: object = {}, element: object = {}) => ({
    type: 'input',
    block_id,
    label: plain(block_id),
    element: { type: 'plain_text_input', action_id: 'text', ...element },
    ...fields,
  });
  const modal = (title: string, more: object = {}) => ({
    type: 'modal' as const,
    title: plain(title),
    submit: plain('Save'),
    callback_id: 'form',
    blocks: [input('name', {}, { max_length: 5 }), input('note', { optional: true })],
    ...more,
  });

  const trigger = async () => String((await press())['trigger_id']);
  const open = async (more: object = {}) => {
    app.answer = () => undefined;
    const { view } = await slack.bot.views.open({ trigger_id: await trigger(), view: modal('First', more) as never });
    return view?.id ?? '';
  };
  const submit = (view_id: string, values: object) =>
    slack.local('view_submission', { user: ADA, view_id, state: { values } });
  const fill = (name: string) => ({ name: { text: { value: name } } });
  const openViews = async () => {
    const reply = await fetch(`${slack.url}/local/views?user=${ADA}`);
    const { views } = (await reply.json()) as { views: { title: { text: string } }[] };
    return views.map(({ title }) => title.text);
  };

  it('open with an unused trigger of at most three seconds', async () => {
    const view = modal('Hi') as never;
    const used = await trigger();
    await slack.bot.views.open({ trigger_id: used, view });
    expect(await errorOf(slack.bot.views.open({ trigger_id: used, view }))).toBe('exchanged_trigger_id');
    const old = await trigger();
    advance(3001);
    expect(await errorOf(slack.bot.views.open({ trigger_id: old, view }))).toBe('expired_trigger_id');
    expect(await errorOf(slack.bot.views.open({ trigger_id: '1.2.3', view }))).toBe('invalid_trigger_id');
    const bad = modal('x'.repeat(25)) as never;
    expect(await errorOf(slack.bot.views.open({ trigger_id: await trigger(), view: bad }))).toBe('invalid_arguments');
  });

  it('submit their input and close', async () => {
    const view_id = await open();
    const events = await eventsOf(ADA);
    expect(await submit(view_id, fill('Ada'))).toEqual({ ok: true, ack: {} });
    expect(lastInteractive()?.payload).toMatchObject({
      type: 'view_submission',
      user: { id: ADA },
      view: {
        id: view_id,
        callback_id: 'form',
        hash: expect.any(String),
        state: {
          values: {
            name: { text: { type: 'plain_text_input', value: 'Ada' } },
            note: { text: { type: 'plain_text_input', value: null } },
          },
        },
      },
    });
    await waitUntil(() => events.find(({ type }) => type === 'view_closed'));
    expect(events).toEqual([{ type: 'view_closed', view_id }]);
  });

  it('check their inputs before submitting', async () => {
    const view_id = await open();
    app.envelopes.length = 0;
    expect(await submit(view_id, {})).toMatchObject({ error: 'invalid_input', errors: { name: expect.any(String) } });
    expect(await submit(view_id, fill('Much too long'))).toMatchObject({ error: 'invalid_input' });
    expect(app.envelopes).toEqual([]);
  });

  it('stay open with errors, but only for inputs that exist', async () => {
    const view_id = await open();
    app.answer = () => ({ response_action: 'errors', errors: { name: 'Taken' } });
    expect(await submit(view_id, fill('Ada'))).toMatchObject({ ok: true, ack: { errors: { name: 'Taken' } } });
    app.answer = () => ({ response_action: 'errors', errors: { other: 'Taken' } });
    expect(await submit(view_id, fill('Ada'))).toMatchObject({ ok: false, error: 'invalid_ack' });
    expect(await openViews()).toEqual(['First']);
  });

  it('are updated, pushed (three at most) and cleared by the response', async () => {
    const view_id = await open();
    app.answer = () => ({ response_action: 'update', view: modal('Changed') });
    await submit(view_id, fill('Ada'));
    expect(await openViews()).toEqual(['Changed']);
    app.answer = () => ({ response_action: 'push', view: modal('On top') });
    await submit(view_id, fill('Ada'));
    await submit(view_id, fill('Ada'));
    expect(await openViews()).toEqual(['Changed', 'On top', 'On top']);
    expect(await submit(view_id, fill('Ada'))).toMatchObject({ error: 'invalid_ack', detail: 'push_limit_reached' });
    app.answer = () => ({ response_action: 'clear' });
    await submit(view_id, fill('Ada'));
    expect(await openViews()).toEqual([]);
  });

  it('keep their input in an update, and reject an outdated update', async () => {
    const { view } = await slack.bot.views.open({ trigger_id: await trigger(), view: modal('First') as never });
    const view_id = view?.id ?? '';
    app.answer = () => ({ response_action: 'errors', errors: { name: 'Hm' } });
    await submit(view_id, fill('Ada'));
    const update = { view_id, hash: view?.hash ?? '', view: modal('Second') as never };
    const updated = await slack.bot.views.update(update);
    expect(updated.view?.state).toMatchObject({ values: { name: { text: { value: 'Ada' } } } });
    expect(await errorOf(slack.bot.views.update(update))).toBe('hash_conflict');
  });

  it('send an event when they are closed, if the app asked for it', async () => {
    const silent = await open();
    app.envelopes.length = 0;
    expect(await slack.local('view_closed', { user: ADA, view_id: silent })).toEqual({ ok: true, ack: {} });
    expect(app.envelopes).toEqual([]);
    const notifying = await open({ notify_on_close: true });
    await slack.local('view_closed', { user: ADA, view_id: notifying, is_cleared: true });
    expect(lastInteractive()?.payload).toMatchObject({
      type: 'view_closed',
      is_cleared: true,
      view: { id: notifying },
    });
    expect(await slack.local('view_closed', { user: ADA, view_id: notifying })).toMatchObject({
      error: 'view_not_found',
    });
  });

  it('report interactions with their elements', async () => {
    const view_id = await open({
      blocks: [{ ...CONTROLS[0] }, input('name', { dispatch_action: true }), input('note')],
    });
    const inside = { user: ADA, view_id };
    await slack.local('block_actions', { ...inside, block_id: 'row', action_id: 'pick', selected_option: option('b') });
    expect(lastInteractive()?.payload).toMatchObject({
      container: { type: 'view', view_id },
      view: { id: view_id, state: { values: { row: { pick: { selected_option: { value: 'b' } } } } } },
    });
    expect(lastInteractive()?.payload).not.toHaveProperty('response_url');
    const typing = { ...inside, action_id: 'text', value: 'A' };
    expect(await slack.local('block_actions', { ...typing, block_id: 'name' })).toMatchObject({ ok: true });
    const quiet = await slack.local('block_actions', { ...typing, block_id: 'note' });
    expect(quiet).toMatchObject({ error: 'action_not_found' });
  });
});
