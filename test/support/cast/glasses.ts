import type { Canvas } from './canvas.js';
import { lighter } from './colours.js';
import { smooth, smoothClosed } from './curves.js';
import type { View } from './view.js';

const FRAME: Record<'round' | 'square' | 'sunglasses', string> = {
  round: '#3b2a20',
  square: '#2b2a2e',
  sunglasses: '#141316',
};
const SIZE = { round: [25, 23], square: [25, 18], sunglasses: [29, 24] } as const;

export function drawGlasses(canvas: Canvas, view: View): string {
  const { glasses, eyeGap, eyeHeight, faceWidth } = view.traits;
  if (glasses === 'none') return '';
  const colour = FRAME[glasses];
  const [rx, ry] = SIZE[glasses];
  const tint = glasses === 'sunglasses' ? { fill: '#121217', opacity: 0.94 } : { fill: '#ffffff', opacity: 0.09 };
  const y = eyeHeight + 3;
  const lens = (side: -1 | 1) => {
    const x = side * (eyeGap + 1);
    const corner = glasses === 'round' ? 0.71 : 0.9;
    return smoothClosed(
      view.all([
        [x - rx, y, 66],
        [x - rx * corner, y - ry * corner, 66],
        [x, y - ry, 68],
        [x + rx * corner, y - ry * corner, 66],
        [x + rx, y, 62],
        [x + rx * corner * (glasses === 'square' && side === 1 ? 0.94 : 1), y + ry * corner, 64],
        [x, y + ry, 68],
        [x - rx * corner * (glasses === 'square' && side === -1 ? 0.94 : 1), y + ry * corner, 64],
      ]),
    );
  };
  const bridge = smooth(
    view.all([
      [-eyeGap + rx - 1, y - 4, 70],
      [0, y - 8, 78],
      [eyeGap - rx + 1, y - 4, 70],
    ]),
  );
  const arm = (side: -1 | 1) =>
    smooth(
      view.all([
        [side * (eyeGap + rx), y - 5, 60],
        [side * (eyeGap + rx + 8), y - 6, 30],
        [side * 78 * faceWidth, y - 6, -10],
      ]),
    );
  const glint = (side: -1 | 1) =>
    smooth(
      view.all([
        [side * eyeGap - 13, y + 8, 68],
        [side * eyeGap - 4, y - 11, 68],
      ]),
    );
  const frame = { stroke: colour, width: glasses === 'round' ? 2.8 : 3.2 };
  return ([-1, 1] as const)
    .map(
      (side) =>
        canvas.path(lens(side), { stroke: '#2a1510', width: 5, opacity: 0.25, blur: 2.2 }) +
        canvas.path(lens(side), tint) +
        canvas.path(glint(side), { stroke: '#ffffff', width: 4, opacity: 0.16 }) +
        canvas.path(arm(side), { stroke: colour, width: 3.2 }) +
        canvas.path(lens(side), frame) +
        canvas.path(lens(side), { stroke: lighter(colour, 0.5), width: 0.8, opacity: 0.5 }),
    )
    .concat(canvas.path(bridge, { stroke: colour, width: 3.4 }))
    .join('');
}
