import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Blocks } from '../../src/local-slack/page/blocks/block-view.js';
import { SurfaceContext } from '../../src/local-slack/page/blocks/surface.js';
import type { Block, InteractiveElement } from '../../src/local-slack/page/slack/blocks.js';
import { createSession } from '../../src/local-slack/page/state/session.js';
import { SessionContext } from '../../src/local-slack/page/state/use-session.js';
import { WORKSPACE } from '../support/page/workspace.js';

/** The HTML of the blocks of a message, as Ada first sees them. */
function draw(blocks: Block[], errors: Record<string, string> = {}): string {
  const session = createSession('U1', () => {});
  session.store.dispatch({ type: 'workspace-loaded', workspace: WORKSPACE, views: [], home: undefined });
  const surface = { container: { channel: 'C1', message_ts: '1.1' }, values: {}, setValue: () => {}, errors };
  return renderToStaticMarkup(
    createElement(
      SessionContext,
      { value: session },
      createElement(SurfaceContext, { value: surface }, createElement(Blocks, { blocks })),
    ),
  );
}

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text });
const menu: InteractiveElement = { type: 'external_select', action_id: 'pick', placeholder: plain('Choose a person') };

describe('blocks', () => {
  beforeAll(() => vi.stubGlobal('location', { origin: 'http://localhost:3000' }));
  afterAll(() => vi.unstubAllGlobals());

  it('a section shows its text and fields, with the names of mentioned people', () => {
    const html = draw([{ type: 'section', text: mrkdwn('*1* <@U2>'), fields: [plain('a &amp; :tada:')] }]);
    expect(html).toContain('<strong>1</strong>');
    expect(html).toContain('@Grace Hopper');
    expect(html).toContain('a &amp; 🎉');
  });

  it('a menu next to a question is named after both', () => {
    const html = draw([{ type: 'section', block_id: 'a', text: mrkdwn('*3* Who is this?'), accessory: menu }]);
    expect(html).toContain('aria-label="3 Who is this?: Choose a person"');
  });

  it('controls under a question are grouped under it', () => {
    const html = draw([
      { type: 'section', block_id: 'a', text: mrkdwn('*2* Is this Grace?') },
      {
        type: 'actions',
        block_id: 'b',
        elements: [{ type: 'button', action_id: 'yes', text: plain('Yes'), accessibility_label: 'Yes, Grace' }, menu],
      },
    ]);
    expect(html).toContain('role="group" aria-label="2 Is this Grace?"');
    expect(html).toContain('aria-label="Yes, Grace"');
    expect(html).toContain('aria-label="2 Is this Grace?: Choose a person"');
  });

  it('a picture has its alt text, and comes from the page’s origin', () => {
    const html = draw([
      {
        type: 'image',
        alt_text: '1 Ada, 2 unknown',
        slack_file: { id: 'F1', url: 'http://127.0.0.1:3000/files/F1/x.jpg' },
        image_width: 640,
        image_height: 480,
      },
    ]);
    expect(html).toContain('alt="1 Ada, 2 unknown"');
    expect(html).toContain('src="/files/F1/x.jpg?user=U1"');
    expect(html).toContain('width="640"');
    expect(html).toContain('aria-label="Open picture: 1 Ada, 2 unknown"');
  });

  it('a picture without a source is described in words', () => {
    expect(draw([{ type: 'image', alt_text: 'Ada' }])).toContain('Picture not available: Ada');
  });

  it('links lead only to the web', () => {
    const html = draw([
      { type: 'section', text: mrkdwn('<javascript:alert(1)|bad> <https://a.b|good> <mailto:a@b.c|mail>') },
    ]);
    expect(html).not.toContain('javascript:');
    expect(html).toContain('bad');
    expect(html).toContain('<a href="https://a.b" target="_blank" rel="noreferrer noopener">good</a>');
    expect(html).toContain('href="mailto:a@b.c"');
  });

  it('links to messages of this workspace stay in the page', () => {
    const html = draw([
      { type: 'section', text: mrkdwn('<http://127.0.0.1:3000/archives/C1/p1763912345000200|there>') },
    ]);
    expect(html).toContain('<a href="#/c/C1/t/1763912345.000200">there</a>');
  });

  it('HTML in a text is shown as text', () => {
    const html = draw([{ type: 'section', text: mrkdwn('&lt;img src=x onerror=alert(1)&gt;') }]);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  it('an input has its label, and its hint or its error', () => {
    const input: Block = {
      type: 'input',
      block_id: 'name',
      label: plain('Name'),
      hint: plain('As everyone will see it'),
      optional: true,
      element: { type: 'plain_text_input', action_id: 'name', initial_value: 'Ada' },
    };
    expect(draw([input])).toMatch(/Name.*\(optional\).*value="Ada".*As everyone will see it/su);
    const wrong = draw([input], { name: 'There is an Ada already.' });
    expect(wrong).toContain('role="alert">There is an Ada already.');
    expect(wrong).not.toContain('As everyone will see it');
  });

  it.each<[InteractiveElement, string]>([
    [
      {
        type: 'static_select',
        action_id: 'a',
        placeholder: plain('Size'),
        options: [{ text: plain('Large'), value: 'l' }],
        initial_option: { text: plain('Large'), value: 'l' },
      },
      'value="Large"',
    ],
    [{ type: 'users_select', action_id: 'a', initial_user: 'U2' }, 'value="Grace Hopper"'],
    [{ type: 'multi_users_select', action_id: 'a', initial_users: ['U2'] }, 'Remove Grace Hopper'],
    [{ type: 'overflow', action_id: 'a', options: [{ text: plain('Rename'), value: 'r' }] }, 'About Ada: More choices'],
    [
      {
        type: 'checkboxes',
        action_id: 'a',
        options: [{ text: plain('Train'), value: 't' }],
        initial_options: [{ text: plain('Train'), value: 't' }],
      },
      'checked=""',
    ],
    [
      { type: 'radio_buttons', action_id: 'a', options: [{ text: mrkdwn('*Yes*'), value: 'y' }] },
      '<strong>Yes</strong>',
    ],
  ])('draws %o', (accessory, expected) => {
    expect(draw([{ type: 'section', block_id: 's', text: plain('About Ada'), accessory }])).toContain(expected);
  });

  it('rich text has its structure', () => {
    const html = draw([
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_list',
            style: 'ordered',
            elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'one', style: { bold: true } }] }],
          },
          { type: 'rich_text_quote', elements: [{ type: 'user', user_id: 'U2' }] },
        ],
      },
    ]);
    expect(html).toMatch(/<ol[^>]*><li><strong>one<\/strong><\/li><\/ol><blockquote>.*@Grace Hopper/su);
  });

  it('an unknown block does not break the others', () => {
    const html = draw([
      { type: 'carousel', block_id: 'x' } as unknown as Block,
      { type: 'header', text: plain('People') },
    ]);
    expect(html).toContain('This page can’t show this kind of block.');
    expect(html).toContain('People');
  });
});
