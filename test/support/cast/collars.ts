import type { Canvas } from './canvas.js';
import { darker, lighter, mix } from './colours.js';
import { between, type Point, smooth, smoothClosed } from './curves.js';
import { drawHood } from './hoodie.js';
import type { Clothes } from './traits.js';

/** The lower end of the body, in head units. The edge of the picture, or someone in front, always covers it. */
export const HEM = 1400;

/** The clothes at the neck and down the front; drawn over the body and neck. */
export function drawCollar(canvas: Canvas, clothes: Clothes, lean: number): string {
  switch (clothes.style) {
    case 'crew-neck':
      return crewNeck(canvas, clothes, lean);
    case 'v-neck':
      return vNeck(canvas, clothes, lean);
    case 'turtleneck':
      return turtleneck(canvas, clothes, lean);
    case 'shirt':
      return shirtCollar(canvas, clothes.colour, lean) + buttons(canvas, clothes.colour, lean);
    case 'blazer':
      return blazer(canvas, clothes, lean);
    case 'hoodie':
      return drawHood(canvas, clothes, lean);
  }
}

function crewNeck(canvas: Canvas, { colour }: Clothes, x: number): string {
  const inner: readonly Point[] = [
    [x - 64, 150],
    [x - 46, 176],
    [x, 192],
    [x + 46, 176],
    [x + 64, 150],
  ];
  const outer: readonly Point[] = [
    [x - 74, 154],
    [x - 54, 188],
    [x, 206],
    [x + 54, 188],
    [x + 74, 154],
  ];
  const cover: readonly Point[] = [
    [x - 74, 154],
    [x - 54, 200],
    [x, 224],
    [x + 54, 200],
    [x + 74, 154],
  ];
  return (
    canvas.path(between(inner, cover), { fill: colour }) +
    canvas.path(between(inner, outer), {
      fill: mix(colour, '#ffffff', 0.1),
      stroke: darker(colour, 0.35),
      width: 1.2,
    }) +
    canvas.path(smooth(outer), { stroke: darker(colour, 0.5), width: 3, opacity: 0.5, blur: 1.5 })
  );
}

function vNeck(canvas: Canvas, { colour }: Clothes, x: number): string {
  const half = (side: -1 | 1) =>
    canvas.path(
      between(
        [
          [x + side * 66, 152],
          [x + side * 44, 190],
          [x, 246],
        ],
        [
          [x + side * 82, 158],
          [x + side * 60, 204],
          [x, 264],
        ],
      ),
      { fill: mix(colour, '#ffffff', 0.1), stroke: darker(colour, 0.4), width: 1.2 },
    );
  return half(-1) + half(1);
}

function turtleneck(canvas: Canvas, { colour }: Clothes, x: number): string {
  const top: readonly Point[] = [
    [x - 50, 122],
    [x - 26, 137],
    [x, 141],
    [x + 26, 137],
    [x + 50, 122],
  ];
  const bottom: readonly Point[] = [
    [x - 88, 168],
    [x - 44, 202],
    [x, 214],
    [x + 44, 202],
    [x + 88, 168],
  ];
  const ribs = [-36, -24, -12, 0, 12, 24, 36].map((dx) =>
    smooth([
      [x + dx, 136 - Math.abs(dx) * 0.16],
      [x + dx * 1.15, 164],
      [x + dx * 1.5, 206 - Math.abs(dx) * 0.3],
    ]),
  );
  const shape = between(top, bottom);
  return (
    canvas.path(shape, { fill: canvas.linear([0, 122], [0, 198], [lighter(colour, 0.12), darker(colour, 0.12)]) }) +
    canvas.clip(shape, canvas.path(ribs.join(''), { stroke: darker(colour, 0.5), width: 2, opacity: 0.35 })) +
    canvas.path(smooth(top), { stroke: lighter(colour, 0.25), width: 2, opacity: 0.6 }) +
    canvas.path(smooth(bottom), { stroke: darker(colour, 0.6), width: 4, opacity: 0.4, blur: 2 })
  );
}

function shirtCollar(canvas: Canvas, colour: string, x: number): string {
  const flap = (side: -1 | 1) => {
    const shape = between(
      [
        [x + side * 52, 132],
        [x + side * 34, 164],
        [x + side * 4, 196],
      ],
      [
        [x + side * 84, 154],
        [x + side * 74, 186],
        [x + side * 46, 228],
      ],
    );
    return (
      canvas.path(shape, { stroke: darker(colour, 0.6), width: 5, opacity: 0.35, blur: 3 }) +
      canvas.path(shape, { fill: mix(colour, '#ffffff', 0.14), stroke: darker(colour, 0.3), width: 1.4 })
    );
  };
  return flap(-1) + flap(1);
}

function buttons(canvas: Canvas, colour: string, x: number): string {
  const placket = canvas.path(`M${x} 206L${x + 2} ${HEM}`, { stroke: darker(colour, 0.4), width: 2, opacity: 0.6 });
  return (
    placket +
    [250, 312, 374]
      .map((y) => canvas.ellipse(x + 7, y, 4, 4, { fill: lighter(colour, 0.5), stroke: darker(colour, 0.4), width: 1 }))
      .join('')
  );
}

function blazer(canvas: Canvas, { colour, second }: Clothes, x: number): string {
  const front = smoothClosed([
    [x - 58, 146],
    [x, 200],
    [x + 58, 146],
    [x + 60, 220],
    [x + 26, 330],
    [x + 6, 420],
    [x - 6, 420],
    [x - 26, 330],
    [x - 60, 220],
  ]);
  const lapel = (side: -1 | 1) => {
    const shape = between(
      [
        [x + side * 56, 138],
        [x + side * 52, 220],
        [x + side * 4, 420],
      ],
      [
        [x + side * 86, 156],
        [x + side * 112, 250],
        [x + side * 14, 430],
      ],
    );
    return (
      canvas.path(shape, { stroke: '#000000', width: 6, opacity: 0.3, blur: 3 }) +
      canvas.path(shape, { fill: lighter(colour, 0.08), stroke: darker(colour, 0.4), width: 1.5 })
    );
  };
  return canvas.path(front, { fill: second }) + shirtCollar(canvas, second, x) + lapel(-1) + lapel(1);
}
