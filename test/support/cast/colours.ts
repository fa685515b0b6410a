/** A colour as `#rrggbb`. */
export type Colour = string;

/** A mix of two colours: 0 is the first, 1 the second. */
export function mix(first: Colour, second: Colour, amount: number): Colour {
  const a = channels(first);
  const b = channels(second);
  return `#${a.map((value, index) => hex(value + ((b[index] ?? 0) - value) * amount)).join('')}`;
}

/** Mixes a colour with a warm black, like shadows on skin and cloth. `amount` is from 0 to 1. */
export function darker(colour: Colour, amount: number): Colour {
  return mix(colour, '#1a0f12', amount);
}

/** Mixes a colour with a warm white. `amount` is from 0 to 1. */
export function lighter(colour: Colour, amount: number): Colour {
  return mix(colour, '#fff6e8', amount);
}

/** How bright a colour looks, from 0 to 1 (ITU-R BT.601 luma). */
export function brightness(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = channels(colour);
  return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
}

function channels(colour: Colour): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

function hex(value: number): string {
  return Math.max(0, Math.min(255, Math.round(value)))
    .toString(16)
    .padStart(2, '0');
}
