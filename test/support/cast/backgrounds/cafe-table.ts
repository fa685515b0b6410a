import type { Canvas } from '../canvas.js';
import { darker, lighter } from '../colours.js';
import { n, smooth } from '../curves.js';
import { type Frame, rect } from './frame.js';

/** The table between the camera and the people, with two cups on it. */
export function drawCafeTable(canvas: Canvas, { width: w, height: h, lightFrom }: Omit<Frame, 'random'>): string {
  const unit = Math.min(w, h) / 1000;
  const top = h - 92 * unit;
  const cup = (x: number, colour: string) => {
    const rim = top - 62 * unit;
    const body = `M${n(x - 46 * unit)} ${n(rim)}C${n(x - 46 * unit)} ${n(top + 26 * unit)} ${n(x + 46 * unit)} ${n(top + 26 * unit)} ${n(x + 46 * unit)} ${n(rim)}Z`;
    return (
      canvas.glow(x - lightFrom * 20 * unit, top + 24 * unit, 110 * unit, 18 * unit, '#1c0f08', 0.6) +
      canvas.ellipse(x, top + 14 * unit, 74 * unit, 13 * unit, { fill: darker(colour, 0.12) }) +
      canvas.ellipse(x, top + 10 * unit, 70 * unit, 11 * unit, { fill: lighter(colour, 0.2) }) +
      canvas.ellipse(x + 52 * unit, rim + 30 * unit, 17 * unit, 20 * unit, {
        stroke: darker(colour, 0.08),
        width: 8 * unit,
      }) +
      canvas.path(body, {
        fill: canvas.linear(
          [x - 46 * unit, 0],
          [x + 46 * unit, 0],
          lightFrom < 0
            ? [lighter(colour, 0.5), colour, darker(colour, 0.3)]
            : [darker(colour, 0.3), colour, lighter(colour, 0.5)],
        ),
      }) +
      canvas.ellipse(x, rim, 46 * unit, 9 * unit, { fill: lighter(colour, 0.45) }) +
      canvas.ellipse(x, rim + 1.5 * unit, 40 * unit, 7 * unit, { fill: '#5a3420' }) +
      canvas.ellipse(x - 6 * unit, rim + 1 * unit, 20 * unit, 3 * unit, { fill: '#c99a6a', opacity: 0.8 }) +
      [-14, 8]
        .map((dx) =>
          canvas.path(
            smooth([
              [x + dx * unit, rim - 8 * unit],
              [x + (dx - 8) * unit, rim - 34 * unit],
              [x + (dx + 8) * unit, rim - 60 * unit],
              [x + dx * unit, rim - 88 * unit],
            ]),
            { stroke: '#ffffff', width: 7 * unit, opacity: 0.16, blur: 6 * unit },
          ),
        )
        .join('')
    );
  };
  return (
    canvas.glow(w * 0.5, top, w * 0.62, 60 * unit, '#140a05', 0.5) +
    rect(0, top, w, h - top, canvas.linear([0, top], [0, h], ['#b47a4c', '#8d5a36', '#6d4328'])) +
    rect(0, top, w, 5 * unit, '#d9a470', 0.8) +
    cup(w * 0.22, '#e9dfd0') +
    cup(w * 0.71, '#7fa5a0')
  );
}
