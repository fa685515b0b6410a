import type { ReactNode } from 'react';
import type { RichTextBlock, RichTextElement, RichTextLeaf, RichTextStyle } from '../slack/blocks.js';
import { useSelect } from '../state/use-session.js';
import { ChannelMention, Emoji, SafeLink, UserMention } from '../text/inline-parts.js';

/** Slack's structured text, as its composer writes it. */
export function RichTextView({ block }: { block: RichTextBlock }) {
  return (
    <div className="block-text">
      {block.elements.map((element, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no ids
        <Part key={index} element={element} />
      ))}
    </div>
  );
}

function Part({ element }: { element: RichTextElement }) {
  switch (element.type) {
    case 'rich_text_section':
      return (
        <p>
          <Leaves leaves={element.elements} />
        </p>
      );
    case 'rich_text_preformatted':
      return (
        <pre>
          <Leaves leaves={element.elements} />
        </pre>
      );
    case 'rich_text_quote':
      return (
        <blockquote>
          <Leaves leaves={element.elements} />
        </blockquote>
      );
    case 'rich_text_list': {
      const List = element.style === 'ordered' ? 'ol' : 'ul';
      return (
        <List className={`rich-list rich-list-${Math.min(element.indent ?? 0, 4)}`}>
          {element.elements.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <li key={index}>
              <Leaves leaves={item.elements} />
            </li>
          ))}
        </List>
      );
    }
    default:
      return null;
  }
}

function Leaves({ leaves }: { leaves: readonly RichTextLeaf[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: as above
  return leaves.map((leaf, index) => <Leaf key={index} leaf={leaf} />);
}

function Leaf({ leaf }: { leaf: RichTextLeaf }) {
  const me = useSelect((state) => state.me);
  switch (leaf.type) {
    case 'text':
      return <Styled style={leaf.style}>{leaf.text}</Styled>;
    case 'link':
      return (
        <Styled style={leaf.style}>
          <SafeLink url={leaf.url}>{leaf.text ?? leaf.url}</SafeLink>
        </Styled>
      );
    case 'emoji':
      return <Emoji name={leaf.name} />;
    case 'user':
      return <UserMention id={leaf.user_id} label={undefined} isMe={leaf.user_id === me} />;
    case 'channel':
      return <ChannelMention id={leaf.channel_id} label={undefined} />;
    case 'broadcast':
      return <span className="mention mention-me">@{leaf.range}</span>;
    default:
      return null;
  }
}

function Styled({ style, children }: { style: RichTextStyle | undefined; children: ReactNode }) {
  let styled = children;
  if (style?.code) styled = <code>{styled}</code>;
  if (style?.strike) styled = <s>{styled}</s>;
  if (style?.italic) styled = <em>{styled}</em>;
  if (style?.bold) styled = <strong>{styled}</strong>;
  return styled;
}
