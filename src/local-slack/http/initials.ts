import { renderSvg } from '../../photos/pictures.js';

const SIZE = 128;
const COLOURS = ['#4f6d7a', '#7a5c4f', '#5c7a4f', '#6d4f7a', '#7a4f5c', '#4f7a74'];

/** The picture of a person without a portrait: their initials on a coloured background. A square JPEG of 128 pixels a side. */
export function drawInitials(name: string): Promise<Uint8Array> {
  const initials = name
    .split(' ')
    .map((word) => [...word][0] ?? '')
    .slice(0, 2)
    .join('')
    .replace(/[<>&]/g, '');
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}">
    <rect width="100%" height="100%" fill="${COLOURS[sum % COLOURS.length]}"/>
    <text x="50%" y="50%" dy="0.35em" text-anchor="middle" font-family="sans-serif" font-size="54" fill="#fff">${initials}</text>
  </svg>`;
  return renderSvg(svg);
}
