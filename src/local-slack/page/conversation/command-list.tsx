import type { Command } from '../slack/types.js';

interface Props {
  id: string;
  appName: string;
  commands: readonly Command[];
  /** The index of the command that Enter picks. */
  active: number;
  onPick(command: Command): void;
}

/** The slash commands that match the typed text. The focus stays in the composer. */
export function CommandList({ id, appName, commands, active, onPick }: Props) {
  return (
    <div className="command-list">
      <p className="command-list-heading" aria-hidden="true">
        Commands
      </p>
      <div role="listbox" id={id} aria-label="Commands">
        {commands.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the composer handles the keys
          <div
            key={command.command}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className="command"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onPick(command)}
          >
            <span className="command-line">
              <strong>{command.command}</strong>
              {command.usage_hint && <span className="command-hint">{command.usage_hint}</span>}
              <span className="command-app">{command.owner ?? appName}</span>
            </span>
            {command.description && <span className="command-description">{command.description}</span>}
          </div>
        ))}
      </div>
    </div>
  );
}
